import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BatchDecided, HouseFlow } from '../../shared/contract/batch-decided.ts';
import { BOARD_ALARMS, BOARD_HITS, BUCKET_MS, type BoardAlarm } from '../../shared/contract/live.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import type { OpenAlarm } from '../../shared/platform/stores/alarm-view.store.ts';
import type { FlowReading } from '../../shared/platform/stores/flow.store.ts';
import type { Places } from '../../shared/platform/stores/place.store.ts';
import { LiveModel } from './live-model.ts';
import type { ProfileTitle } from './profile-titles.ts';

const NOW = 200_000 * BUCKET_MS + 3_000;
const BUCKET = 200_000;

const place = (code: string) => ({
  code,
  name: `N${code}`,
  nameZh: code,
  latitude: 1,
  longitude: 2,
  timeZone: 'Asia/Shanghai',
});
const PLACES: Places = {
  districts: new Map([...'AB'].map((code) => [code, place(code)])),
  houses: new Map(
    ['A1', 'A2', 'B1'].map((code) => [
      code,
      { ...place(code), district: code[0]!, inspectionsPerDay: 1, inspectionsPerHour: 0 },
    ]),
  ),
};

function model(): LiveModel {
  const it = new LiveModel();
  it.setPlaces(PLACES);
  return it;
}

function message(batchId: string, houses: HouseFlow[], change: Partial<BatchDecided> = {}): BatchDecided {
  return {
    batchId,
    receivedAt: NOW - 40,
    decidedAt: NOW,
    committedAt: NOW,
    bucketAt: BUCKET * BUCKET_MS,
    houses,
    hits: [],
    alarmsAt: [],
    rulesetVersion: 1,
    ...change,
  };
}

const hit = (id: string, house = 'A1', decidedAt = NOW) => ({
  id,
  decidedAt,
  declarationNo: id,
  profile: 'P',
  title: 'T',
  channel: 'red' as const,
  house,
  place: { name: house, nameZh: house },
});

/** What a reading of the database says once these batches are in. */
function readingOf(messages: readonly BatchDecided[]): FlowReading {
  const buckets = new Map<string, FlowReading['buckets'][number]>();
  for (const { bucketAt, houses } of messages) {
    for (const [house, r, o, g, hits, scoreSum] of houses) {
      const key = `${bucketAt} ${house}`;
      const sum = buckets.get(key) ?? {
        startedAt: bucketAt,
        house,
        red: 0,
        orange: 0,
        green: 0,
        hits: 0,
        scoreSum: 0,
      };
      sum.red += r;
      sum.orange += o;
      sum.green += g;
      sum.hits += hits;
      sum.scoreSum += scoreSum;
      buckets.set(key, sum);
    }
  }
  return { buckets: [...buckets.values()], batches: new Set(messages.map((one) => one.batchId)), now: NOW };
}

const totals = (it: LiveModel, scope: ScopeId) => it.scope(scope, NOW)!.series.totals(0);
const flow = (it: LiveModel, scope: ScopeId) => it.scope(scope, NOW)!.series.lastHour();
const SCOPES: ScopeId[] = ['national', 'district:A', 'district:B', 'house:A1', 'house:A2', 'house:B1'];
const SINCE = NOW - 120_000;

