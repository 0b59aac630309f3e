import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { AllowRoles, RefusalError } from '@gifting/http';
import { IsTimestamp } from '@gifting/http/input';
import { ManualClock } from '@gifting/engine';
import { TIMESTAMP } from '@gifting/http/schemas';

export class ClockInput {
  @IsTimestamp()
  readonly now!: string;
}

export class ClockView {
  @ApiProperty(TIMESTAMP)
  readonly now!: string;
}

/** Moves the manual clock; it exists only where GIFTING_CLOCK is manual. */
@ApiTags('Tests')
@Controller('/v1/test/clock')
export class TestClockController {
  constructor(private readonly clock: ManualClock) {}

  @ApiOperation({
    summary: 'Sets the time that is recorded from now on',
    description: 'It never goes back.',
  })
  @Post()
  @HttpCode(200)
  @AllowRoles('operator')
  move(@Body() { now }: ClockInput): ClockView {
    if (!this.clock.moveTo(Date.parse(now))) {
      throw new RefusalError('clock-backwards', `The clock is at ${this.clock.now()} already.`);
    }
    return { now: this.clock.now() };
  }
}
