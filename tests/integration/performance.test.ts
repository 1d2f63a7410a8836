import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeclarationView } from '../../shared/contract/enquiry.ts';
import type { FindingsReceipt } from '../../shared/contract/findings.ts';
import type { ProfileList, ProfilePerformanceView } from '../../shared/contract/profiles.ts';
import type { Declaration } from '../../shared/domain/declaration.ts';
import type { Condition } from '../../shared/domain/targeting/condition.ts';
import type { EnrichedFacts } from '../../shared/domain/targeting/facts.ts';
import type { Profile, Ruleset } from '../../shared/domain/targeting/profile.ts';
import { inTransaction } from '../../shared/platform/db/pool.ts';
import { createLog } from '../../shared/platform/log.ts';
import { createProducer, queueBackend } from '../../shared/platform/queue/queues.ts';
import { readPriceReferences } from '../../shared/platform/stores/price-reference.store.ts';
import { changeRuleset, lockRuleset } from '../../shared/platform/stores/ruleset.store.ts';
import { loadCreditClasses } from '../../tools/import/credit-classes.ts';
import { createComputePrices } from '../../workers/jobs/compute-prices.job.ts';
import { createWriteArchive } from '../../workers/jobs/write-archive.job.ts';
import { DAY_ROOM_MS, roomInDay } from '../harness/day.ts';
import { declarationWith } from '../harness/declarations.ts';
import { lodgeAndDecide } from '../harness/enquiry.ts';
import type { TestPerson } from '../harness/people.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';
import { tamper } from '../harness/tamper.ts';
import { until } from '../harness/until.ts';

/** What profiles look at before a declaration, why they hit, what comes of it, and the guard that stops them. */

const terms = (value: string): Condition => ({ field: 'paymentTerms', op: 'eq', value });
const profile = (code: string, when: Condition, change: Partial<Profile> = {}): Profile => ({
  code,
  version: 1,
  title: `Title of ${code}`,
  level: 'national',
  status: 'active',
  when,
  channel: 'none',
  mandatory: false,
  score: 5,
  ...change,
});

const RULESET: Ruleset = {
  format: 'tidewaiter-ruleset/1',
  profiles: [
    profile('OFTEN', { field: 'trader.declarations24h', op: 'gte', value: 2 }),
    profile('FOUND', { field: 'trader.discrepancies365d', op: 'gte', value: 1 }),
    profile('CHEAP', {
      all: [
        { field: 'trader.creditClass', op: 'eq', value: 'AEO' },
        {
          item: {
            all: [
              { field: 'item.hs6', op: 'eq', value: '847130' },
              { field: 'item.priceRatio', op: 'lt', value: 0.5 },
            ],
          },
        },
      ],
    }),
    profile('RED', { field: 'paymentTerms', op: 'in', value: ['RED', 'BOTH'] }, { channel: 'red' }),
    profile('ALSO', terms('BOTH'), { channel: 'red' }),
    profile('TRIED', { field: 'paymentTerms', op: 'in', value: ['RED', 'BOTH'] }, { status: 'shadow' }),
    profile('HITS', terms('GUARDED'), { level: 'district', scope: '2200', guard: { hitsPerHour: 3.5 } }),
    profile('REDS', terms('COSTLY'), {
      channel: 'red',
      canary: { houses: ['2201'] },
      guard: { extraRedsOfCapacity: 0.5 },
    }),
  ],
  lists: [],
  policy: {
    thresholds: { red: 90, orange: 80 },
    creditShift: {},
    randomRate: 0,
    strata: [{ name: 'drawn', when: terms('DRAWN'), rate: 1 }],
    regulated: false,
  },
};

let system: TestSystem;
let worker: Awaited<ReturnType<TestSystem['startWorker']>>;
let nation: TestPerson;

