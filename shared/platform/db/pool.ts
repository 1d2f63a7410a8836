import pg from 'pg';
import type { Logger } from '../log.ts';

export type Pool = pg.Pool;
export type Client = pg.PoolClient;

/** Whatever can run a query: the pool, or one client inside a transaction. */
export type Queryable = Pick<pg.Pool, 'query'>;

/** A pool of connections; a connection lost while idle is logged, and replaced at the next use. */
export function createPool(databaseUrl: string, max: number, log: Logger): Pool {
  return guardPool(
    new pg.Pool({
      connectionString: databaseUrl,
      max,
      application_name: 'tidewaiter',
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
      // A process that vanished in the middle of a transaction gives its locks back after this time.
      idle_in_transaction_session_timeout: 60_000,
    }),
    log,
  );
}

/** Makes lost connections a line in the log instead of the end of the process. */
export function guardPool(pool: Pool, log: Logger): Pool {
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection was lost'));
  // Whoever uses a connection hears of its loss from the query; without a listener of its own the event ends the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Runs `work` in one transaction: committed when it resolves, rolled back when it throws. */
export async function inTransaction<T>(pool: Pool, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken = false;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    // Postgres answers a COMMIT after a failed statement with ROLLBACK, and with no error.
    const { command } = await client.query('COMMIT');
    if (command !== 'COMMIT') throw new Error('the transaction was rolled back instead of committed');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
