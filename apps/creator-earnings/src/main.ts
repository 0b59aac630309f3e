import 'reflect-metadata';
import { runService } from '@gifting/service';
import { creatorEarningsService } from './index';

void runService(creatorEarningsService);