beforeAll(async () => {
  await roomInDay();
  system = await startSystem({ backend: 'postgres', workers: 0, ruleset: RULESET });
  await system.pool.query(
    `INSERT INTO price_reference VALUES ('847130', 'CN', 'CNY', 5000, 40, now());
     UPDATE customs_house SET inspections_per_day = 4, inspections_per_hour = 0 WHERE code = '2201'`,
  );
  await loadCreditClasses(
    system.pool,
    new Map([
      ['T-AEO', 'AEO'],
      ['T-OLD', 'low'],
    ]),
  );
  await loadCreditClasses(system.pool, new Map([['T-OLD', null]]));
  worker = await system.startWorker();
  nation = await system.person('specialist', 'national');
}, DAY_ROOM_MS + 120_000);
afterAll(() => system?.stop());

const lodge = (...declarations: (Partial<Declaration> & { declarationNo: string })[]) =>
  lodgeAndDecide(system, declarations.map(declarationWith));

const read = async (declarationNo: string): Promise<DeclarationView> =>
  (await (await system.fetch(`/api/declarations/${declarationNo}?persons=shown`)).json()) as DeclarationView;

const factsOf = ({ decision }: Pick<DeclarationView, 'decision'>): EnrichedFacts =>
  (decision!.explanation as { facts: EnrichedFacts }).facts;

const post = async (fetched: TestSystem['fetch'], findings: unknown[]): Promise<FindingsReceipt> => {
  const response = await fetched('/api/findings', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ findings }),
  });
  expect([response.status, response.ok ? '' : await response.clone().text()]).toEqual([200, '']);
  return (await response.json()) as FindingsReceipt;
};

/** An hour of 2 March 2026, China time. */
const at = (hour: number) => `2026-03-02T${String(hour).padStart(2, '0')}:00:00+08:00`;

describe('facts known before a declaration', () => {
  const item = declarationWith({ declarationNo: 'X' }).items[0]!;

  it('count what its trader registered in the 24 hours before, versions once', async () => {
    const trader = { id: 'T-OFTEN' };
    await lodge({ declarationNo: 'O-1', trader, registeredAt: at(9) });
    await lodge(
      { declarationNo: 'O-2', trader, registeredAt: at(11) },
      { declarationNo: 'O-3', trader, registeredAt: at(11) },
      { declarationNo: 'O-4', trader, registeredAt: '2026-03-03T10:00:00+08:00' },
      { declarationNo: 'O-5', trader, registeredAt: at(8) },
    );
    await lodge({ declarationNo: 'O-1', trader, registeredAt: at(9), paymentTerms: 'amended' });
    const counts: Record<string, number | undefined> = {};
    for (const no of ['O-2', 'O-3', 'O-4', 'O-5']) counts[no] = factsOf(await read(no)).declarations24h;
    expect(counts).toEqual({ 'O-2': 1, 'O-3': 2, 'O-4': 2, 'O-5': 0 });
    const { versions } = await read('O-1');
    expect(versions.map((version) => factsOf(version).declarations24h)).toEqual([2, 0]);
    expect((await read('O-3')).hits.map((hit) => hit.profile)).toEqual(['OFTEN']);
  });

  it('name credit class and price ratio where there are any, and the hit says why', async () => {
    await lodge(
      {
        declarationNo: 'C-1',
        trader: { id: 'T-AEO' },
        items: [
          { ...item, itemNo: 1, customsValue: 60_000, netMassKg: 12 },
          { ...item, itemNo: 2, customsValue: 24_000, netMassKg: 12 },
          { ...item, itemNo: 3, hsCode: '620520', customsValue: 1 },
        ],
      },
      { declarationNo: 'C-2', trader: { id: 'T-OLD' }, currency: 'USD' },
    );
    const cheap = await read('C-1');
    expect(factsOf(cheap)).toMatchObject({
      creditClass: 'AEO',
      priceRatio: { 1: 1, 2: 0.4 },
      firstSeenDays: 0,
    });
    expect(cheap.hits).toEqual([
      expect.objectContaining({
        profile: 'CHEAP',
        items: [2],
        because: [
          { path: 'all.0', field: 'trader.creditClass', fact: 'AEO' },
          { path: 'all.1.item.all.0', field: 'item.hs6', fact: '847130', itemNo: 2 },
          { path: 'all.1.item.all.1', field: 'item.priceRatio', fact: 0.4, itemNo: 2 },
        ],
      }),
    ]);
    const plain = factsOf(await read('C-2'));
    expect(Object.keys(plain)).not.toContain('creditClass');
    expect(Object.keys(plain)).not.toContain('priceRatio');
  });
});

