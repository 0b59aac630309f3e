import 'reflect-metadata';
import { runService } from '@gifting/service';
import { walletService } from './index';

void runService(walletService);
