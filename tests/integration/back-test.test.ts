import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BackTestRequest, BackTestResult } from '../../shared/contract/back-tests.ts';
import { decide } from '../../shared/domain/channel/decide.ts';
import type { Channel } from '../../shared/domain/channel/channel.ts';
import type { Declaration } from '../../shared/domain/declaration.ts';
import type { Condition } from '../../shared/domain/targeting/condition.ts';
import type { EnrichedFacts } from '../../shared/domain/targeting/facts.ts';
import type { Profile, Ruleset } from '../../shared/domain/targeting/profile.ts';
import { compileRuleset } from '../../shared/domain/targeting/ruleset-matcher.ts';
import { createLog } from '../../shared/platform/log.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { bringArchiveUpToDate } from '../../workers/archive/archive-writer.ts';
import { createWriteArchive } from '../../workers/jobs/write-archive.job.ts';
import { DAY_ROOM_MS, roomInDay } from '../harness/day.ts';
import { declarationWith, toNdjson } from '../harness/declarations.ts';
import type { TestPerson } from '../harness/people.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';
import { until } from '../harness/until.ts';

const ARCHIVE_LOCK = 7_301_003;
const HOUSES = ['2201', '2202', '5301'];

const profile = (code: string, when: Condition, change: Partial<Profile>): Profile => ({
  code,
  version: 1,
  title: code,
  level: 'national',
  status: 'active',
  when,
  channel: 'none',
  mandatory: false,
  score: 40,
  ...change,
});
const ruleset: Ruleset = {
  format: 'tidewaiter-ruleset/1',
  profiles: [
    profile('P-DEAR', { field: 'totalValue', op: 'gte', value: 60_000 }, { score: 50 }),
    profile('P-MEAT', { item: { field: 'item.hs2', op: 'eq', value: '02' } }, { channel: 'orange' }),
    profile('P-MUST', { field: 'trader.id', op: 'eq', value: 'T-3' }, { channel: 'red', mandatory: true }),
  ],
  lists: [
    {
      name: 'watched',
      entries: [
        { value: 'T-1' },
        { value: 'T-2', from: '2026-03-02T04:00:00Z' },
        { value: 'T-4', to: '2026-03-02T04:00:00Z' },
      ],
    },
  ],
  policy: { thresholds: { red: 70, orange: 40 }, creditShift: {}, randomRate: 0.05 },
};

/** Declarations of one to four goods items that differ in all that the conditions below look at. */
function made(prefix: string, count: number): Declaration[] {
  return Array.from({ length: count }, (_, n) => {
    const i = n * 7 + prefix.length;
    return declarationWith({
      declarationNo: `${prefix}${n}`,
      registeredAt: `2026-03-02T${String(8 + (i % 9)).padStart(2, '0')}:30:00+08:00`,
      customsHouse: HOUSES[i % 3]!,
      trader: { id: `T-${i % 11}`, name: i % 4 === 0 ? "D'Été; DROP TABLE 报关 -- Ltd" : 'Plain Trading' },
      ...(i % 5 === 0 && { containers: [`C${i % 4}`, 'COMMON'] }),
      ...(i % 3 === 0 && { attributes: { grade: i % 6, remark: 'ΣΊΣΥΦΟΣ', flagged: i % 2 === 0 } }),
      items: Array.from({ length: 1 + (i % 4) }, (_item, k) => ({
        itemNo: k + 1,
        hsCode: ['020130', '847130', '8471300000', '640399'][(i + k) % 4]!,
        description: `Goods NUMBER ${(i * 3 + k) % 17}`,
        origin: ['CN', 'BR', 'VN'][(i + 2 * k) % 3]!,
        ...(k % 2 === 0 && { netMassKg: 10 + ((i * 13) % 50) }),
        customsValue: 1000 + ((i * 7919 + k * 104_729) % 40_000),
        dutyAmount: 100 + k,
      })),
    });
  });
}