describe('messages and readings', () => {
  const houseFlow = fc.tuple(
    fc.constantFrom('A1', 'A2', 'B1'),
    fc.nat(5),
    fc.nat(5),
    fc.nat(5),
    fc.nat(5),
    fc.nat(50),
  );
  const batches = fc
    .array(fc.record({ houses: fc.array(houseFlow, { minLength: 1, maxLength: 4 }), back: fc.nat(1) }), {
      maxLength: 12,
    })
    .map((all) =>
      all.map(({ houses, back }, i) =>
        message(String(i), houses, {
          bucketAt: (BUCKET - back) * BUCKET_MS,
          decidedAt: NOW - back * BUCKET_MS,
        }),
      ),
    );
  const picks = fc.array(fc.nat(), { maxLength: 40 });
  const among = <T>(all: readonly T[], chosen: readonly number[]) =>
    all.length === 0 ? [] : chosen.map((pick) => all[pick % all.length]!);

  /** Every scope shows what the batches say, no more and no less, and the scopes add up. */
  function expectExactly(it: LiveModel, counted: readonly BatchDecided[]): void {
    const expected = model();
    expected.reconcile(readingOf(counted), SINCE);
    for (const scope of SCOPES) {
      expect(flow(it, scope), scope).toEqual(flow(expected, scope));
      expect(totals(it, scope)).toEqual(totals(expected, scope));
    }
    const sum = (scopes: ScopeId[], channel: 'red' | 'orange' | 'green') =>
      scopes.reduce((total, scope) => total + totals(it, scope)[channel], 0);
    for (const channel of ['red', 'orange', 'green'] as const) {
      const nation = totals(it, 'national')[channel];
      expect(sum(['district:A', 'district:B'], channel)).toBe(nation);
      expect(sum(['house:A1', 'house:A2', 'house:B1'], channel)).toBe(nation);
      expect(sum(['house:A1', 'house:A2'], channel)).toBe(totals(it, 'district:A')[channel]);
    }
  }

  test('in any order, doubled and lost: each batch that either told of is counted once', () => {
    fc.assert(
      fc.property(batches, picks, picks, picks, (all, before, held, after) => {
        const it = model();
        const heard = among(all, before);
        for (const one of heard) it.apply(one, NOW);
        expectExactly(it, [...new Set(heard)]);

        const stored = new Set(among(all, held));
        it.reconcile(readingOf([...stored]), SINCE);
        const known = new Set([...stored, ...heard]);
        expectExactly(it, [...known]);

        // What comes late, having been in the reading, counts no second time.
        for (const one of among(all, after)) {
          it.apply(one, NOW);
          known.add(one);
          expectExactly(it, [...known]);
        }
        it.reconcile(readingOf(all), SINCE);
        expectExactly(it, all);
      }),
    );
  });

  test('a message that comes too late to be kept is left to the next reading', () => {
    const it = model();
    const late = message('1', [['A1', 1, 0, 0, 0, 0]], { decidedAt: NOW - 21_000, hits: [hit('1')] });
    it.apply(late, NOW);
    it.apply(late, NOW);
    expect(totals(it, 'national').red).toBe(0);
    it.reconcile(readingOf([late]), SINCE);
    expect(totals(it, 'national').red).toBe(1);
  });

  test('what a reading does not reach stays as it was', () => {
    const it = model();
    it.apply(message('1', [['A1', 3, 0, 0, 0, 0]], { bucketAt: (BUCKET - 60) * BUCKET_MS }), NOW);
    it.advance(NOW + 30_000);
    it.reconcile(readingOf([]), SINCE);
    expect(totals(it, 'house:A1').red).toBe(3);
    it.reconcile(readingOf([]), NOW - 7_200_000);
    expect(totals(it, 'house:A1').red).toBe(0);
  });

  test('a house that is not known counts for the nation until its district is', () => {
    const it = model();
    const one = message('1', [['X9', 0, 0, 4, 0, 0]]);
    it.apply(one, NOW);
    expect(totals(it, 'national').green).toBe(4);
    it.setPlaces({
      districts: PLACES.districts,
      houses: new Map([
        ...PLACES.houses,
        ['X9', { ...place('X9'), district: 'B', inspectionsPerDay: 1, inspectionsPerHour: 0 }],
      ]),
    });
    it.reconcile(readingOf([one]), SINCE);
    expect(totals(it, 'district:B').green).toBe(4);
  });

  test('the newest ruleset heard of is in force, whoever lags behind', () => {
    const it = model();
    it.apply(message('1', [], { rulesetVersion: 3 }), NOW);
    it.apply(message('2', [], { rulesetVersion: 2 }), NOW);
    it.noteRuleset(1);
    expect(it.rulesetVersion).toBe(3);
  });

  test('latency is weighed by declarations, each batch once', () => {
    const it = model();
    it.apply(message('1', [['A1', 1, 1, 1, 0, 0]]), NOW);
    it.apply(message('1', [['A1', 1, 1, 1, 0, 0]]), NOW);
    it.apply(message('2', [['A1', 4, 0, 0, 0, 0]], { receivedAt: NOW - 500 }), NOW);
    expect(it.latency.quantiles(NOW)).toEqual({ p50: 500, p99: 500 });
  });
});

describe('hits', () => {
  const ids = (it: LiveModel, scope: ScopeId) => it.scope(scope, NOW)!.hits.map((one) => one.id);

  test('stand newest first at their house, its district and the nation, and nowhere else', () => {
    const it = model();
    it.addHits([hit('2', 'A2'), hit('1', 'A1')], NOW);
    it.addHits([hit('3', 'A1')], NOW);
    expect(ids(it, 'national')).toEqual(['3', '2', '1']);
    expect(ids(it, 'district:A')).toEqual(['3', '2', '1']);
    expect(ids(it, 'house:A1')).toEqual(['3', '1']);
    expect(ids(it, 'district:B')).toEqual([]);
  });

  test('stand there once, and no more than a board shows', () => {
    const it = model();
    const many = Array.from({ length: 30 }, (_, i) => hit(String(i)));
    it.addHits(many, NOW);
    it.addHits(many.slice(0, 3), NOW);
    expect(ids(it, 'national')).toEqual(many.slice(0, BOARD_HITS).map((one) => one.id));
  });

  test('of the past fill up below those that messages brought meanwhile, none twice', () => {
    const it = model();
    it.addHits([hit('new'), hit('both')], NOW);
    it.fillHits([hit('both'), ...Array.from({ length: 30 }, (_, i) => hit(`old${i}`))], NOW);
    expect(ids(it, 'national').slice(0, 4)).toEqual(['new', 'both', 'old0', 'old1']);
    expect(ids(it, 'national')).toHaveLength(BOARD_HITS);
  });
});

