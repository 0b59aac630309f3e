import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { displayPrice, netRateOf } from '@gifting/economy';
import { type Money, printMoney } from '@gifting/kernel/money';
import { printCoins } from '@gifting/kernel/coins';
import { AnyRole, notFound } from '@gifting/http';
import { PolicyBook, type PolicyVersion } from '@gifting/service';
import { CatalogueList, CurrencyList, PolicyView } from './views';

const VERSION = /^[1-9][0-9]{0,8}$/;

/** What things cost and how they convert, for everybody with a token. */
@ApiTags('Prices')
@Controller('/v1')
export class PricesController {
  constructor(private readonly policies: PolicyBook) {}

  @ApiOperation({
    summary: 'The gifts that can be sent',
    description: 'Displayed prices use a rate of their own and are never money.',
  })
  @Get('gifts-catalogue')
  @AnyRole()
  @ApiOkResponse({ type: CatalogueList })
  catalogue(): CatalogueList {
    const { policy, version } = this.policies.current;
    return {
      items: [...policy.catalogue.values()].map(({ coins, effect, giftId, name }) => ({
        giftId,
        name,
        coins: printCoins(coins),
        displayPrice: print(displayPrice(policy, coins)),
        effect,
        priceVersion: version,
      })),
    };
  }

  @ApiOperation({ summary: 'The rules that are active now' })
  @Get('policies/current')
  @AnyRole()
  @ApiOkResponse({ type: PolicyView })
  currentPolicy(): PolicyView {
    return policyView(this.policies.current);
  }

  @ApiOperation({ summary: 'The rules of one version, active or not' })
  @Get('policies/:version')
  @AnyRole()
  @ApiOkResponse({ type: PolicyView })
  policy(@Param('version') text: string): PolicyView {
    const version = VERSION.test(text) ? this.policies.version(Number(text)) : undefined;
    if (version === undefined) throw notFound();
    return policyView(version);
  }

  @ApiOperation({ summary: 'Coins and diamonds compared' })
  @Get('currencies')
  @AnyRole()
  @ApiOkResponse({ type: CurrencyList })
  currencies(): CurrencyList {
    const { content, policy } = this.policies.current;
    return {
      items: [
        {
          name: 'coins',
          purpose: 'sending gifts',
          holder: 'viewer',
          source: 'bought with money',
          value: content.coinPrices,
          cashOut: false,
          commissionBps: '0',
        },
        {
          name: 'diamonds',
          purpose: 'computing payouts',
          holder: 'creator',
          source: 'earned from gifts',
          value: [print(netRateOf(policy))],
          cashOut: true,
          commissionBps: content.diamond.commissionBps,
        },
      ],
    };
  }
}

const print = ({ currency, micros }: Money) => printMoney(currency, micros);

const policyView = ({ content, name, sha256, version }: PolicyVersion): PolicyView => ({
  version,
  name,
  content,
  sha256,
});