describe('findings', () => {
  const conform = { foundAt: at(12), result: 'conform' };
  const value = [{ kind: 'value', itemNo: 1, dutyDifference: 120.5 }];
  const wrong = { foundAt: at(12), result: 'discrepancy', discrepancies: value };

  it('are recorded row by row, once, and only where one may', async () => {
    await lodge(
      { declarationNo: 'F-1', trader: { id: 'T-F' }, paymentTerms: 'RED', registeredAt: at(10) },
      { declarationNo: 'F-2', paymentTerms: 'BOTH', customsHouse: '5301' },
      { declarationNo: 'F-3', paymentTerms: 'DRAWN' },
      { declarationNo: 'F-4', paymentTerms: 'DRAWN', trader: { id: 'T-AEO' } },
      { declarationNo: 'F-5', paymentTerms: 'RED', trader: { id: 'T-F5' } },
    );
    const administrator = await system.person('administrator', 'national');
    const issued = await administrator.fetch('/api/lodging-systems', {
      method: 'POST',
      body: JSON.stringify({
        name: 'Inspections of 2201',
        scope: 'house:2201',
        rights: ['findings.record'],
        declarationsPerMinute: null,
        days: 1,
      }),
    });
    const { key } = (await issued.json()) as { key: string };
    const ofHouse: TestSystem['fetch'] = (path, init) =>
      fetch(`${system.url}${path}`, {
        ...init,
        headers: { ...init?.headers, authorization: `Bearer ${key}` } as Record<string, string>,
      });
    const mine = await post(ofHouse, [
      { declarationNo: 'F-1', ...wrong },
      { declarationNo: 'F-1', ...wrong, version: 1 },
      { declarationNo: 'F-1', ...conform },
      { declarationNo: 'F-2', ...conform },
      { declarationNo: 'F-0', ...conform },
      { declarationNo: 'F-3', ...conform, version: 2 },
      { declarationNo: 'F-3', ...wrong, discrepancies: [{ kind: 'origin', itemNo: 2 }] },
      { declarationNo: 'F-3', ...conform, foundAt: '2199-01-01T00:00:00Z' },
      { declarationNo: 'F-1', ...conform, foundAt: at(9) },
    ]);
    expect(mine).toMatchObject({ recorded: 1, unchanged: 1, refused: 7 });
    expect(mine.results.map(({ outcome, version }) => [outcome, version])).toEqual([
      ['recorded', 1],
      ['unchanged', 1],
      ['different', 1],
      ['unknown', null],
      ['unknown', null],
      ['unknown', 2],
      ['unknown-item', 1],
      ['in-future', 1],
      ['before-declaration', 1],
    ]);
    const all = ['F-2', 'F-3', 'F-5'].map((declarationNo) => ({ declarationNo, ...conform }));
    expect(await post(system.fetch, [...all, { declarationNo: 'F-4', ...wrong }])).toMatchObject({
      recorded: 4,
    });

    const shown = await read('F-1');
    expect(shown.finding).toMatchObject({ result: 'discrepancy', discrepancies: value });
    expect(shown.controlOrder).toMatchObject({ state: 'closed' });
    const { rows } = await system.pool.query(
      'SELECT declaration_no AS no, hits, drawn, channel FROM finding ORDER BY 1',
    );
    expect(rows).toEqual([
      { no: 'F-1', hits: ['RED'], drawn: false, channel: 'red' },
      { no: 'F-2', hits: ['ALSO', 'RED'], drawn: false, channel: 'red' },
      { no: 'F-3', hits: [], drawn: true, channel: 'red' },
      { no: 'F-4', hits: [], drawn: true, channel: 'red' },
      { no: 'F-5', hits: ['RED'], drawn: false, channel: 'red' },
    ]);
  });

  it.each([
    [{ declarationNo: 'F-1', ...conform, discrepancies: value }],
    [{ declarationNo: 'F-1', ...wrong, discrepancies: [] }],
    [{ declarationNo: 'F-1', ...wrong, discrepancies: [{ kind: 'guess' }] }],
    [{ declarationNo: 'F-1', ...conform, foundAt: 'yesterday' }],
    [{ declarationNo: 'F-1', ...conform, by: 'me' }],
  ])('that are no findings are refused: %j', async (finding) => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ findings: [finding] });
    const response = await system.fetch('/api/findings', { method: 'POST', headers, body });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('invalid-body')]);
  });

  it('count for the declarations after them, with what other workers decided', async () => {
    // A worker that knows nothing yet: what is known of a trader may be 30 s old.
    await system.stopProcess(worker);
    worker = await system.startWorker();
    await lodge(
      { declarationNo: 'F-6', trader: { id: 'T-F' }, registeredAt: at(11) },
      { declarationNo: 'F-7', trader: { id: 'T-F' }, registeredAt: at(13) },
    );
    expect(factsOf(await read('F-6'))).toMatchObject({ discrepancies365d: 0, declarations24h: 1 });
    const after = await read('F-7');
    expect(factsOf(after)).toMatchObject({ discrepancies365d: 1, declarations24h: 2 });
    expect(after.hits.map((hit) => hit.profile)).toEqual(['FOUND', 'OFTEN']);
  });
});

