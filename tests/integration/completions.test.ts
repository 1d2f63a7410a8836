import { afterAll, beforeAll, expect, it } from 'vitest';
import { completionQuery } from '../../shared/contract/completions.ts';
import type { Condition } from '../../shared/domain/targeting/condition.ts';
import { migrate } from '../../shared/platform/db/migrate.ts';
import { createPool, type Pool } from '../../shared/platform/db/pool.ts';
import { readAs } from '../../shared/platform/db/read-as.ts';
import { createLog } from '../../shared/platform/log.ts';
import { readCompletions } from '../../shared/platform/stores/completion.store.ts';
import { createTestDatabase, type TestDatabase } from '../harness/provision.ts';

let database: TestDatabase;
let pool: Pool;

const PROFILES: [code: string, scope: string | null, state: string, when: Condition][] = [
  ['A', null, 'active', { all: [{ field: 'procedure', op: 'in', value: ['0110', '0210'] }] }],
  ['B', null, 'draft', { not: { item: { field: 'procedure', op: 'eq', value: '0110' } } }],
  ['C', '5301', 'active', { field: 'procedure', op: 'eq', value: '0130 of another house' }],
  ['D', null, 'retired', { field: 'procedure', op: 'eq', value: '0140' }],
  ['E', null, 'active', { field: 'procedure', op: 'inList', value: '01-list' }],
  [
    'F',
    null,
    'active',
    {
      any: [
        { field: 'procedure', op: 'exists' },
        { field: 'carrier', op: 'eq', value: '01%' },
      ],
    },
  ],
  ['G', null, 'active', { item: { field: 'item.hsCode', op: 'startsWith', value: '8517' } }],
];

beforeAll(async () => {
  database = await createTestDatabase();
  const log = createLog('server', 'silent');
  await migrate(database.url, log);
  pool = createPool(database.url, 1, log);
  for (const [code, scope, state, when] of PROFILES) {
    await pool.query(`INSERT INTO ruleset_part (kind, code, level, scope) VALUES ('profile', $1, $2, $3)`, [
      code,
      scope === null ? 'national' : 'house',
      scope,
    ]);
    await pool.query(
      `INSERT INTO ruleset_part_version (kind, code, version, state, content, author_id, author_name, writers)
       VALUES ('profile', $1, 1, $2, $3, 'x', 'X', '{}')`,
      [code, state, { when }],
    );
  }
  await pool.query(
    `INSERT INTO price_reference (hs6, origin, currency, median, goods_items, computed_at) VALUES
     ('851712', 'CN', 'CNY', 1, 10, now()), ('851712', 'VN', 'CNY', 1, 20, now()), ('851762', 'CN', 'CNY', 1, 40, now()),
     ('852000', 'CN', 'CNY', 1, 9, now()), ('860000', 'CN', 'CNY', 1, 99, now())`,
  );
});
afterAll(async () => {
  await pool?.end();
  await database?.drop();
});

const complete = async (field: string, prefix: string, scope: 'national' | 'house:2201' = 'national') =>
  (await readAs(pool, [scope], (client) => readCompletions(client, { field, prefix }))).map((found) => [
    found.value,
    found.goodsItems,
    found.profiles,
  ]);

it('values are those that profiles which the reader sees compare the field with', async () => {
  expect(await complete('procedure', '01', 'house:2201')).toEqual([['0110', null, 2]]);
  expect(await complete('procedure', '01')).toEqual([
    ['0110', null, 2],
    ['0130 of another house', null, 1],
  ]);
  expect(await complete('procedure', '')).toHaveLength(3);
});

it('HS codes are those of the price references, with how much was declared under them', async () => {
  expect(await complete('item.hsCode', '8517')).toEqual([
    ['851762', 40, 0],
    ['851712', 30, 0],
    ['8517', null, 1],
  ]);
  expect(await complete('item.hs4', '85')).toEqual([
    ['8517', 70, 0],
    ['8520', 9, 0],
  ]);
  expect(await complete('item.hs2', '851')).toEqual([]);
  expect(await complete('item.hsCode', '8')).toEqual([['8517', null, 1]]);
});

it.each(['01%', '01_', '0\\', "'; DROP TABLE price_reference; --", '$.**'])(
  '%j is text and nothing else',
  async (prefix) => {
    expect(await complete('procedure', prefix)).toEqual([]);
    expect(await complete('item.hsCode', prefix)).toEqual([]);
    expect(await complete('carrier', prefix)).toEqual(prefix === '01%' ? [['01%', null, 1]] : []);
  },
);

it.each([
  ['procedure', true],
  ['attributes.grade', true],
  ['containers', true],
  ['packages', false],
  ['registeredAt', false],
  ['colour', false],
  ['$.x', false],
])('whether %s can be completed: %s', (field, completed) => {
  expect(completionQuery.safeParse({ field }).success).toBe(completed);
});
