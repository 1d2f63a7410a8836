import { inTransaction, type Pool } from '../../shared/platform/db/pool.ts';

/** Runs SQL as somebody who is master of the database, past the triggers that keep rows from being changed. */
export async function tamper(pool: Pool, sql: string, values: unknown[] = []): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query('SET LOCAL session_replication_role = replica');
    await client.query(sql, values);
  });
}