describe('the performance of profiles', () => {
  const list = async (person: TestPerson) =>
    (await (await person.fetch('/api/profiles')).json()) as ProfileList;

  beforeAll(async () => {
    // Inspected of late: the period of the figures ends today.
    await tamper(system.pool, 'UPDATE finding SET found_at = now()');
  });

  it('is told in the list, with interval and lift', async () => {
    const { profiles, random } = await list(nation);
    expect(random).toEqual({ inspections: 2, discrepancies: 1 });
    const of = (code: string) => profiles.find((row) => row.code === code)!;
    expect(of('RED').performance).toEqual({
      hits: 3,
      shadowHits: 0,
      reds: 3,
      extraReds: 2,
      inspections: 3,
      discrepancies: 1,
      hitRate: { value: 1 / 3, low: expect.closeTo(0.0615, 3), high: expect.closeTo(0.7923, 3) },
      lift: null,
      lastHitAt: expect.any(String),
    });
    expect(of('RED').trend).toEqual([...new Array<number>(13).fill(0), 3]);
    expect(of('TRIED').performance).toMatchObject({
      hits: 0,
      shadowHits: 3,
      reds: 0,
      inspections: 0,
      hitRate: null,
    });
    expect(of('TRIED').trend.at(-1)).toBe(3);
    expect(of('HITS').performance).toMatchObject({ hits: 0, lift: null, lastHitAt: null });
  });

  it('is measured by the random selection once that has found enough', async () => {
    await system.pool.query(
      `INSERT INTO finding (declaration_no, version, received_at, customs_house, trader_id, channel, drawn, hits,
         found_at, recorded_by, result, discrepancies)
       SELECT 'R-' || i, 1, received_at, customs_house, trader_id, channel, true, '{}', now(), 'test', 'discrepancy',
         '[{"kind": "value"}]'
       FROM generate_series(1, 4) i, (SELECT * FROM finding WHERE drawn LIMIT 1) f`,
    );
    const { profiles, random } = await list(nation);
    await tamper(system.pool, `DELETE FROM finding WHERE declaration_no LIKE 'R-%'`);
    expect(random).toEqual({ inspections: 6, discrepancies: 5 });
    const red = profiles.find(({ code }) => code === 'RED')!;
    expect(red.performance.lift).toBeCloseTo(1 / 3 / (5 / 6), 9);
  });

  it('of one profile has its days, its overlap and what its guard measures', async () => {
    const view = (await (
      await nation.fetch('/api/profiles/RED/performance?days=3')
    ).json()) as ProfilePerformanceView;
    expect(view.days.map(({ hits, inspections }) => [hits, inspections])).toEqual([
      [0, 0],
      [0, 0],
      [3, 3],
    ]);
    expect(view.days.at(-1)!.day).toBe(view.to);
    expect(view.total).toMatchObject({ hits: 3, discrepancies: 1 });
    expect(view.overlap).toEqual([
      { code: 'TRIED', title: 'Title of TRIED', declarations: 3, share: 1 },
      { code: 'ALSO', title: 'Title of ALSO', declarations: 1, share: 1 / 3 },
    ]);
    expect(view.guard).toMatchObject({ hitsLastHour: 3, extraRedsLastDay: 2 });
    expect((await nation.fetch('/api/profiles/NONE/performance')).status).toBe(404);
    expect((await nation.fetch('/api/profiles/RED/performance?days=0')).status).toBe(400);
  });

  it('tells a guard of what was decided of late, however long it waited', async () => {
    const { rows } = await system.pool.query(
      `SELECT bool_and(h.decided_at = c.decided_at) AS same
       FROM hit h JOIN channel_decision c USING (declaration_no, version, received_at)`,
    );
    expect(rows).toEqual([{ same: true }]);
    const receive = (interval: string) =>
      system.pool.query(
        `UPDATE hit SET received_at = received_at + $1::interval WHERE profile_code = 'RED'`,
        [interval],
      );
    await system.pool.query(
      `SELECT prepare_partitions(current_date - 3 + i) FROM generate_series(0, 2) AS i`,
    );
    await receive('-2 days');
    const view = (await (
      await nation.fetch('/api/profiles/RED/performance?days=1')
    ).json()) as ProfilePerformanceView;
    expect(view.guard).toMatchObject({ hitsLastHour: 3, extraRedsLastDay: 2 });
    await receive('2 days');
  });

  it('counts what happened at the places of the reader alone', async () => {
    const house = await system.person('specialist', 'house:5301');
    const { profiles, random } = await list(house);
    expect(profiles.find(({ code }) => code === 'RED')!.performance).toMatchObject({
      hits: 1,
      inspections: 1,
    });
    expect(random.inspections).toBe(0);
    const view = (await (
      await house.fetch('/api/profiles/RED/performance')
    ).json()) as ProfilePerformanceView;
    expect(view.total.hits).toBe(1);
    expect(view.overlap.map(({ code, declarations }) => [code, declarations])).toEqual([
      ['ALSO', 1],
      ['TRIED', 1],
    ]);
  });
});

