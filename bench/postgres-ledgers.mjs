/** Coins of a wallet at the start. */
export const FUNDED_COINS = 1_000_000_000;

/**
 * The tables of a double-entry ledger, with the fewest indexes that keep it right: a transfer is known
 * by its idempotency key, and each of its two entries by transfer and account.
 */
const TABLES = `
  CREATE TABLE accounts (
    id bigint PRIMARY KEY,
    balance bigint NOT NULL CHECK (balance >= 0)
  );
  CREATE TABLE transfers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    idempotency_key text NOT NULL UNIQUE,
    debit_account bigint NOT NULL,
    credit_account bigint NOT NULL,
    coins bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE TABLE entries (
    transfer_id bigint NOT NULL,
    account_id bigint NOT NULL,
    coins bigint NOT NULL,
    balance_after bigint,
    PRIMARY KEY (transfer_id, account_id)
  );`;

/** No lock but that of the viewer's own row; the creator's leg is insert-only, its balance a sum. */
const GIVE = `
  CREATE FUNCTION give(key text, viewer bigint, creator bigint, amount bigint) RETURNS bigint
  LANGUAGE plpgsql AS $$
  DECLARE
    transfer bigint;
    after bigint;
  BEGIN
    UPDATE accounts SET balance = balance - amount WHERE id = viewer RETURNING balance INTO after;
    INSERT INTO transfers (idempotency_key, debit_account, credit_account, coins)
      VALUES (key, viewer, creator, amount) RETURNING id INTO transfer;
    INSERT INTO entries (transfer_id, account_id, coins, balance_after)
      VALUES (transfer, viewer, -amount, after), (transfer, creator, amount, NULL);
    RETURN transfer;
  END $$;`;

/** Viewers have positive ids, creators negative ones. */
export async function createLedger(client, { wallets, creators }) {
  await client.query(TABLES);
  await client.query(GIVE);
  await client.query('INSERT INTO accounts SELECT id, $1 FROM generate_series(1, $2::int) id', [
    FUNDED_COINS,
    wallets,
  ]);
  await client.query('INSERT INTO accounts SELECT -id, 0 FROM generate_series(1, $1::int) id', [
    creators,
  ]);
  await client.query('VACUUM ANALYZE');
}

/** The account of everybody in a cast, numbered as the ledger numbers them. */
export const accountsOf = ({ viewers, creators }) =>
  new Map([
    ...viewers.map(({ viewerId }, place) => [viewerId, place + 1]),
    ...creators.map((creatorId, place) => [creatorId, -place - 1]),
  ]);

/**
 * The forms of one gift, by name. Statements are named, so each connection prepares them once.
 * A gift is `{ key, viewer, creator, coins }`.
 */
export const GIVE_FORMS = {
  /** What most write: row locks in a fixed order, seven round trips. */
  rowLocks: async (pool, gift) => {
    const client = await pool.connect();
    try {
      await giveLocked(client, gift);
      client.release();
    } catch (error) {
      client.release(error);
      throw error;
    }
  },
  /** The fastest form that is still right: one function, one round trip, autocommit. */
  strongest: (pool, { key, viewer, creator, coins }) =>
    pool.query(named('give', [key, viewer, creator, coins])),
};

const STATEMENTS = {
  begin: 'BEGIN',
  lock: 'SELECT id, balance FROM accounts WHERE id IN ($1, $2) ORDER BY id FOR UPDATE',
  debit: 'UPDATE accounts SET balance = balance - $2 WHERE id = $1 RETURNING balance',
  credit: 'UPDATE accounts SET balance = balance + $2 WHERE id = $1 RETURNING balance',
  transfer: `INSERT INTO transfers (idempotency_key, debit_account, credit_account, coins)
    VALUES ($1, $2, $3, $4) RETURNING id`,
  entries: `INSERT INTO entries (transfer_id, account_id, coins, balance_after)
    VALUES ($1, $2, -$4::bigint, $5), ($1, $3, $4, $6)`,
  commit: 'COMMIT',
  give: 'SELECT give($1, $2, $3, $4)',
};

const named = (name, values = []) => ({ name, text: STATEMENTS[name], values });

async function giveLocked(client, { key, viewer, creator, coins }) {
  await client.query(named('begin'));
  await client.query(named('lock', [viewer, creator]));
  const debit = await client.query(named('debit', [viewer, coins]));
  const credit = await client.query(named('credit', [creator, coins]));
  const transfer = await client.query(named('transfer', [key, viewer, creator, coins]));
  const after = [debit.rows[0].balance, credit.rows[0].balance];
  await client.query(named('entries', [transfer.rows[0].id, viewer, creator, coins, ...after]));
  await client.query(named('commit'));
}

/** The sums that must agree, as digits. */
export async function sumsOf(client) {
  const { rows } = await client.query(`
    SELECT
      (SELECT count(*) FROM transfers) AS transfers,
      (SELECT count(*) FROM entries) AS entries,
      (SELECT coalesce(-sum(coins), 0) FROM entries WHERE coins < 0) AS debits,
      (SELECT coalesce(sum(coins), 0) FROM entries WHERE coins > 0) AS credits,
      (SELECT count(*) FROM (
        SELECT 1 FROM entries GROUP BY transfer_id HAVING sum(coins) <> 0) AS t) AS unbalanced,
      (SELECT count(*) FROM accounts WHERE balance < 0) AS negative,
      (SELECT sum(balance) FROM accounts WHERE id > 0) AS viewers,
      (SELECT sum(balance) FROM accounts WHERE id < 0) AS creators`);
  return rows[0];
}

/** The keys of all transfers whose key begins so. */
export async function keysOf(client, prefix) {
  const { rows } = await client.query(
    'SELECT idempotency_key FROM transfers WHERE starts_with(idempotency_key, $1)',
    [prefix],
  );
  return rows.map((row) => row.idempotency_key);
}

/** The settings that decide over durability and speed, as the server has them. */
export async function settingsOf(client) {
  const names = [
    'server_version',
    'fsync',
    'synchronous_commit',
    'wal_sync_method',
    'full_page_writes',
    'shared_buffers',
    'max_connections',
  ];
  const { rows } = await client.query(
    'SELECT name, setting FROM pg_settings WHERE name = ANY($1)',
    [names],
  );
  return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
}
