import { Module } from '@nestjs/common';
import { AuditController } from './api/audit.controller';
import { AuditedEvents } from './api/audited-events';
import { TrialBalanceFollower } from './trial-balance.follower';

@Module({
  controllers: [AuditController],
  providers: [AuditedEvents, TrialBalanceFollower],
})
export class AuditModule {}
