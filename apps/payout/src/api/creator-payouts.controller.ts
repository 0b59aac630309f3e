import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { isId, type Position } from '@gifting/kernel';
import {
  AllowRoles,
  indexCursorOf,
  indexPage,
  MinPosition,
  OwnSubject,
  type Page,
  pageOf,
  PageQuery,
  type PageRequest,
  unrefused,
} from '@gifting/http';
import { Projections } from '@gifting/engine';
import { type PayoutRow, payouts, payoutsOf } from '../projections/payouts.projection';
import { payoutView } from './payout-view';
import { PayoutView } from './views';

/** The last payout of a page: where it stands in the creator's index. */
const payoutCursor = indexCursorOf(isId);

@ApiTags('Creators')
@Controller('/v1/creators/:creatorId/payouts')
export class CreatorPayoutsController {
  constructor(private readonly projections: Projections) {}

  @ApiOperation({ summary: "The creator's payouts, newest first" })
  @Get()
  @AllowRoles('creator')
  @OwnSubject('creatorId')
  @ApiOkResponse({ type: pageOf(PayoutView) })
  async payouts(
    @Param('creatorId') creatorId: string,
    @PageQuery() { cursor, limit }: PageRequest,
    @MinPosition() minPosition: Position | undefined,
  ): Promise<Page<PayoutView>> {
    const after = payoutCursor.decode(cursor);
    const view = unrefused(await this.projections.at(payouts, minPosition));
    const found = await view.range({
      index: payoutsOf(creatorId),
      backwards: true,
      limit: limit + 1,
      ...(after === undefined ? {} : { after }),
    });
    return indexPage(found, limit, payoutCursor, ({ row }) => payoutView(row as PayoutRow));
  }
}
