import 'reflect-metadata';
import { runService } from '@gifting/service';
import { giftService } from './index';

void runService(giftService);