describe('alarms', () => {
  const alarm = (id: string, change: Partial<OpenAlarm>): OpenAlarm => ({
    id,
    type: 'profile-hit',
    detail: null,
    priority: 'high',
    title: id,
    profileCode: null,
    district: null,
    customsHouse: null,
    occurrences: 1,
    raisedAt: new Date(NOW),
    ...change,
  });
  const shown = (it: LiveModel, scope: ScopeId) => it.scope(scope, NOW)!.alarms;
  const NO_TITLES = new Map<string, ProfileTitle>();

  test('are shown where they belong and above, and are gone when they are no more', () => {
    const it = model();
    const revision = it.alarmsRevision;
    it.setAlarms(
      [
        alarm('house', { customsHouse: 'A1', district: 'A' }),
        alarm('district', { district: 'A' }),
        alarm('system', {}),
        alarm('elsewhere', { customsHouse: 'B1' }),
      ],
      NO_TITLES,
      NOW,
    );
    const top = (scope: ScopeId) => shown(it, scope).top.map((one) => `${one.id}@${one.place.name}`);
    expect(top('national')).toEqual(['house@NA1', 'district@NA', 'system@National', 'elsewhere@NB1']);
    expect(top('district:A')).toEqual(['house@NA1', 'district@NA']);
    expect(top('house:A1')).toEqual(['house@NA1']);
    expect(top('district:B')).toEqual(['elsewhere@NB1']);
    it.setAlarms([], NO_TITLES, NOW);
    expect(top('national')).toEqual([]);
    expect(it.alarmsRevision).toBe(revision + 2);
  });

  test('are all counted, and the first ones named', () => {
    const it = model();
    it.setAlarms(
      Array.from({ length: 20 }, (_, i) => alarm(String(i), { priority: i === 0 ? 'critical' : 'low' })),
      NO_TITLES,
      NOW,
    );
    expect(shown(it, 'national').counts).toEqual({ critical: 1, high: 0, medium: 0, low: 19 });
    expect(shown(it, 'national').top.map((one) => one.id)).toEqual(
      Array.from({ length: BOARD_ALARMS }, (_, i) => String(i)),
    );
  });
});

describe('an alarm says what a reader of either language needs', () => {
  const titles = new Map<string, ProfileTitle>([
    ['BOTH', { title: 'Solid waste', titleZh: '固体废物' }],
    ['ONE', { title: 'Our own' }],
  ]);

  test.each<[string, Partial<OpenAlarm>, Partial<BoardAlarm>]>([
    ['a profile’s titles', { profileCode: 'BOTH' }, { profile: 'BOTH', titleZh: '固体废物' }],
    ['its only title', { profileCode: 'ONE' }, { profile: 'ONE' }],
    ['the title it was raised with', { profileCode: 'GONE' }, { profile: 'GONE' }],
    [
      'what was measured',
      { type: 'worker-lost', detail: { seconds: 20 } },
      { type: 'worker-lost', detail: { seconds: 20 } },
    ],
    [
      'a fault of a profile, not its title',
      { type: 'evaluation-error', profileCode: 'BOTH' },
      { type: 'evaluation-error', profile: 'BOTH' },
    ],
  ])('%s', (_what, raised, shown) => {
    const it = model();
    const open: OpenAlarm = {
      id: '7',
      type: 'profile-hit',
      detail: null,
      priority: 'low',
      title: 'as raised',
      profileCode: null,
      district: 'A',
      customsHouse: 'A1',
      occurrences: 3,
      raisedAt: new Date(NOW),
      ...raised,
    };
    it.setAlarms([open], titles, NOW);
    expect(it.scope('national', NOW)!.alarms.top).toEqual([
      {
        id: '7',
        type: 'profile-hit',
        priority: 'low',
        title: 'as raised',
        place: { name: 'NA1', nameZh: 'A1' },
        occurrences: 3,
        raisedAt: NOW,
        ...shown,
      },
    ]);
  });
});

describe('places', () => {
  test.each<[ScopeId, string[]]>([
    ['national', ['A', 'B']],
    ['district:A', ['A1', 'A2']],
    ['house:A1', []],
  ])('%s has below it %j', (scope, codes) => {
    expect(
      model()
        .subPlaces(scope, NOW)
        .map((one) => one.code),
    ).toEqual(codes);
  });

  test.each<ScopeId>(['district:X', 'house:X', 'house:A'])('%s is no scope', (scope) => {
    expect(model().scope(scope, NOW)).toBeUndefined();
  });

  test('below a scope carry their last hour and their alarms', () => {
    const it = model();
    it.apply(message('1', [['A2', 1, 2, 3, 0, 0]]), NOW);
    expect(it.subPlaces('district:A', NOW)[1]).toMatchObject({
      code: 'A2',
      totals: { red: 1, orange: 2, green: 3 },
      unacknowledged: 0,
    });
  });
});

test('latency ends with the commit of the decision', () => {
  const it = model();
  it.apply(message('1', [['A1', 1, 0, 0, 0, 0]], { receivedAt: NOW - 40, committedAt: NOW + 60 }), NOW);
  expect(it.latency.quantiles(NOW)).toEqual({ p50: 100, p99: 100 });
});
