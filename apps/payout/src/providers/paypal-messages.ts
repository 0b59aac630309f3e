import type { ProviderAnswer, SendAnswer } from '../domain/provider-answer';
import type { PayoutOrder } from '../payout-provider.port';
import { listAt, textAt } from './json-path';
import { codeOf, type PayPalAnswer, PayPalTrouble, troubleOf } from './paypal-api';

const DAY_MS = 24 * 60 * 60 * 1_000;
/** For so long PayPal itself may bring back what was not claimed; later, nobody asks any more. */
export const RETURNABLE_MS = 30 * DAY_MS;

/**
 * A batch of one item, both named by our id. It is the same for an order whenever it is made, so what
 * PayPal once refused as invalid, it has never taken.
 */
export const batchOf = ({ amount, destinationToken, payoutId }: PayoutOrder) => ({
  sender_batch_header: { sender_batch_id: payoutId },
  items: [
    {
      recipient_type: 'PAYPAL_ID',
      receiver: destinationToken,
      amount: { currency: amount.currency, value: amount.value },
      sender_item_id: payoutId,
    },
  ],
});

/** What PayPal says to a batch that it was sent. @throws PayPalTrouble where that leaves it open */
export function sendAnswerOf(answer: PayPalAnswer): SendAnswer {
  const { body, status } = answer;
  if (status === 200 || status === 201 || status === 202) {
    const reference = batchIdOf(textAt(body, 'batch_header', 'payout_batch_id'));
    if (reference !== undefined) return { state: 'taken', reference };
  }
  if (status === 400) {
    const reference = takenBefore(body);
    if (reference !== undefined) return { state: 'taken', reference };
    if (isInvalidItem(body)) return { state: 'failed', reason: 'VALIDATION_ERROR' };
  }
  throw troubleOf(answer);
}

/** The batch that has our id already. PayPal links to it, but only the id in the link is used. */
function takenBefore(body: unknown): string | undefined {
  if (textAt(body, 'name') !== 'USER_BUSINESS_ERROR') return undefined;
  for (const detail of listAt(body, 'details')) {
    if (textAt(detail, 'field')?.toUpperCase() !== 'SENDER_BATCH_ID') continue;
    for (const link of [...listAt(detail, 'link'), ...listAt(detail, 'links')]) {
      const path = /\/v1\/payments\/payouts\/([^/?#]+)$/.exec(textAt(link, 'href') ?? '');
      const id = batchIdOf(path?.[1]);
      if (id !== undefined) return id;
    }
  }
  return undefined;
}

/** Whether nothing but the item is refused: receiver, amount and currency are the order's for good. */
function isInvalidItem(body: unknown): boolean {
  const details = listAt(body, 'details');
  return (
    textAt(body, 'name') === 'VALIDATION_ERROR' &&
    details.length > 0 &&
    details.every((detail) => /^\/?items[[/]0/.test(textAt(detail, 'field') ?? ''))
  );
}

const batchIdOf = (text: string | undefined): string | undefined =>
  text !== undefined && /^[A-Za-z0-9_-]{1,64}$/.test(text) ? text : undefined;

export const isBatchId = (text: string): boolean => batchIdOf(text) !== undefined;

type Meaning = 'paid' | 'pending' | 'failed' | 'unclaimed-back' | 'paid-back';

const ITEM_STATES: ReadonlyMap<string, Meaning> = new Map([
  ['NEW', 'pending'],
  ['PENDING', 'pending'],
  ['UNCLAIMED', 'pending'],
  ['ONHOLD', 'pending'],
  ['HELD', 'pending'],
  ['SUCCESS', 'paid'],
  ['FAILED', 'failed'],
  ['BLOCKED', 'failed'],
  ['DENIED', 'failed'],
  ['CANCELED', 'failed'],
  ['RETURNED', 'unclaimed-back'],
  ['REFUNDED', 'paid-back'],
  ['REVERSED', 'paid-back'],
]);

const WORKING_BATCHES = new Set(['NEW', 'PENDING', 'PROCESSING', 'ACKNOWLEDGED']);
const DENIED_BATCHES = new Set(['DENIED', 'CANCELED']);

/**
 * What PayPal says about the batch of an order.
 * @param now the recorded time, for a payment whose own time PayPal does not say
 * @throws PayPalTrouble for another batch, and for every state that has no meaning here
 */
export function answerAbout(order: PayoutOrder, answer: PayPalAnswer, now: string): ProviderAnswer {
  const { body } = answer;
  const reference = textAt(body, 'batch_header', 'payout_batch_id');
  const batch = textAt(body, 'batch_header', 'batch_status');
  if (answer.status !== 200 || reference === undefined || batch === undefined) {
    throw troubleOf(answer);
  }
  const ourId = textAt(body, 'batch_header', 'sender_batch_header', 'sender_batch_id');
  const items = listAt(body, 'items');
  const [item] = items;
  const itemId = textAt(item, 'payout_item', 'sender_item_id') ?? order.payoutId;
  if (ourId !== order.payoutId || itemId !== order.payoutId || items.length > 1) {
    throw new PayPalTrouble(`the batch ${codeOf(reference) ?? ''} is not that of this payout`);
  }
  const state = textAt(item, 'transaction_status');
  const meaning = meaningOf(batch, state);
  switch (meaning) {
    case 'pending':
      return { state: 'pending' };
    case 'paid':
      return { state: 'paid', reference, returnableUntil: returnableUntil(body, item, now) };
    case 'failed':
      return {
        state: 'failed',
        reason: codeOf(textAt(item, 'errors', 'name')) ?? endOf(batch, state),
      };
    case 'unclaimed-back':
      // Nobody had claimed it, unless we have recorded that it was paid.
      return order.stage === 'paid'
        ? { state: 'returned', reference }
        : { state: 'failed', reason: 'RETURNED' };
    case 'paid-back':
      return { state: 'returned', reference };
  }
}

/** The item decides. The batch does only where the item has not begun. */
function meaningOf(batch: string, item: string | undefined): Meaning {
  const hasBegun = item !== undefined && item !== 'NEW' && item !== 'PENDING';
  const ofItem = ITEM_STATES.get(item ?? '');
  if (!hasBegun && DENIED_BATCHES.has(batch)) return 'failed';
  if (item === undefined && WORKING_BATCHES.has(batch)) return 'pending';
  const isContradiction = DENIED_BATCHES.has(batch) && ofItem !== 'failed';
  if (ofItem === undefined || isContradiction) {
    const said = `${codeOf(item) ?? 'no item'} in a batch that is ${codeOf(batch) ?? 'in no state'}`;
    throw new PayPalTrouble(`PayPal answers with a state that has no meaning here: ${said}`);
  }
  return ofItem;
}

/** The word for a failure that PayPal does not explain: a denied batch leaves its item as it was. */
const endOf = (batch: string, item: string | undefined): string =>
  item !== undefined && ITEM_STATES.get(item) === 'failed' ? item : batch;

function returnableUntil(body: unknown, item: unknown, now: string): string {
  const times = [
    textAt(item, 'time_processed'),
    textAt(body, 'batch_header', 'time_completed'),
    now,
  ];
  const paidAtMs = times.map((time) => Date.parse(time ?? '')).find((ms) => !Number.isNaN(ms));
  return new Date((paidAtMs ?? 0) + RETURNABLE_MS).toISOString();
}