describe('a guard', () => {
  const producer = () =>
    createProducer(
      queueBackend({ redisUrl: system.redisUrl ?? undefined, databaseUrl: system.databaseUrl }),
      createLog('server', 'silent'),
    );
  const stateOf = async (code: string) => {
    const { rows } = await system.pool.query<{ state: string }>(
      `SELECT state FROM ruleset_part_version WHERE kind = 'profile' AND code = $1`,
      [code],
    );
    return rows[0]!.state;
  };
  const eventsOf = async (code: string) => {
    const { rows } = await system.pool.query(
      `SELECT from_state, to_state, actor_id, reason, ruleset_version FROM ruleset_part_event
       WHERE kind = 'profile' AND code = $1 AND step = 'guard'`,
      [code],
    );
    return rows;
  };
  const guarded = (prefix: string, paymentTerms: string, count: number) =>
    lodge(...Array.from({ length: count }, (_, i) => ({ declarationNo: `${prefix}-${i}`, paymentTerms })));
  const look = async () => {
    const queue = producer();
    await queue.add('canary.guard', {});
    await queue.close();
  };

  it('leaves a profile within its limits in force, and suspends it beyond them, once, with an alarm', async () => {
    await guarded('G', 'GUARDED', 3);
    await guarded('R', 'COSTLY', 3);
    // One that cannot be read leaves the others guarded.
    await system.pool.query(
      `UPDATE ruleset_member SET release = '{"status": "active", "guard": {"hitsPerHour": "many"}}' WHERE code = 'ALSO'`,
    );
    await look();
    await until('the costly one is suspended', async () => (await stateOf('REDS')) === 'suspended');
    expect(await stateOf('HITS')).toBe('active');
    expect(await eventsOf('REDS')).toEqual([
      {
        from_state: 'active',
        to_state: 'suspended',
        actor_id: null,
        reason: expect.stringContaining('more than 2 reds'),
        ruleset_version: expect.any(Number),
      },
    ]);

    await guarded('H', 'GUARDED', 1);
    await look();
    await until('the frequent one is suspended', async () => (await stateOf('HITS')) === 'suspended');
    await look();
    await look();
    const [suspension, ...more] = await eventsOf('HITS');
    expect(more).toEqual([]);
    const { rows: alarms } = await system.pool.query(
      `SELECT cause, state, priority, profile_code, district, customs_house, occurrences::int FROM alarm WHERE cause LIKE 'system:ruleset%' ORDER BY 1`,
    );
    const alarm = { state: 'unacknowledged', priority: 'high', customs_house: null, occurrences: 1 };
    const causeOf = (code: string, version: number) =>
      `system:ruleset-guard@profile:${code}@ruleset:${version}`;
    const [costly] = await eventsOf('REDS');
    expect(alarms).toEqual([
      {
        ...alarm,
        cause: causeOf('HITS', suspension!.ruleset_version),
        profile_code: 'HITS',
        district: '2200',
      },
      { ...alarm, cause: causeOf('REDS', costly!.ruleset_version), profile_code: 'REDS', district: null },
    ]);

    let number = 0;
    await until('the worker decides without it', async () => {
      const declarationNo = `I-${number++}`;
      await lodge({ declarationNo, paymentTerms: 'GUARDED' });
      const { hits, decision } = await read(declarationNo);
      const suspended = decision!.rulesetVersion === suspension!.ruleset_version;
      expect(hits.some((hit) => hit.profile === 'HITS')).toBe(!suspended);
      return suspended;
    });
  });

  it('that suspends a profile again raises another alarm', async () => {
    const path = '/api/profiles/HITS/versions/1';
    const { revision } = (await (await nation.fetch(path)).json()) as { revision: number };
    const resumed = await nation.fetch(`${path}/steps`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ step: 'resume', revision, reason: 'it was the season' }),
    });
    expect([resumed.status, await resumed.text()]).toEqual([200, expect.stringContaining('active')]);
    let number = 0;
    await until('it is suspended again', async () => {
      await guarded(`J${number++}`, 'GUARDED', 4);
      await look();
      return (await stateOf('HITS')) === 'suspended';
    });
    const { rows } = await system.pool.query(
      `SELECT occurrences::int FROM alarm WHERE profile_code = 'HITS' AND state = 'unacknowledged'`,
    );
    expect(rows).toEqual([{ occurrences: 1 }, { occurrences: 1 }]);
  });
});

