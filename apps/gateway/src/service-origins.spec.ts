import { loadConfig } from '@gifting/service';
import { serviceOriginsOf } from './service-origins';

const ALL = 'wallet=http://w:1,gift=http://g:2,payout=http://p:3,creator-earnings=http://c:4';

describe('serviceOriginsOf', () => {
  it('takes a URL for every service that owns routes', () => {
    const config = loadConfig({ GIFTING_SERVICE_URLS: `${ALL},audit=http://a:5,x=http://x` });
    expect([...serviceOriginsOf(config)].map(([name, { port }]) => [name, port])).toEqual([
      ['wallet', '1'],
      ['gift', '2'],
      ['payout', '3'],
      ['creator-earnings', '4'],
      ['audit', '5'],
    ]);
  });

  it('reports each service that is missing, one line each', () => {
    expect(() => serviceOriginsOf(loadConfig({ GIFTING_SERVICE_URLS: ALL }))).toThrow(
      /^GIFTING_SERVICE_URLS must name a URL for audit, such as audit=http:\/\/audit:8080$/,
    );
    expect(() => serviceOriginsOf(loadConfig({}))).toThrow(/^(GIFTING_SERVICE_URLS .+\n?){5}$/);
  });
});
