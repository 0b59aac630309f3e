import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { isPurchaseId, type Position, type ViewerId } from '@gifting/kernel';
import { NO_COINS, printCoins } from '@gifting/kernel/coins';
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
import {
  lotsOf,
  purchases,
  type PurchaseRow,
  refundedCoins,
} from '../projections/purchases.projection';
import { EMPTY_WALLET, wallets, type WalletRow } from '../projections/wallets.projection';
import { TransactionHistory } from './transaction-history';
import { LotView, TransactionView, WalletView } from './views';

/** The last lot of a page: where it stands in the viewer's index. */
const lotCursor = indexCursorOf(isPurchaseId);

const ZERO = printCoins(NO_COINS);

@ApiTags('Viewers')
@Controller('/v1/viewers/:viewerId')
export class ViewersController {
  constructor(
    private readonly projections: Projections,
    private readonly history: TransactionHistory,
  ) {}

  @ApiOperation({
    summary: 'What the viewer can spend',
    description: 'A viewer never seen has an empty wallet.',
  })
  @Get('wallet')
  @AllowRoles('viewer')
  @OwnSubject('viewerId')
  @ApiOkResponse({ type: WalletView })
  async wallet(
    @Param('viewerId') viewerId: string,
    @MinPosition() minPosition: Position | undefined,
  ): Promise<WalletView> {
    const view = unrefused(await this.projections.at(wallets, minPosition));
    const row = (await view.get<WalletRow>(viewerId)) ?? EMPTY_WALLET;
    return { viewerId, ...row, position: view.position };
  }

  @ApiOperation({
    summary: "The viewer's lots, in the order granted, which is the order in which they are spent",
  })
  @Get('lots')
  @AllowRoles('viewer')
  @OwnSubject('viewerId')
  @ApiOkResponse({ type: pageOf(LotView) })
  async lots(
    @Param('viewerId') viewerId: string,
    @PageQuery() { cursor, limit }: PageRequest,
    @MinPosition() minPosition: Position | undefined,
  ): Promise<Page<LotView>> {
    const after = lotCursor.decode(cursor);
    const view = unrefused(await this.projections.at(purchases, minPosition));
    const found = await view.range({
      index: lotsOf(viewerId as ViewerId),
      limit: limit + 1,
      ...(after === undefined ? {} : { after }),
    });
    return indexPage(found, limit, lotCursor, ({ row }) => lotView(row as PurchaseRow));
  }

  @ApiOperation({
    summary: 'Everything that changed the balance, newest first',
    description: "It is the wallet's stream read backwards.",
  })
  @Get('transactions')
  @AllowRoles('viewer')
  @OwnSubject('viewerId')
  @ApiOkResponse({ type: pageOf(TransactionView) })
  transactions(
    @Param('viewerId') viewerId: string,
    @PageQuery() page: PageRequest,
  ): Promise<Page<TransactionView>> {
    return this.history.page(viewerId as ViewerId, page);
  }
}

const lotView = (row: PurchaseRow): LotView => ({
  purchaseId: row.purchaseId,
  granted: row.coins,
  remaining: row.remaining,
  spent: row.spent,
  refunded: printCoins(refundedCoins(row)),
  chargedBack: ZERO,
  debtRepaid: ZERO,
  grantedAt: row.grantedAt ?? '',
  refundableUntil: row.refundableUntil ?? '',
});