const CONDITIONS: [string, Condition][] = [
  ['a header fact', { field: 'totalValue', op: 'lt', value: 30_000 }],
  ['text in any case', { field: 'trader.name', op: 'contains', value: "d'été; drop table" }],
  [
    'one goods item',
    {
      item: {
        all: [
          { field: 'item.hsCode', op: 'startsWith', value: '8471' },
          { field: 'item.origin', op: 'ne', value: 'CN' },
        ],
      },
    },
  ],
  [
    'two goods items',
    {
      all: [
        { item: { field: 'item.hs2', op: 'eq', value: '02' } },
        {
          item: {
            all: [
              { field: 'item.unitPrice', op: 'gt', value: 200 },
              { field: 'direction', op: 'eq', value: 'import' },
            ],
          },
        },
      ],
    },
  ],
  ['no goods item', { not: { item: { field: 'item.origin', op: 'in', value: ['BR', 'VN'] } } }],
  [
    'header and goods item mixed',
    {
      item: {
        any: [
          { field: 'item.netMassKg', op: 'missing' },
          {
            all: [
              { field: 'customsHouse', op: 'eq', value: '2201' },
              { field: 'item.description', op: 'contains', value: 'number 1' },
            ],
          },
        ],
      },
    },
  ],
  ['a dated list', { field: 'trader.id', op: 'inList', value: 'watched' }],
  [
    'containers',
    {
      any: [
        { field: 'containers', op: 'eq', value: 'C1' },
        { field: 'containers', op: 'missing' },
      ],
    },
  ],
  [
    'national attributes',
    {
      any: [
        { field: 'attributes.grade', op: 'gte', value: 3 },
        { field: 'attributes.remark', op: 'contains', value: 'σίσυφος' },
      ],
    },
  ],
  [
    'enriched facts',
    {
      all: [
        { field: 'district', op: 'eq', value: '2200' },
        { field: 'trader.firstSeenDays', op: 'gte', value: 0 },
      ],
    },
  ],
  ['everything', { field: 'declarationNo', op: 'exists' }],
  ['nothing', { field: 'declarationNo', op: 'eq', value: "' OR 1=1 --" }],
];

let folder: string;
let system: TestSystem;
let specialist: TestPerson;
let lock: pg.PoolClient;

