import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Position } from '@gifting/kernel';
import {
  AllowRoles,
  MinPosition,
  OwnSubject,
  type Page,
  pageOf,
  PageQuery,
  type PageRequest,
  unrefused,
} from '@gifting/http';
import { QueryMembers } from '@gifting/http/app';
import { Projections } from '@gifting/engine';
import { PolicyBook } from '@gifting/service';
import { balancesOf, earnings, type EarningsRow } from '../projections/earnings.projection';
import { SUPPORTER_WINDOWS, type SupporterWindow } from '../projections/supporter-windows';
import { IsOneOf, Optional } from '@gifting/http/input';
import { EarningsSeries, SeriesQuery } from './earnings-series';
import { earningsView } from './earnings-view';
import { ReceivedGifts } from './received-gifts';
import { SupporterBoards } from './supporter-boards';
import { EarningsSeriesView, EarningsView, ReceivedGift, SupporterBoard } from './views';

export class SupportersQuery {
  /** The current one by the calendar of UTC; absent: all time. */
  @Optional()
  @IsOneOf(SUPPORTER_WINDOWS)
  readonly window?: SupporterWindow;
}

@ApiTags('Creators')
@Controller('/v1/creators/:creatorId')
export class CreatorsController {
  constructor(
    private readonly projections: Projections,
    private readonly gifts: ReceivedGifts,
    private readonly policies: PolicyBook,
    private readonly boards: SupporterBoards,
    private readonly history: EarningsSeries,
  ) {}

  @ApiOperation({
    summary: 'What the creator has earned',
    description: 'A creator never seen has earned nothing.',
  })
  @Get('earnings')
  @QueryMembers('minPosition')
  @AllowRoles('creator')
  @OwnSubject('creatorId')
  @ApiOkResponse({ type: EarningsView })
  async earnings(
    @Param('creatorId') creatorId: string,
    @MinPosition() minPosition: Position | undefined,
  ): Promise<EarningsView> {
    const view = unrefused(await this.projections.at(earnings, minPosition));
    const balances = balancesOf(await view.get<EarningsRow>(creatorId));
    const { currency } = this.policies.current.policy.diamond;
    return earningsView(creatorId, balances, currency, view.position);
  }

  @ApiOperation({
    summary: 'What the creator has earned over time',
    description:
      'Buckets of UTC, ascending, empty ones included; weeks start on Monday. ' +
      'A credit counts in the bucket in which it was recorded. At most 1,000 buckets.',
  })
  @Get('earnings/series')
  @QueryMembers('bucket', 'from', 'to', 'minPosition')
  @AllowRoles('creator')
  @OwnSubject('creatorId')
  @ApiOkResponse({ type: EarningsSeriesView })
  series(
    @Param('creatorId') creatorId: string,
    @Query() query: SeriesQuery,
    @MinPosition() minPosition: Position | undefined,
  ): Promise<EarningsSeriesView> {
    return this.history.read(creatorId, query, minPosition);
  }

  @ApiOperation({
    summary: 'The gifts that the creator received, newest first',
    description: "It is the creator's stream read backwards.",
  })
  @Get('gifts')
  @QueryMembers('limit', 'cursor')
  @AllowRoles('creator')
  @OwnSubject('creatorId')
  @ApiOkResponse({ type: pageOf(ReceivedGift) })
  receivedGifts(
    @Param('creatorId') creatorId: string,
    @PageQuery() page: PageRequest,
  ): Promise<Page<ReceivedGift>> {
    return this.gifts.page(creatorId, page);
  }

  @ApiOperation({
    summary: 'Who gave most in the current window',
    description:
      'Of equal totals, the one reached first ranks higher. All anonymous gifts share one row. ' +
      'The board may change between two pages.',
  })
  @Get('supporters')
  @QueryMembers('window', 'limit', 'cursor', 'minPosition')
  @AllowRoles('creator')
  @OwnSubject('creatorId')
  @ApiOkResponse({ type: SupporterBoard })
  supporters(
    @Param('creatorId') creatorId: string,
    @Query() { window: span = 'all' }: SupportersQuery,
    @PageQuery() page: PageRequest,
    @MinPosition() minPosition: Position | undefined,
  ): Promise<SupporterBoard> {
    return this.boards.page(creatorId, span, page, minPosition);
  }
}
