import { randomUUID } from 'node:crypto';
import { issueToken, type TokenKeys } from '@gifting/http/app';

const PURCHASE = {
  specversion: '1.0',
  source: '/shop',
  type: 'purchase.captured.v1',
};

/**
 * What a newcomer does first: three requests with ready tokens. Not for production, where tokens come
 * from elsewhere.
 */
export async function firstSteps(url: string, keys: TokenKeys, now: string): Promise<string> {
  if (keys.kind !== 'secret') return `listening on ${url}, docs at ${url}/docs\n`;
  const token = (role: 'upstream' | 'viewer' | 'creator', sub: string) =>
    issueToken(keys.secret, { role, sub, ...(role === 'upstream' ? { providers: ['demo'] } : {}) });
  const [upstream, viewer, creator] = await Promise.all([
    token('upstream', 'shop'),
    token('viewer', 'ana'),
    token('creator', 'cy'),
  ]);
  const transactionId = randomUUID().slice(0, 8);
  const purchase = {
    ...PURCHASE,
    id: transactionId,
    subject: `demo.${transactionId}`,
    data: {
      provider: 'demo',
      transactionId,
      viewerId: 'ana',
      region: 'US',
      channel: 'web',
      method: 'card',
      paid: { currency: 'USD', value: '10.00' },
      capturedAt: now,
    },
  };
  const gift = { giftId: 'rose', quantity: 100, creatorId: 'cy' };
  return `
listening on ${url}
docs at      ${url}/docs

1. ana buys coins for $10.00
curl -s ${url}/v1/purchase-events -H 'Authorization: Bearer ${upstream}' -H 'Content-Type: application/cloudevents+json' -d '${JSON.stringify(purchase)}'

2. ana sends 100 roses to cy
curl -s ${url}/v1/gifts -H 'Authorization: Bearer ${viewer}' -H 'Content-Type: application/json' -H 'Idempotency-Key: ${randomUUID()}' -d '${JSON.stringify(gift)}'

3. cy looks at what came of it
curl -s ${url}/v1/creators/cy/earnings -H 'Authorization: Bearer ${creator}'

`;
}