beforeAll(async () => {
  await roomInDay();
  folder = mkdtempSync(join(tmpdir(), 'archive-'));
  system = await startSystem({ backend: 'postgres', workers: 1, ruleset, env: { ARCHIVE_DIR: folder } });
  specialist = await system.person('specialist', 'national');
}, DAY_ROOM_MS + 120_000);
afterAll(async () => {
  lock?.release(true);
  await system?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function lodge(declarations: Declaration[]): Promise<void> {
  const response = await system.fetch('/api/declarations', {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: toNdjson(declarations),
  });
  if (response.status !== 202) throw new Error(await response.text());
}

const requestOf = (when: Condition, change: Partial<BackTestRequest> = {}): BackTestRequest => ({
  when,
  channel: 'orange',
  mandatory: false,
  score: 35,
  level: 'national',
  ...change,
});

const post = (person: TestPerson, body: unknown, init: RequestInit = {}) =>
  person.fetch('/api/back-tests', { method: 'POST', body: JSON.stringify(body), ...init });

async function backTest(request: BackTestRequest, person = specialist): Promise<BackTestResult> {
  const response = await post(person, request);
  const text = await response.text();
  if (response.status !== 200) throw new Error(text);
  return JSON.parse(text) as BackTestResult;
}

async function undecided(): Promise<number> {
  const { rows } = await system.pool.query('SELECT 1 FROM intake_batch WHERE assessed_at IS NULL LIMIT 1');
  return rows.length;
}

async function decidedCount(): Promise<number> {
  const { rows } = await system.pool.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM channel_decision',
  );
  return rows[0]!.count;
}

interface Stored {
  document: Declaration;
  facts: EnrichedFacts;
  selected: boolean;
}

/** What a back-test must say: every declaration by the matcher and the decision, one after another. */
async function plainly(request: BackTestRequest, houses: readonly string[] = HOUSES) {
  const { rows } = await system.pool.query<Stored>(
    `SELECT d.document, c.explanation -> 'facts' AS facts, (c.explanation -> 'draw' ->> 'selected')::boolean AS selected
     FROM declaration d JOIN channel_decision c USING (declaration_no, version, received_at)
     WHERE d.customs_house = ANY($1)`,
    [houses],
  );
  const tested: Profile = { ...request, code: 'TESTED', version: 1, title: 'Tested', status: 'active' };
  const now = compileRuleset(ruleset);
  const then = compileRuleset({
    ...ruleset,
    profiles: [...ruleset.profiles.filter(({ code }) => code !== request.replaces), tested],
  });
  const mix = (): Record<Channel, number> => ({ red: 0, orange: 0, green: 0 });
  const told = { declarations: rows.length, hits: 0, before: mix(), after: mix(), duty: 0 };
  for (const { document, facts, selected } of rows) {
    const draw = { value: selected ? 0 : 1, rate: selected ? 1 : 0, stratum: 'all' };
    const channelBy = (matcher: typeof now) => {
      const { hits } = matcher.match(document, facts);
      const { channel } = decide({ hits, policy: ruleset.policy, draw, evaluationErrors: 0 });
      return { hits, channel };
    };
    const after = channelBy(then);
    told.before[channelBy(now).channel]++;
    told.after[after.channel]++;
    if (after.hits.some((hit) => hit.profile === tested)) {
      told.hits++;
      for (const { dutyAmount = 0 } of document.items) told.duty += dutyAmount;
    }
  }
  return told;
}

async function expectExact(
  request: BackTestRequest,
  person = specialist,
  houses = HOUSES,
): Promise<BackTestResult> {
  const [told, plain] = [await backTest(request, person), await plainly(request, houses)];
  expect({
    declarations: told.declarations.archived + told.declarations.newer,
    hits: told.hits,
    before: told.before,
    after: told.after,
    duty: told.duty.declared,
  }).toEqual(plain);
  expect(told.extraInspections).toBe(plain.after.red - plain.before.red);
  expect(told.examples).toHaveLength(Math.min(10, plain.hits));
  return told;
}

const files = () =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.parquet'));
const log = createLog('worker', 'silent');
const writeArchive = (payload: Record<string, never>) =>
  createWriteArchive({ pool: system.pool, folder, now: () => new Date(), log })(payload);
const archive = (change: { pool?: Pool; now?: () => Date } = {}) =>
  bringArchiveUpToDate({ pool: system.pool, folder, now: () => new Date(), log, ...change });

describe('while declarations are lodged and archived', () => {
  it('every answer counts each decided declaration once', async () => {
    const request = requestOf({ field: 'declarationNo', op: 'exists' });
    let last: BackTestResult | null = null;
    for (let n = 0; last === null || last.declarations.archived === 0 || last.declarations.newer === 0; n++) {
      expect(n).toBeLessThan(1000);
      const before = await decidedCount();
      const busy = Promise.all([lodge(made(`L${n}-`, 20)), writeArchive({})]);
      last = await backTest(request);
      await busy;
      const total = last.declarations.archived + last.declarations.newer;
      expect(last.hits).toBe(total);
      expect(total).toBeGreaterThanOrEqual(before);
      expect(total).toBeLessThanOrEqual(20 * (n + 1));
    }
    await until('all is decided', async () => (await undecided()) === 0);
    // From here on this file writes the archive.
    await until('the archive is at rest', async () => {
      lock = await system.pool.connect();
      const { rows } = await lock.query('SELECT pg_try_advisory_lock($1) AS taken', [ARCHIVE_LOCK]);
      if (rows[0].taken !== true) lock.release();
      return rows[0].taken === true;
    });
  });
});

describe('the answer is that of the matcher, declaration by declaration', () => {
  beforeAll(async () => {
    await lodge(made('M-', 200));
    await until('all is decided', async () => (await undecided()) === 0);
  });

  it.each(CONDITIONS)('for %s, from files and database', async (_name, when) => {
    const { declarations } = await expectExact(requestOf(when));
    expect(declarations.archived).toBeGreaterThan(0);
    expect(declarations.newer).toBeGreaterThanOrEqual(200);
  });

  it('for a profile that replaces another, instructs red and is of one district', async () => {
    const when: Condition = { field: 'totalValue', op: 'gte', value: 20_000 };
    await expectExact(
      requestOf(when, { replaces: 'P-DEAR', channel: 'red', level: 'district', scope: '2200' }),
    );
    await expectExact(
      requestOf(when, { replaces: 'P-MUST', channel: 'none', level: 'house', scope: '5301' }),
    );
  });

  it('for who sees some houses alone', async () => {
    const local = await system.person('specialist', 'district:2200');
    const when: Condition = { item: { field: 'item.hs2', op: 'eq', value: '02' } };
    const told = await expectExact(requestOf(when, { channel: 'red' }), local, ['2201', '2202']);
    expect(new Set(told.examples.map(({ house }) => house))).toEqual(new Set(['2201', '2202']));
    expect(told.houseDays.map(({ house }) => house)).not.toContain('5301');
  });

  it('for days alone', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const request = requestOf({ field: 'declarationNo', op: 'exists' });
    const all = await backTest({ ...request, from: today, to: today });
    expect(all.hits).toBe(await decidedCount());
    const none = await backTest({ ...request, to: '2026-01-01' });
    expect([none.hits, none.declarations]).toEqual([0, { archived: 0, newer: 0 }]);
  });

  it('with examples that say why, and name no person', async () => {
    const when: Condition = {
      all: [
        { field: 'trader.id', op: 'inList', value: 'watched' },
        { item: { field: 'item.hsCode', op: 'startsWith', value: '8471' } },
      ],
    };
    const { examples } = await expectExact(requestOf(when));
    for (const { because, items } of examples) {
      expect(because[0]).toEqual({ path: 'all.0', field: 'trader.id', fact: '***' });
      const held = because.slice(1);
      expect(held.map(({ itemNo }) => itemNo)).toEqual(items);
      for (const { fact } of held) expect(fact).toMatch(/^8471/);
    }
  });
});

