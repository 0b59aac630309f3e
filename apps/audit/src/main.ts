import 'reflect-metadata';
import { runReader } from '@gifting/service';
import { auditService } from './index';

void runReader(auditService);
