import { randomUUID } from 'node:crypto';
import { built } from './built.mjs';

/** What a wallet is funded with: one purchase of 1,000,000,000 coins at $0.012. */
const PAID = { currency: 'USD', value: '12000000' };
const PURCHASES_PER_CALL = 500;
const LONG_WAIT_MS = 60_000;

/**
 * The whole economy in this process, as the all-in-one entry starts it on the embedded default: the
 * services, the auditor's books and every projection. Only HTTP is left out: gifts enter where the
 * route hands them over, with the same validation in front.
 */
export class Pipeline {
  #parts;
  #running;
  #ports;
  #sending;
  #intake;
  #books;

  constructor(parts, ports, running) {
    const { GiftSending, PurchaseIntake, TrialBalanceFollower } = parts;
    const partOf = (name, type) => running.find((service) => service.name === name).app.get(type);
    this.#parts = parts;
    this.#ports = ports;
    this.#running = running;
    this.#sending = partOf('gift', GiftSending);
    this.#intake = partOf('wallet', PurchaseIntake);
    this.#books = partOf('audit', TrialBalanceFollower);
  }

  /** Resolves when every service has caught up. */
  static async open({ dist, dataDir }) {
    const parts = partsOf(built(dist));
    const config = parts.loadConfig({ GIFTING_DATA_DIR: dataDir });
    const logger = parts.JsonLogger.create('warn');
    const ports = await parts.openEmbeddedPorts({
      dataDir,
      clock: 'system',
      onWarning: (message) => logger.warn(message),
    });
    const runtime = parts.runtimeOf(config, await parts.tokenKeysOf(config), logger);
    const running = [];
    for (const definition of parts.SERVICES) {
      running.push(await parts.startService(definition, ports, runtime));
    }
    running.push(await parts.startReader(parts.auditService, ports, runtime));
    await Promise.all(running.map(({ caughtUp }) => caughtUp));
    return new Pipeline(parts, ports, running);
  }

  get eventStore() {
    return this.#ports.eventStore;
  }

  /** Buys a thousand million coins for each viewer. */
  async fund(viewers) {
    const now = this.#ports.clock.now();
    for (let from = 0; from < viewers.length; from += PURCHASES_PER_CALL) {
      const reports = viewers
        .slice(from, from + PURCHASES_PER_CALL)
        .map((viewerId) => purchaseOf(viewerId, now));
      const results = await this.#intake.capture(reports, LONG_WAIT_MS);
      const odd = results.find(({ position }) => position === undefined);
      if (odd !== undefined) throw new Error(`a wallet was not funded: ${JSON.stringify(odd)}`);
    }
  }

  /**
   * Sends gifts of one viewer as the route does: each body is checked, then all are recorded in one
   * call. Resolves with their ids when the coins of all are spent, durably.
   * @param gifts `{ key, body }` each
   * @throws Error when one is refused or not decided in time
   */
  async send(viewerId, gifts) {
    const { checkInput, GiftInput } = this.#parts;
    const checked = gifts.map(({ key, body }) => {
      const { input, faults } = checkInput(GiftInput, body);
      if (input === undefined) throw new Error(`not valid: ${JSON.stringify(faults)}`);
      return { idempotencyKey: key, input };
    });
    const caller = { role: 'viewer', sub: viewerId, providers: [], exp: Infinity };
    const traceId = randomUUID().replaceAll('-', '');
    const answers = await this.#sending.send(checked, caller, traceId, LONG_WAIT_MS);
    return answers.map(({ giftTxId, refusal, status }) => {
      if (status !== 201) throw refusal ?? new Error(`gift ${giftTxId} is not decided yet`);
      return giftTxId;
    });
  }

  /** The trial balance, once it includes all that the store holds. */
  async books() {
    for (;;) {
      const report = await this.#books.report();
      if (!('refused' in report)) return report;
    }
  }

  async close() {
    for (const service of this.#running.reverse()) await service.stop();
    await this.#ports.close();
  }
}

const partsOf = (load) => ({
  ...load('libs/economy/src'),
  ...load('libs/http/src/input'),
  ...load('libs/service/src'),
  ...load('apps/all-in-one/src/services.js'),
  ...load('apps/audit/src'),
  ...load('apps/audit/src/trial-balance.follower.js'),
  ...load('apps/gift/src/api/gift-sending.js'),
  ...load('apps/gift/src/api/gifts.input.js'),
  ...load('apps/wallet/src/api/purchase-intake.js'),
});

const purchaseOf = (viewerId, capturedAt) => ({
  report: {
    capturedAt,
    channel: 'web',
    method: 'card',
    paid: PAID,
    provider: 'bench',
    region: 'US',
    transactionId: viewerId,
    viewerId,
  },
  upstream: { id: viewerId, source: '/bench' },
  traceId: undefined,
});