describe('a writer that dies', () => {
  /** A pool that reads, and goes away when something is to be written. */
  const dies = () =>
    ({
      query: system.pool.query.bind(system.pool),
      connect: () => Promise.reject(new Error('died')),
    }) as unknown as Pool;

  it('between its file and its commit leaves nothing but a file, which the next one removes', async () => {
    const before = files();
    await expect(archive({ pool: dies() })).rejects.toThrow('died');
    const strays = files().filter((file) => !before.includes(file));
    expect(strays).toHaveLength(2);
    await expectExact(requestOf({ field: 'trader.id', op: 'exists' }));

    await archive();
    expect(files()).toEqual(expect.arrayContaining(strays));
    const { declarations } = await expectExact(requestOf({ field: 'trader.id', op: 'exists' }));
    expect(declarations.newer).toBe(0);
    await archive({ now: () => new Date(Date.now() + 3600_000) });
    for (const stray of strays) expect(existsSync(join(folder, stray))).toBe(false);
  });

  it('in merging a day leaves the day as it was', async () => {
    const tomorrow = () => new Date(Date.now() + 24 * 3600_000);
    await lodge(made('D-', 30));
    await until('all is decided', async () => (await undecided()) === 0);
    await archive();
    const { rows } = await system.pool.query('SELECT id FROM archive_chunk');
    expect(rows.length).toBeGreaterThan(1);
    await expect(archive({ pool: dies(), now: tomorrow })).rejects.toThrow('died');
    await expectExact(requestOf({ item: { field: 'item.origin', op: 'eq', value: 'BR' } }));

    await archive({ now: tomorrow });
    const merged = await system.pool.query<{ declarations: number }>(
      'SELECT declarations FROM archive_chunk',
    );
    expect(merged.rows).toEqual([{ declarations: await decidedCount() }]);
    await expectExact(requestOf({ item: { field: 'item.origin', op: 'eq', value: 'BR' } }));
  });
});