describe('a ruleset that cannot be compiled', () => {
  it('raises a critical alarm, once, and leaves the one before in force', async () => {
    const faulty = JSON.stringify({ ...profile('FAULTY', terms('FAULTY')), when: { field: 'nowhere' } });
    const { rows } = await system.pool.query<{ version: number }>(
      `WITH made AS (INSERT INTO ruleset_version (note) VALUES ('past all checks') RETURNING version),
         part AS (INSERT INTO ruleset_part (kind, code, level) VALUES ('profile', 'FAULTY', 'national')),
         content AS (INSERT INTO ruleset_part_version (kind, code, version, state, content, author_id, author_name, writers)
           VALUES ('profile', 'FAULTY', 1, 'active', $1, 'x', 'X', '{}'))
       INSERT INTO ruleset_member (kind, code, part_version, release, from_ruleset)
         SELECT 'profile', 'FAULTY', 1, '{"status": "active"}', version FROM made
       RETURNING from_ruleset AS version`,
      [faulty],
    );
    const { version } = rows[0]!;
    const cause = `system:ruleset-unusable@ruleset:${version}`;
    const raised = async () =>
      (await system.pool.query('SELECT priority, occurrences::int FROM alarm WHERE cause = $1', [cause]))
        .rows;
    await until('the alarm is raised', async () => (await raised()).length > 0);
    await lodge({ declarationNo: 'U-1' });
    expect((await read('U-1')).decision!.rulesetVersion).toBeLessThan(version);
    expect(await raised()).toEqual([{ priority: 'critical', occurrences: 1 }]);

    const next = await inTransaction(system.pool, async (client) => {
      await lockRuleset(client);
      const gone = { kind: 'profile' as const, code: 'FAULTY', version: null };
      return changeRuleset(client, [gone], 'the faulty one leaves');
    });
    let number = 2;
    await until('the next version is in force', async () => {
      const declarationNo = `U-${number++}`;
      await lodge({ declarationNo });
      return (await read(declarationNo)).decision!.rulesetVersion === next;
    });
  });
});

