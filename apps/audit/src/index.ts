import type { ReaderDefinition } from '@gifting/service';
import { AuditModule } from './audit.module';

/** Reads every stream, writes none: events, streams, and the books that must balance. */
export const auditService: ReaderDefinition = { name: 'audit', module: AuditModule };
