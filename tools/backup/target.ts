import type pg from 'pg';
import type { Table } from './catalogue.ts';
import { withClient } from './connect.ts';
import { BackupError, quote, relation, shownName } from './format.ts';

/** Names in a refusal. */
const SHOWN = 3;

/** Refuses a database that holds anything: restoring never overwrites. */
export async function refuseUnlessEmpty(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
       AND NOT EXISTS (SELECT FROM pg_depend d
                       WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
     ORDER BY c.relkind NOT IN ('r', 'p'), 1`,
  );
  if (rows.length === 0) return;
  const names = rows.slice(0, SHOWN).map(({ name }) => name);
  throw new BackupError(
    `The database is not empty: it has ${names.join(', ')}${rows.length > SHOWN ? ' and others' : ''}. ` +
      'Nothing is ever overwritten; restore into a new database (--create NAME makes one).',
  );
}

/**
 * Locks the tables of a database that was migrated just now until the transaction ends, and refuses it where someone
 * else has written into them since.
 */
export async function lockEmptyTables(client: pg.Client, tables: readonly Table[]): Promise<void> {
  await client.query(`LOCK TABLE ${tables.map(relation).join(', ')} IN ACCESS EXCLUSIVE MODE`);
  for (const table of tables) {
    const { rows } = await client.query(`SELECT FROM ${relation(table)} LIMIT 1`);
    if (rows.length > 0) {
      throw new BackupError(
        `Something else has written into ${shownName(table)} meanwhile. Stop it, and restore into a new database.`,
      );
    }
  }
}

/** Makes a new database on the server of `databaseUrl`; answers its address. */
export async function createDatabase(databaseUrl: string, name: string): Promise<string> {
  await withClient(databaseUrl, (client) => client.query(`CREATE DATABASE ${quote(name)}`));
  const url = new URL(databaseUrl);
  url.pathname = `/${encodeURIComponent(name)}`;
  return url.href;
}

/** Removes a database that `createDatabase` made. */
export async function dropDatabase(databaseUrl: string, name: string): Promise<void> {
  await withClient(databaseUrl, (client) => client.query(`DROP DATABASE ${quote(name)} WITH (FORCE)`));
}
