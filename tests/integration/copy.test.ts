import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyInto, copyLine } from '../../shared/platform/db/copy.ts';
import { createPool, inTransaction, type Pool } from '../../shared/platform/db/pool.ts';
import { createLog } from '../../shared/platform/log.ts';
import { createTestDatabase, type TestDatabase } from '../harness/provision.ts';

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url, 4, createLog('worker', 'silent'));
  await pool.query(`CREATE TABLE copied (
    place integer, words text, all_words text[], numbers integer[], amount float8, yes boolean, at timestamptz)`);
});

afterAll(async () => {
  await pool?.end();
  await database?.drop();
});

describe('rows written with COPY', () => {
  // What intake lets through: well-formed text without NUL.
  const words = fc
    .oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom('\\', '\t', '\n', '\r', '"', '{', '}', ',', '.', 'N', '\b', '\v', '茶', '😀'),
      }),
    )
    .map((text) => text.replaceAll('\0', ''));
  const row = fc.record({
    words: fc.option(words),
    allWords: fc.array(words, { maxLength: 4 }),
    numbers: fc.array(fc.integer(), { maxLength: 4 }),
    amount: fc.double({ noNaN: true, noDefaultInfinity: true }),
    yes: fc.boolean(),
    at: fc.date({ min: new Date('1970-01-01Z'), max: new Date('2200-01-01Z'), noInvalidDate: true }),
  });

  it('are read back as they were', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async (rows) => {
        const read = await inTransaction(pool, async (client) => {
          await client.query('TRUNCATE copied');
          const lines = rows.map((one, place) =>
            copyLine([place, one.words, one.allWords, one.numbers, one.amount, one.yes, one.at]),
          );
          await copyInto(
            client,
            'copied',
            'place, words, all_words, numbers, amount, yes, at',
            lines.join(''),
          );
          return (await client.query('SELECT * FROM copied ORDER BY place')).rows;
        });
        expect(read).toEqual(
          rows.map((one, place) => ({
            place,
            words: one.words,
            all_words: one.allWords,
            numbers: one.numbers,
            // JavaScript writes both zeros as 0.
            amount: Object.is(one.amount, -0) ? 0 : one.amount,
            yes: one.yes,
            at: one.at,
          })),
        );
      }),
      { numRuns: 100 },
    );
  });

  it('of many megabytes go in whole', async () => {
    const text = 'x'.repeat(1_000_000);
    const count = await inTransaction(pool, async (client) => {
      await client.query('TRUNCATE copied');
      await copyInto(client, 'copied', 'place, words', copyLine([1, text]).repeat(20));
      return (await client.query('SELECT sum(length(words))::int AS length FROM copied')).rows[0].length;
    });
    expect(count).toBe(20_000_000);
  });

  it('that are refused fail the transaction and leave the connection usable', async () => {
    await pool.query('TRUNCATE copied');
    const refused = inTransaction(pool, async (client) => {
      await copyInto(client, 'copied', 'place', copyLine([1]));
      await copyInto(client, 'copied', 'place', copyLine(['no number']).repeat(100_000));
    });
    await expect(refused).rejects.toMatchObject({ code: '22P02' });
    expect((await pool.query('SELECT count(*)::int AS count FROM copied')).rows).toEqual([{ count: 0 }]);
    expect(pool.totalCount).toBe(pool.idleCount);
  });
});

describe('a transaction', () => {
  it('that swallowed an error is not taken for committed', async () => {
    const work = inTransaction(pool, async (client) => {
      await client.query('SELECT 1/0').catch(() => undefined);
      return 'done';
    });
    await expect(work).rejects.toThrow('rolled back');
  });

  it('whose connection is lost fails, and the process and the pool live on', async () => {
    const killer = new pg.Client({ connectionString: database.url });
    await killer.connect();
    const work = inTransaction(pool, async (client) => {
      const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
      const lost = new Promise((resolve) => client.once('end', resolve));
      await killer.query('SELECT pg_terminate_backend($1)', [rows[0].pid]);
      // Nothing is asked of the connection at the moment it goes.
      await lost;
      await client.query('SELECT 1');
    });
    await expect(work).rejects.toThrow(/connection/i);
    await killer.end();
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });
});
