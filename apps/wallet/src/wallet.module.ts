import { Module } from '@nestjs/common';
import { BundlesController } from './api/bundles.controller';
import { PurchaseEventsController } from './api/purchase-events.controller';
import { PurchaseAccess, PurchasesController } from './api/purchases.controller';
import { PurchaseExplanation } from './api/purchase-explanation';
import { PurchaseIntake } from './api/purchase-intake';
import { RecordedRefunds } from './api/recorded-refunds';
import { RefundRequests } from './api/refund-requests';
import { RefundablePurchase, RefundAccess, RefundsController } from './api/refunds.controller';
import { TransactionHistory } from './api/transaction-history';
import { UpstreamReports } from './api/upstream-reports';
import { WalletOperationsController } from './api/wallet-operations.controller';
import { ViewersController } from './api/viewers.controller';
import { UpstreamController } from './api/upstream-topic.controller';

@Module({
  controllers: [
    BundlesController,
    PurchaseEventsController,
    PurchasesController,
    RefundsController,
    UpstreamController,
    ViewersController,
    WalletOperationsController,
  ],
  providers: [
    PurchaseAccess,
    PurchaseExplanation,
    PurchaseIntake,
    RecordedRefunds,
    RefundablePurchase,
    RefundAccess,
    RefundRequests,
    TransactionHistory,
    UpstreamReports,
  ],
})
export class WalletModule {}
