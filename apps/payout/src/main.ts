import 'reflect-metadata';
import { runService } from '@gifting/service';
import { payoutService } from './index';

void runService(payoutService);
