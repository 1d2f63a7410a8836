import { parseScope, type ScopeId } from '../../domain/access/scope.ts';
import type { Client, Pool } from './pool.ts';

/** Longest that a query on behalf of someone may take, ms. */
const READ_LIMIT_MS = 15_000;

/**
 * Reads on behalf of someone who may see `scopes`: the database itself shows the rows of these places alone
 * (row-level security), whatever the query says. Nothing can be written.
 */
export async function readAs<T>(
  pool: Pool,
  scopes: readonly ScopeId[],
  work: (client: Client) => Promise<T>,
): Promise<T> {
  // They are told to the database in one text.
  const foreign = scopes.find((scope) => parseScope(scope) === null);
  if (foreign !== undefined) throw new Error(`"${foreign}" is no scope`);
  const client = await pool.connect();
  let broken = false;
  try {
    await client.query('BEGIN READ ONLY');
    await client.query(
      `SELECT set_config('tidewaiter.scopes', $1, true), set_config('statement_timeout', $2, true),
              set_config('role', 'tidewaiter_reader', true)`,
      [scopes.join(','), String(READ_LIMIT_MS)],
    );
    return await work(client);
  } finally {
    // What was set for the transaction goes with it.
    await client.query('ROLLBACK').catch(() => {
      broken = true;
    });
    client.release(broken);
  }
}