describe('reference prices', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tidewaiter-prices-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const common = () => ({ pool: system.pool, now: () => new Date(), log: createLog('worker', 'silent') });
  const computed = async (archive: string | undefined) => {
    await createComputePrices({ ...common(), folder: archive })({});
    const references = await readPriceReferences(system.pool);
    return references.filter(({ currency }) => currency === 'EUR');
  };

  it('are medians of five goods items or more, the same from the archive and from the database', async () => {
    const items = (hsCode: string, prices: readonly number[]) =>
      prices.map((price, i) => ({
        itemNo: i + 1,
        hsCode,
        origin: 'DE',
        netMassKg: 10,
        customsValue: price * 10,
      }));
    await lodge(
      { declarationNo: 'P-1', currency: 'EUR', items: items('99000110', [1, 2, 90]) },
      { declarationNo: 'P-2', currency: 'EUR', items: items('99000120', [4, 5, 6]) },
      { declarationNo: 'P-3', currency: 'EUR', items: items('990002', [1, 2, 3, 4]) },
      { declarationNo: 'P-4', currency: 'EUR', items: [{ ...items('990002', [1])[0]!, netMassKg: 0 }] },
      // A price that no number holds spoils no other.
      {
        declarationNo: 'P-5',
        currency: 'EUR',
        items: items('990003', [1, 1, 1, 1, 1]).map((one) => ({
          ...one,
          netMassKg: 1e-300,
          customsValue: 1e15,
        })),
      },
    );
    const median = [{ hs6: '990001', origin: 'DE', currency: 'EUR', median: 4.5, goodsItems: 6 }];

    // What was put there for the tests above is fresh: nothing is due.
    expect(await computed(undefined)).toEqual([]);
    await system.pool.query('DELETE FROM price_reference');
    expect(await computed(undefined)).toEqual(median);

    await system.pool.query(`UPDATE price_reference SET computed_at = now() - interval '1 hour', median = 1`);
    await createWriteArchive({ ...common(), folder })({});
    expect(await computed(folder)).toEqual(median);
  });
});