describe('what was found', () => {
  it('of the declarations hit is counted, wherever they are', async () => {
    const found = (number: string, result: string, differences: number[]) =>
      system.pool.query(
        `INSERT INTO finding (declaration_no, version, received_at, customs_house, trader_id, channel, drawn, hits,
           found_at, recorded_by, result, discrepancies)
         SELECT declaration_no, version, received_at, customs_house, trader_id, 'red', false, '{}', now(), 'test', $2, $3
         FROM declaration WHERE declaration_no = $1`,
        [
          number,
          result,
          JSON.stringify(differences.map((dutyDifference) => ({ kind: 'value', dutyDifference }))),
        ],
      );
    const when: Condition = { field: 'declarationNo', op: 'startsWith', value: ['M-1', 'N-'] };
    await found('M-1', 'discrepancy', [10, 2.5]);
    await found('M-10', 'conform', []);
    await found('M-2', 'discrepancy', [1000]);
    const archived = await backTest(requestOf(when));
    expect(archived.findings).toMatchObject({ inspections: 2, discrepancies: 1, hitRate: { value: 0.5 } });
    expect(archived.duty.differenceFound).toBe(12.5);

    await lodge(made('N-', 3));
    await until('all is decided', async () => (await undecided()) === 0);
    await found('N-0', 'discrepancy', [7]);
    const newer = await backTest(requestOf(when));
    expect(newer.findings).toMatchObject({ inspections: 3, discrepancies: 2 });
    await archive();
    const moved = await backTest(requestOf(when));
    expect(moved.declarations.newer).toBe(0);
    expect([moved.findings, moved.duty.differenceFound]).toEqual([newer.findings, 19.5]);
  });
});

describe('a request', () => {
  const exists: Condition = { field: 'declarationNo', op: 'exists' };

  it.each([
    [
      'an unknown field',
      requestOf({ all: [exists, { field: 'nothing', op: 'eq', value: 1 }] }),
      'when.all.1.field',
    ],
    ['an unknown list', requestOf({ field: 'trader.id', op: 'inList', value: 'x' }), 'when.value'],
    ['half a character', requestOf({ field: 'trader.id', op: 'startsWith', value: '\ud83d' }), 'when.value'],
    ['a place that is not there', requestOf(exists, { level: 'house', scope: '9999' }), 'scope'],
    ['a place of no level', requestOf(exists, { scope: '2201' }), 'scope'],
    ['days the wrong way round', requestOf(exists, { from: '2026-02-01', to: '2026-01-01' }), 'to'],
  ])('with %s is refused with the path', async (_name, request, path) => {
    const response = await post(specialist, request);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'invalid-profile', details: [{ path }] } });
  });

  it('gives way to the next of the same person, and to nobody else’s', async () => {
    const other = await system.person('specialist', 'national');
    const others = post(other, requestOf(exists));
    const answers = await Promise.all(Array.from({ length: 12 }, () => post(specialist, requestOf(exists))));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(1);
    expect(statuses.filter((status) => status === 409).length).toBeGreaterThanOrEqual(1);
    expect(statuses.every((status) => status === 200 || status === 409)).toBe(true);
    expect((await others).status).toBe(200);
  });

  it('of who has gone is dropped', async () => {
    const people = await Promise.all(
      Array.from({ length: 4 }, () => system.person('specialist', 'national')),
    );
    await Promise.all(
      people.map(async (person) => {
        const gone = new AbortController();
        const answer = post(person, requestOf(exists), { signal: gone.signal });
        setImmediate(() => gone.abort());
        await expect(answer).rejects.toThrow('aborted');
      }),
    );
    await expectExact(requestOf(exists));
  });

  it('is refused where a file is missing, and answered once it is back', async () => {
    const { rows } = await system.pool.query<{ file: string }>(
      'SELECT file FROM archive_chunk ORDER BY declarations DESC',
    );
    const file = join(folder, `${rows[0]!.file}.items.parquet`);
    renameSync(file, `${file}.away`);
    const request = requestOf({ item: { field: 'item.itemNo', op: 'eq', value: 4 } });
    const response = await post(specialist, request);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ error: { code: 'archive-unreadable' } });
    renameSync(`${file}.away`, file);
    await expectExact(request);
  });
});
