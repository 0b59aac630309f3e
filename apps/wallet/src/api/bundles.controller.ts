import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { isRegion, offeredBundles } from '@gifting/economy';
import { CHANNELS, type Channel } from '@gifting/kernel/facts';
import { printCoins } from '@gifting/kernel/coins';
import { printMoney } from '@gifting/kernel/money';
import { AnyRole } from '@gifting/http';
import { IsOneOf, Optional, rule } from '@gifting/http/input';
import { PolicyBook } from '@gifting/service';
import { BundleList } from './views';

export class BundleQuery {
  @Optional()
  @rule('isRegion', isRegion, 'must be a region such as US or US-CA', { type: 'string' })
  readonly region?: string;

  @Optional()
  @IsOneOf(CHANNELS)
  readonly channel?: Channel;
}

@ApiTags('Prices')
@Controller('/v1/bundles')
export class BundlesController {
  constructor(private readonly policies: PolicyBook) {}

  @ApiOperation({ summary: 'The bundles on sale, everywhere or where `region` and `channel` say' })
  @Get()
  @AnyRole()
  @ApiOkResponse({ type: BundleList })
  bundles(@Query() { channel, region }: BundleQuery): BundleList {
    const offered = offeredBundles(this.policies.current.policy, { channel, region });
    return {
      items: offered.map(({ bundleId, coins, price }) => ({
        bundleId,
        coins: printCoins(coins),
        price: printMoney(price.currency, price.micros),
      })),
    };
  }
}
