import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiOkResponse, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { JsonObject } from '@gifting/kernel';
import {
  AllowRoles,
  type Page,
  pageOf,
  PageQuery,
  type PageRequest,
  unrefused,
} from '@gifting/http';
import type { TrialBalanceReport } from '../domain/trial-balance';
import { TrialBalanceFollower } from '../trial-balance.follower';
import { AuditedEvents } from './audited-events';
import { type EventsQuery, EventsQueryOf, invalidCursor } from './events-query';
import { AuditedEventView, TrialBalanceView } from './views';

const REVISION = /^(0|[1-9][0-9]{0,14})$/;

@ApiTags('Auditors')
@Controller('/v1/audit')
export class AuditController {
  constructor(
    private readonly events: AuditedEvents,
    private readonly books: TrialBalanceFollower,
  ) {}

  @ApiOperation({
    summary:
      'All events in the order of the store, from a position on; the cursor is a position too',
  })
  @Get('events')
  @AllowRoles('auditor')
  @ApiQuery({ name: 'from', required: false })
  @ApiQuery({ name: 'stream', required: false, description: 'The beginning of the name.' })
  @ApiOkResponse({ type: pageOf(AuditedEventView) })
  list(@EventsQueryOf() query: EventsQuery): Promise<Page<JsonObject>> {
    return this.events.page(query);
  }

  @ApiOperation({ summary: 'One stream from its first event on' })
  @Get('streams/:stream')
  @AllowRoles('auditor')
  @ApiOkResponse({ type: pageOf(AuditedEventView) })
  stream(
    @Param('stream') stream: string,
    @PageQuery() { cursor, limit }: PageRequest,
  ): Promise<Page<JsonObject>> {
    if (cursor !== undefined && !REVISION.test(cursor)) throw invalidCursor();
    return this.events.stream(stream, Number(cursor ?? 0), limit);
  }

  @ApiOperation({
    summary: 'Every term of the equations of conservation, summed from all events up to now',
  })
  @Get('trial-balance')
  @AllowRoles('auditor')
  @ApiOkResponse({ type: TrialBalanceView })
  async trialBalance(): Promise<TrialBalanceReport> {
    return unrefused(await this.books.report());
  }
}
