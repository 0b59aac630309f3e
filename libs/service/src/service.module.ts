import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Bus } from '@gifting/bus';
import type { PolicyContent } from '@gifting/economy';
import { EventStore } from '@gifting/event-store';
import { NoteStore } from '@gifting/read-store';
import {
  Clock,
  CommandStreams,
  StreamWatcher,
  StreamWriter,
  FeedConsumer,
  Projections,
} from '@gifting/engine';
import { PolicyBook } from './policy-book';

/** The policy that is activated where none ever was. */
export const FIRST_POLICY = Symbol('gifting:first-policy');

/** What every service injects: the ports, and what libs/service builds on them. */
export interface ServiceParts {
  readonly eventStore: EventStore;
  readonly bus: Bus;
  readonly noteStore: NoteStore;
  readonly clock: Clock;
  readonly consumer: FeedConsumer;
  readonly commands: CommandStreams;
  readonly writer: StreamWriter;
  readonly watcher: StreamWatcher;
  readonly policies: PolicyBook;
  readonly projections: Projections;
  readonly firstPolicy: PolicyContent;
}

@Global()
@Module({})
export class ServiceModule {
  static of(parts: ServiceParts): DynamicModule {
    const providers = [
      { provide: EventStore, useValue: parts.eventStore },
      { provide: Bus, useValue: parts.bus },
      { provide: NoteStore, useValue: parts.noteStore },
      { provide: Clock, useValue: parts.clock },
      { provide: FeedConsumer, useValue: parts.consumer },
      { provide: CommandStreams, useValue: parts.commands },
      { provide: StreamWriter, useValue: parts.writer },
      { provide: StreamWatcher, useValue: parts.watcher },
      { provide: PolicyBook, useValue: parts.policies },
      { provide: Projections, useValue: parts.projections },
      { provide: FIRST_POLICY, useValue: parts.firstPolicy },
    ];
    return { module: ServiceModule, providers, exports: providers };
  }
}
