import { Controller, Get, Headers, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EventStore } from '@gifting/event-store';
import { AllowRoles, Caller, OwnSubject, parsePosition, RefusalError } from '@gifting/http';
import {
  EventStream,
  type EventStreamOptions,
  QueryMembers,
  TakesTicketFor,
  type TicketOffice,
  Tickets,
} from '@gifting/http/app';
import { POSITION } from '@gifting/http/schemas';
import { comparePositions, type Position } from '@gifting/kernel';
import { LiveFeed } from './live-feed';
import { FeedTicket } from './views';

/** The injection token of how streams are kept open. */
export const FEED_OPTIONS = Symbol('creator-earnings:feed-options');

const FEED_DESCRIPTION = `Server-sent events. \`event: gift\` has the data of an item of the gift list, \
and as its \`id\` the position of that item. Connect with the last id in \`Last-Event-ID\` to get each \
later event once and in order; without it the feed starts live. A comment line comes every 15 seconds. \
The feed closes when the token expires, and is cut when the client does not keep up.`;

@ApiTags('Creators')
@Controller('/v1/creators/:creatorId')
export class FeedController {
  constructor(
    private readonly feed: LiveFeed,
    private readonly store: EventStore,
    @Inject(FEED_OPTIONS) private readonly options: EventStreamOptions,
  ) {}

  @ApiOperation({ summary: 'The gifts of the creator as they come', description: FEED_DESCRIPTION })
  @Get('feed')
  @AllowRoles('creator')
  @OwnSubject('creatorId')
  @TakesTicketFor('creatorId')
  @QueryMembers('ticket')
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'The id of the last event that the client has.',
    schema: POSITION,
  })
  @ApiOkResponse({ content: { 'text/event-stream': { schema: { type: 'string' } } } })
  async open(
    @Param('creatorId') creatorId: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const after = startOf(lastEventId, await this.store.head());
    const stream = EventStream.open(request, reply, this.options);
    void this.feed.send(stream, creatorId, after);
  }

  @ApiOperation({
    summary: 'A ticket for the feed, for clients that cannot send headers',
    description:
      'It opens the feed once, within 30 seconds, at the instance that issued it. Needs no Idempotency-Key.',
  })
  @Post('feed-tickets')
  @HttpCode(200)
  @AllowRoles('creator')
  @OwnSubject('creatorId')
  @QueryMembers()
  @ApiOkResponse({ type: FeedTicket })
  ticket(
    @Param('creatorId') creatorId: string,
    @Caller() caller: Caller,
    @Tickets() tickets: TicketOffice,
  ): FeedTicket {
    return { ticket: tickets.issue(caller, creatorId) };
  }
}

/**
 * Where a feed begins. A client that wants to resume never starts live by mistake.
 * @throws RefusalError `invalid-position`
 */
function startOf(lastEventId: string | undefined, head: Position): Position {
  const position = parsePosition(lastEventId) ?? head;
  if (comparePositions(position, head) <= 0) return position;
  throw new RefusalError('invalid-position', 'The Last-Event-ID is beyond the last event.');
}
