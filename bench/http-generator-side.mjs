// Sends requests, from a process and a core of its own.
import autocannon from 'autocannon';
import { built } from './built.mjs';
import { busyShare } from './cpu.mjs';
import { castOf, giftBody } from './gifts.mjs';
import { serve } from './side.mjs';

const CONNECTIONS = 64;
const PAID = { currency: 'USD', value: '1000000.00' };
const PROVIDER = 'bench';

let tokenOf;
let url;
let viewers;
let creator;
let runs = 0;

serve({
  /** Buys coins for each viewer, over HTTP. */
  async open({ dist, url: address, secret, wallets }) {
    const { issueToken } = built(dist)('libs/http/src/app');
    url = address;
    tokenOf = (role, sub, more) => issueToken(Buffer.from(secret), { role, sub, ...more });
    const cast = castOf(dist, { wallets, creators: 1 });
    [creator] = cast.creators;
    viewers = await Promise.all(
      cast.viewers.map(async ({ viewerId }) => ({
        viewerId,
        authorization: `Bearer ${await tokenOf('viewer', viewerId)}`,
      })),
    );
    const upstream = await tokenOf('upstream', 'shop', { providers: [PROVIDER] });
    const { results } = await fetchJson('/v1/purchase-events', upstream, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents-batch+json' },
      body: JSON.stringify(viewers.map(purchaseOf)),
    });
    const odd = results.find(({ status }) => status !== 'accepted');
    if (odd !== undefined) throw new Error(`a wallet was not funded: ${JSON.stringify(odd)}`);
  },

  /** One gift in each request. */
  single: ({ seconds }) => fire('/v1/gifts', seconds, 1, (key) => giftBodyText(key)),

  /** Many gifts of one viewer in each request. */
  batch: ({ seconds, size }) =>
    fire('/v1/gifts/batch', seconds, size, (key) =>
      JSON.stringify({
        items: Array.from({ length: size }, (_, at) => ({
          key: `${key}.${at}`,
          ...giftBody(creator),
        })),
      }),
    ),

  /** The same requests to a server that does nothing. */
  async ceiling({ url: address, seconds }) {
    const before = url;
    url = address;
    const result = await fire('/', seconds, 1, (key) => giftBodyText(key));
    url = before;
    return result;
  },

  async books() {
    return fetchJson('/v1/audit/trial-balance', await tokenOf('auditor', 'auditor'));
  },

  close: async () => undefined,
});

const giftBodyText = () => JSON.stringify(giftBody(creator));

async function fire(path, seconds, giftsPerRequest, bodyOf) {
  const prefix = `${process.pid}.${runs++}`;
  let next = 0;
  const setupRequest = (request) => {
    const number = next++;
    const key = `${prefix}.${number}`;
    const { authorization } = viewers[number % viewers.length];
    const headers = {
      'content-type': 'application/json',
      authorization,
      'idempotency-key': key,
      prefer: 'wait=10',
    };
    return { ...request, headers, body: bodyOf(key) };
  };
  const { result, share: generatorBusy } = await busyShare(() =>
    autocannon({
      url: `${url}${path}`,
      connections: CONNECTIONS,
      duration: seconds,
      requests: [{ method: 'POST', setupRequest }],
    }),
  );
  const failed = result.non2xx + result.errors + result.timeouts;
  if (failed > 0) throw new Error(`${failed} requests to ${path} failed`);
  const requestsPerSecond = result['2xx'] / result.duration;
  return {
    path,
    connections: CONNECTIONS,
    giftsPerRequest,
    gifts: result['2xx'] * giftsPerRequest,
    requestsPerSecond,
    giftsPerSecond: requestsPerSecond * giftsPerRequest,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    generatorBusy,
  };
}

async function fetchJson(path, token, { headers, ...request } = {}) {
  const authorization = `Bearer ${token}`;
  const response = await fetch(url + path, { ...request, headers: { ...headers, authorization } });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.json();
}

const purchaseOf = ({ viewerId }) => ({
  specversion: '1.0',
  id: viewerId,
  source: '/bench',
  type: 'purchase.captured.v1',
  subject: `${PROVIDER}.${viewerId}`,
  data: {
    provider: PROVIDER,
    transactionId: viewerId,
    viewerId,
    region: 'US',
    channel: 'web',
    method: 'card',
    paid: PAID,
    capturedAt: new Date().toISOString(),
  },
});
