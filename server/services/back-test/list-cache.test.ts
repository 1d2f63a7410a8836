import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { openDuckDb } from '../../../shared/platform/archive/duckdb.ts';
import type { Pool } from '../../../shared/platform/db/pool.ts';
import { ListCache } from './list-cache.ts';

let duckdb: DuckDBInstance;
let connection: DuckDBConnection;
beforeAll(async () => {
  duckdb = await openDuckDb({ folder: undefined, threads: 1, memory: '100MB' });
  connection = await duckdb.connect();
});
afterAll(() => {
  connection?.closeSync();
  duckdb?.closeSync();
});

/** Holds at most three lists; each list of the database has its own name and version for its one value. */
function cache() {
  const query = vi.fn(async (_sql: string, [name, version]: [string, number]) => ({
    rows: [{ entries: [{ value: `${name} ${version}` }] }],
  }));
  return { it: new ListCache({ query } as unknown as Pool, connection, 3), query };
}

const named = (...names: string[]) => new Map(names.map((name) => [name, 1]));

async function tables(): Promise<string[]> {
  const found = await connection.runAndReadAll('SELECT table_name FROM duckdb_tables() ORDER BY 1');
  return found.getRows().map(([name]) => String(name));
}

async function valuesIn(table: string): Promise<unknown[]> {
  return (await connection.runAndReadAll(`SELECT value FROM ${table}`)).getRows().flat();
}

test('holds every list that one condition names, however many', async () => {
  const { it } = cache();
  const held = await it.hold(named('a', 'b', 'c', 'd', 'e'));
  expect([...held.keys()]).toEqual(['a', 'b', 'c', 'd', 'e']);
  for (const [name, { table }] of held) expect(await valuesIn(table.table)).toEqual([`${name} 1`]);

  await it.hold(named('a'));
  expect(await tables()).toHaveLength(3);
});

test('takes over each version once, while there is room, and makes room of what was asked for longest ago', async () => {
  await connection.run((await tables()).map((table) => `DROP TABLE ${table};`).join(''));
  const { it, query } = cache();
  await it.hold(named('a', 'b'));
  await it.hold(named('a', 'c'));
  expect(query).toHaveBeenCalledTimes(3);
  await it.hold(named('d'));
  await it.hold(named('a', 'c'));
  expect(query).toHaveBeenCalledTimes(4);
  const again = await it.hold(new Map([['b', 2]]));
  expect(query).toHaveBeenCalledTimes(5);
  expect(await valuesIn(again.get('b')!.table.table)).toEqual(['b 2']);
  expect(await tables()).toHaveLength(3);
});

test('leaves those who look at a list with it, though it makes room', async () => {
  const { it } = cache();
  const held = await it.hold(named('seen'));
  const { table } = held.get('seen')!.table;
  const looking = await duckdb.connect();
  await looking.run('BEGIN');
  await looking.run('SELECT 1 FROM duckdb_tables()');
  await it.hold(named('f', 'g', 'h'));
  expect(await tables()).not.toContain(table);
  const seen = await looking.runAndReadAll(`SELECT value FROM ${table}`);
  expect(seen.getRows()).toEqual([['seen 1']]);
  looking.closeSync();
});
