import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Bus } from '@gifting/bus';
import { Clock, CommandHandler, CommandStreams, Projections, StreamWatcher } from '@gifting/engine';
import { FeedConsumer } from '@gifting/engine/runtime';
import { EventStore } from '@gifting/event-store';
import { CommandIds } from '@gifting/http';
import { NoteStore } from '@gifting/read-store';
import type { Config } from './config/config';
import { Operations } from './operations';
import { PolicyBook } from './policy-book';

/** The injection token of the configuration that the process was started with. */
export const CONFIG = Symbol('gifting:config');

/** What every service injects: the ports, and what the engine builds on them. */
export interface ServiceParts {
  readonly config: Config;
  readonly eventStore: EventStore;
  readonly bus: Bus;
  readonly noteStore: NoteStore;
  readonly clock: Clock;
  readonly consumer: FeedConsumer;
  readonly handler: CommandHandler;
  readonly commands: CommandStreams;
  readonly commandIds: CommandIds;
  readonly operations: Operations;
  readonly watcher: StreamWatcher;
  readonly policies: PolicyBook;
  readonly projections: Projections;
}

@Global()
@Module({})
export class ServiceModule {
  static of(parts: ServiceParts): DynamicModule {
    const providers = [
      { provide: CONFIG, useValue: parts.config },
      { provide: EventStore, useValue: parts.eventStore },
      { provide: Bus, useValue: parts.bus },
      { provide: NoteStore, useValue: parts.noteStore },
      { provide: Clock, useValue: parts.clock },
      { provide: FeedConsumer, useValue: parts.consumer },
      { provide: CommandHandler, useValue: parts.handler },
      { provide: CommandStreams, useValue: parts.commands },
      { provide: CommandIds, useValue: parts.commandIds },
      { provide: Operations, useValue: parts.operations },
      { provide: StreamWatcher, useValue: parts.watcher },
      { provide: PolicyBook, useValue: parts.policies },
      { provide: Projections, useValue: parts.projections },
    ];
    return { module: ServiceModule, providers, exports: providers };
  }
}
