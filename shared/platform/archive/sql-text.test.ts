import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDuckDb } from './duckdb.ts';
import { identifier, instantLiteral, numberLiteral, textLiteral } from './sql-text.ts';

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

async function valueOf(sql: string): Promise<unknown> {
  return (await connection.runAndReadAll(`SELECT ${sql}`)).getRows()[0]![0];
}

const HOSTILE = [
  "'; DROP TABLE findings; --",
  "\\'; ATTACH 'x' --",
  "a''b",
  '"; SELECT 1',
  '/* */ $$ x $$ $1 ?',
  'a\0b',
  "\0'",
  '',
  "’ʼ＇'",
];

test('a text comes back as it was, whatever is in it', async () => {
  const texts = [...HOSTILE, ...fc.sample(fc.string({ unit: 'binary', maxLength: 40 }), 100)];
  const result = await connection.runAndReadAll(`SELECT ${texts.map(textLiteral).join(', ')}`);
  expect(result.getRows()[0]).toEqual(texts);
});

test('half a character is refused', () => {
  expect(() => textLiteral('\ud83d')).toThrow('broken');
});

test('a number comes back to the last bit', async () => {
  const numbers = [
    0,
    0.1,
    1e21,
    5e-324,
    Number.MAX_VALUE,
    Infinity,
    ...fc.sample(fc.double({ noNaN: true }), 200),
  ];
  const result = await connection.runAndReadAll(`SELECT ${numbers.map(numberLiteral).join(', ')}`);
  expect(result.getRows()[0]).toEqual(numbers.map((number) => number + 0));
  expect(() => numberLiteral(NaN)).toThrow('number');
});

test('an instant comes back to the millisecond', async () => {
  expect(await valueOf(instantLiteral(1_795_456_116_811))).toBe(1_795_456_116_811n);
  expect(() => instantLiteral(NaN)).toThrow('instant');
});

test('a name is a name', async () => {
  const name = 'x" FROM y; --';
  const result = await connection.runAndReadAll(`SELECT 1 AS ${identifier(name)}`);
  expect(result.columnNames()).toEqual([name]);
});

test.each([
  "SELECT * FROM read_csv('/etc/passwd')",
  "COPY (SELECT 1) TO '/tmp/out.csv'",
  "ATTACH '/tmp/other.db'",
  'INSTALL httpfs',
  "SET memory_limit = '8GB'",
  'SET enable_external_access = true',
])('DuckDB does not %s', async (statement) => {
  await expect(connection.run(statement)).rejects.toThrow(/disabled|locked|permission/i);
});
