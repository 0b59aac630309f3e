import { Controller, Get, Injectable, Param } from '@nestjs/common';
import { ApiOperation, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { isPurchaseId, type Position, type ProviderId, type PurchaseId } from '@gifting/kernel';
import { micros, printMoney } from '@gifting/kernel/money';
import { NO_COINS, printCoins } from '@gifting/kernel/coins';
import {
  AllowRoles,
  type Caller,
  MinPosition,
  notFound,
  ObjectAccess,
  type ObjectPolicy,
  unrefused,
} from '@gifting/http';
import { Projections } from '@gifting/engine';
import {
  purchases,
  type PurchaseRow,
  refundedCoins,
  refundedMoney,
  stateOf,
} from '../projections/purchases.projection';
import { PurchaseExplanation } from './purchase-explanation';
import { ExplanationView, PurchaseView } from './views';

/** A purchase is seen by its viewer, by the upstream app of its provider, by auditors and operators. */
@Injectable()
export class PurchaseAccess implements ObjectPolicy {
  constructor(private readonly projections: Projections) {}

  async reaches(caller: Caller, { purchaseId }: Record<string, string>): Promise<boolean> {
    if (!isPurchaseId(purchaseId)) return false;
    if (caller.role === 'upstream') {
      const provider = purchaseId.slice(0, purchaseId.indexOf('.')) as ProviderId;
      return caller.providers.includes(provider);
    }
    if (caller.role !== 'viewer') return true;
    const view = unrefused(await this.projections.at(purchases, undefined));
    const row = await view.get<PurchaseRow>(purchaseId);
    return row?.viewerId === caller.sub;
  }
}

@ApiTags('Viewers')
@Controller('/v1/purchases/:purchaseId')
export class PurchasesController {
  constructor(
    private readonly projections: Projections,
    private readonly explanation: PurchaseExplanation,
  ) {}

  @ApiOperation({
    summary:
      'A purchase with its lot: coins = remaining + spent + refunded + chargedBack + debtRepaid',
  })
  @Get()
  @AllowRoles('viewer', 'upstream')
  @ObjectAccess(PurchaseAccess)
  @ApiOkResponse({ type: PurchaseView })
  async purchase(
    @Param('purchaseId') purchaseId: string,
    @MinPosition() minPosition: Position | undefined,
  ): Promise<PurchaseView> {
    const view = unrefused(await this.projections.at(purchases, minPosition));
    const row = await view.get<PurchaseRow>(purchaseId);
    if (row === undefined) throw notFound();
    return purchaseView(row, view.position);
  }

  @ApiOperation({
    summary: 'Why coins are there, or what they still wait for',
    description: 'Follows one payment through its events.',
  })
  @Get('explain')
  @AllowRoles('viewer', 'upstream')
  @ObjectAccess(PurchaseAccess)
  @ApiOkResponse({ type: ExplanationView })
  explain(@Param('purchaseId') purchaseId: PurchaseId): Promise<ExplanationView> {
    return this.explanation.of(purchaseId);
  }
}

function purchaseView(row: PurchaseRow, position: Position): PurchaseView {
  const zero = printCoins(NO_COINS);
  const noMoney = printMoney(row.paid.currency, micros(0));
  return {
    purchaseId: row.purchaseId,
    viewerId: row.viewerId,
    state: stateOf(row),
    ...(row.code === undefined ? {} : { code: row.code }),
    coins: row.coins,
    remaining: row.remaining,
    spent: row.spent,
    refunded: printCoins(refundedCoins(row)),
    chargedBack: zero,
    debtRepaid: zero,
    debt: zero,
    paid: row.paid,
    refundedMoney: refundedMoney(row),
    residual: row.residual ?? noMoney,
    capturedAt: row.capturedAt,
    refundableUntil: row.refundableUntil ?? null,
    position,
  };
}
