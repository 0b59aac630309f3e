import { type DynamicModule, Module } from '@nestjs/common';
import { Clock, ManualClock } from '@gifting/engine';
import { TestClockController } from './test-clock.controller';

/** What belongs to no service: health, metrics and docs come with every app; the clock is for tests. */
@Module({})
export class FrontModule {
  static of(clock: Clock): DynamicModule {
    const isManual = clock instanceof ManualClock;
    return {
      module: FrontModule,
      controllers: isManual ? [TestClockController] : [],
      providers: isManual ? [{ provide: ManualClock, useValue: clock }] : [],
    };
  }
}
