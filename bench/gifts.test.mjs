import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { built } from './built.mjs';
import { castOf, COINS_PER_GIFT, giftBody, giftsOf } from './gifts.mjs';
import { ROOT } from './options.mjs';
import { accountsOf } from './postgres-ledgers.mjs';

const DIST = join(ROOT, 'dist');
const SIZE = { wallets: 10_000, creators: 1_000 };

const take = (count, seed, size = SIZE) => {
  const gifts = giftsOf(DIST, castOf(DIST, size), seed);
  return Array.from({ length: count }, () => gifts.next().value);
};

describe('the gifts of a run', () => {
  it('are the same for the same seed, in every process, and others for another', () => {
    assert.deepEqual(take(100, 7), take(100, 7));
    assert.notDeepEqual(take(100, 7), take(100, 8));
    assert.deepEqual(
      take(2, 7).map(({ viewerId, request }) => [viewerId, request.creatorId]),
      [
        ['viewer-00491.uniform', 'creator-0166.uniform'],
        ['viewer-09299.uniform', 'creator-0953.uniform'],
      ],
    );
  });

  it('are those that the other goals send too, and cost what the peers book', () => {
    for (const { request } of take(20, 1)) assert.deepEqual(request, giftBody(request.creatorId));
    const { parsePolicy, PRESETS, priceOf } = built(DIST)('libs/economy/src');
    const { giftId, quantity } = giftBody('anybody');
    const gift = parsePolicy(PRESETS.seed).catalogue.get(giftId);
    assert.equal(priceOf(gift, quantity), BigInt(COINS_PER_GIFT));
  });

  it('all go to one creator where there is one, from the same wallets', () => {
    const hot = take(200, 3, { ...SIZE, creators: 1 });
    assert.equal(new Set(hot.map(({ request }) => request.creatorId)).size, 1);
    const senders = (gifts) => gifts.map(({ viewerId }) => viewerId);
    assert.deepEqual(senders(hot), senders(take(200, 3)));
  });

  it('concern everybody sooner or later', () => {
    const size = { wallets: 20, creators: 10 };
    const gifts = take(1_000, 1, size);
    assert.equal(new Set(gifts.map(({ viewerId }) => viewerId)).size, size.wallets);
    assert.equal(new Set(gifts.map(({ request }) => request.creatorId)).size, size.creators);
  });
});

describe('the accounts of a ledger', () => {
  it('are numbered as the ledger numbers them: viewers from 1 up, creators from -1 down', () => {
    const { viewers, creators } = castOf(DIST, SIZE);
    const accounts = accountsOf({ viewers, creators });
    const numbersOf = (names) => names.map((name) => accounts.get(name));
    const upTo = (count) => Array.from({ length: count }, (_, place) => place + 1);
    assert.deepEqual(numbersOf(viewers.map(({ viewerId }) => viewerId)), upTo(SIZE.wallets));
    assert.deepEqual(
      numbersOf(creators),
      upTo(SIZE.creators).map((number) => -number),
    );
    assert.equal(accounts.size, SIZE.wallets + SIZE.creators);
  });
});
