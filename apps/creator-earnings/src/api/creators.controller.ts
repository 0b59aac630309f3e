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
import { Clock, Projections } from '@gifting/engine';
import { PolicyBook } from '@gifting/service';
import { balancesOf, earnings, type EarningsRow } from '../projections/earnings.projection';
import {
  SUPPORTER_WINDOWS,
  type SupporterWindow,
  windowAt,
} from '../projections/supporter-windows';
import { IsOneOf, Optional } from '@gifting/http/input';
import { boardOf, type SupporterRow, supporters } from '../projections/supporters.projection';
import { earningsView } from './earnings-view';
import { ReceivedGifts } from './received-gifts';
import { EarningsView, ReceivedGift, SupporterBoard } from './views';

const ANONYMOUS = 'anonymous';

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
    private readonly clock: Clock,
  ) {}

  @ApiOperation({
    summary: 'What the creator has earned',
    description: 'A creator never seen has earned nothing.',
  })
  @Get('earnings')
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
    summary: 'The gifts that the creator received, newest first',
    description: "It is the creator's stream read backwards.",
  })
  @Get('gifts')
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
    description: 'Of equal totals the one reached first stands higher.',
  })
  @Get('supporters')
  @AllowRoles('creator')
  @OwnSubject('creatorId')
  @ApiOkResponse({ type: SupporterBoard })
  async supporters(
    @Param('creatorId') creatorId: string,
    @Query() { window: span = 'all' }: SupportersQuery,
    @PageQuery() { limit }: PageRequest,
    @MinPosition() minPosition: Position | undefined,
  ): Promise<SupporterBoard> {
    const view = unrefused(await this.projections.at(supporters, minPosition));
    const index = boardOf(creatorId, span, windowAt(span, this.clock.now()));
    const ranked = await view.range({ index, limit });
    return {
      items: ranked.map(({ row }, place) => {
        const { totals, viewerId = ANONYMOUS } = row as SupporterRow;
        const { coins, gifts } = totals[span];
        return { rank: place + 1, viewerId, coins, gifts };
      }),
      position: view.position,
    };
  }
}
