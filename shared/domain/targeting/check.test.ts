import { describe, expect, test } from 'vitest';
import { checkRuleset } from './check.ts';
import { MAX_FAULTS } from './fault.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- a draft is what the check is there to doubt
type Draft = Record<string, any>;

const stratum = (change: object = {}) => ({
  name: 'imports',
  when: { field: 'direction', op: 'eq', value: 'import' },
  rate: 0.1,
  ...change,
});

/** A ruleset without faults, changed in one place. */
function draft(change: (ruleset: Draft) => void = () => {}): Draft {
  const ruleset = {
    format: 'tidewaiter-ruleset/1',
    profiles: [
      {
        code: 'VAL-0001',
        version: 1,
        title: 'Undervalued laptops',
        titleZh: '低报价格的笔记本电脑',
        level: 'national',
        status: 'active',
        validFrom: '2026-01-01T00:00:00+08:00',
        validTo: '2027-01-01T00:00:00+08:00',
        when: { item: { field: 'item.hsCode', op: 'inList', value: 'watched' } },
        channel: 'orange',
        mandatory: false,
        score: 40,
        alarm: 'high',
        guidance: { en: 'Check the price.', zh: '核对价格。' },
      },
      {
        code: 'LOC-2201',
        version: 3,
        title: 'Local watch',
        level: 'house',
        scope: '2201',
        status: 'shadow',
        when: { field: 'direction', op: 'eq', value: 'import' },
        channel: 'none',
        mandatory: false,
        score: 0,
      },
    ],
    lists: [{ name: 'watched', entries: [{ value: '847130', from: '2026-01-01T00:00:00Z' }] }],
    policy: {
      thresholds: { red: 70, orange: 30 },
      creditShift: { AEO: 10, untrusted: -15 },
      randomRate: 0.02,
    },
  };
  change(ruleset);
  return ruleset;
}

test('accepts a ruleset without faults', () => {
  expect(checkRuleset(draft())).toEqual([]);
});

test.each<[string, (ruleset: Draft) => unknown, string]>([
  ['format', (r) => (r.format = 'tidewaiter-ruleset/2'), 'expected one of tidewaiter-ruleset/1'],
  ['note', (r) => (r.note = 1), 'unknown key'],
  ['policy', (r) => delete r.policy, 'missing'],
  ['profiles', (r) => (r.profiles = {}), 'expected a list'],
  ['profiles.0', (r) => (r.profiles[0] = null), 'expected an object'],
  ['profiles.0.code', (r) => (r.profiles[0].code = ''), 'letters, digits'],
  ['profiles.1.code', (r) => (r.profiles[1].code = 'VAL-0001'), 'the only one'],
  ['profiles.0.title', (r) => (r.profiles[0].title = 'a\ud83d'), 'broken characters'],
  ['profiles.0.version', (r) => (r.profiles[0].version = 0), 'whole number'],
  ['profiles.0.title', (r) => (r.profiles[0].title = 3), 'text'],
  ['profiles.0.titleZh', (r) => (r.profiles[0].titleZh = ''), 'text'],
  ['profiles.0.level', (r) => (r.profiles[0].level = 'regional'), 'national district house'],
  ['profiles.1.scope', (r) => delete r.profiles[1].scope, 'code of the customs house'],
  [
    'profiles.1.scope',
    (r) => Object.assign(r.profiles[1], { level: 'district', scope: undefined }),
    'of the district',
  ],
  ['profiles.0.scope', (r) => (r.profiles[0].scope = '22'), 'has no scope'],
  ['profiles.0.status', (r) => (r.profiles[0].status = 'draft'), 'active shadow'],
  ['profiles.0.validFrom', (r) => (r.profiles[0].validFrom = '2026-01-01T00:00:00'), 'instant'],
  ['profiles.0.validTo', (r) => (r.profiles[0].validTo = '2025-12-31T16:00:00Z'), 'after the start'],
  ['profiles.0.when', (r) => (r.profiles[0].when = 'always'), 'expected a condition'],
  ['profiles.0.when.item.value', (r) => (r.lists[0].name = 'other'), 'unknown reference list'],
  ['profiles.1.when.value', (r) => (r.profiles[1].when.value = 1), 'text'],
  ['profiles.0.channel', (r) => (r.profiles[0].channel = 'green'), 'red orange none'],
  ['profiles.0.mandatory', (r) => (r.profiles[0].mandatory = 'yes'), 'true or false'],
  ['profiles.0.mandatroy', (r) => (r.profiles[0].mandatroy = true), 'unknown key'],
  ['profiles.0.score', (r) => (r.profiles[0].score = 101), '0 to 100'],
  ['profiles.0.score', (r) => (r.profiles[0].score = NaN), '0 to 100'],
  ['profiles.0.alarm', (r) => (r.profiles[0].alarm = 'urgent'), 'critical high medium low'],
  ['profiles.0.guidance.fr', (r) => (r.profiles[0].guidance.fr = 'Voir.'), 'unknown key'],
  ['lists.0.entries', (r) => (r.lists[0].entries = '847130'), 'a list'],
  ['lists.0.entries.0.value', (r) => (r.lists[0].entries[0].value = 847130), 'text'],
  [
    'lists.0.entries.0.to',
    (r) => (r.lists[0].entries[0].to = '2026-01-01T08:00:00+08:00'),
    'after the start',
  ],
  ['lists.1.name', (r) => r.lists.push({ name: 'watched', entries: [] }), 'the only one'],
  ['policy.thresholds.orange', (r) => (r.policy.thresholds.orange = 71), 'not above red'],
  ['policy.thresholds.red', (r) => delete r.policy.thresholds.red, 'missing'],
  ['policy.creditShift', (r) => (r.policy.creditShift = []), 'by credit class'],
  ['policy.creditShift.AEO', (r) => (r.policy.creditShift.AEO = '10'), '-100 to 100'],
  ['policy.creditShift.\ud83d', (r) => (r.policy.creditShift = { '\ud83d': 1 }), 'broken characters'],
  ['policy.randomRate', (r) => (r.policy.randomRate = 1.1), '0 to 1'],
  ['policy.regulated', (r) => (r.policy.regulated = 1), 'true or false'],
  ['policy.salt', (r) => (r.policy.salt = ''), 'not empty'],
  ['profiles.0.canary', (r) => (r.profiles[0].canary = {}), 'at least one of houses share'],
  ['profiles.0.canary.houses', (r) => (r.profiles[0].canary = { houses: [] }), 'at least one'],
  ['profiles.0.canary.houses.1', (r) => (r.profiles[0].canary = { houses: ['1', '1'] }), 'once'],
  ['profiles.0.canary.share', (r) => (r.profiles[0].canary = { share: 1.5 }), '0 to 1'],
  ['profiles.0.guard', (r) => (r.profiles[0].guard = {}), 'at least one of hitsPerHour'],
  ['profiles.0.guard.hitsPerHour', (r) => (r.profiles[0].guard = { hitsPerHour: 0 }), 'above 0'],
  ['profiles.0.title', (r) => (r.profiles[0].title = 'x'.repeat(2001)), 'at most 2000'],
  ['profiles.0.title', (r) => (r.profiles[0].title = 'a\0b'), 'NUL'],
  ['profiles.0.version', (r) => (r.profiles[0].version = 2 ** 31), 'whole number'],
  ['lists.0.scope', (r) => (r.lists[0].scope = '2201'), 'has no scope'],
  ['lists.0.scope', (r) => (r.lists[0].level = 'district'), 'code of the district'],
  [
    'profiles.0.when.item.value',
    (r) => Object.assign(r.lists[0], { level: 'district', scope: '2200' }),
    'lower level',
  ],
  ['policy.strata.0.rate', (r) => (r.policy.strata = [stratum({ rate: 2 })]), '0 to 1'],
  ['policy.strata.0.name', (r) => (r.policy.strata = [stratum({ name: 'all' })]), 'another name'],
  ['policy.strata.0.name', (r) => (r.policy.strata = [stratum({ name: 'unknown' })]), 'another name'],
  ['policy.strata.1.name', (r) => (r.policy.strata = [stratum(), stratum()]), 'only one'],
  [
    'policy.strata.0.when.item',
    (r) => (r.policy.strata = [stratum({ when: { item: r.profiles[1].when } })]),
    'header fields alone',
  ],
  ['policy.dated.0.from', (r) => (r.policy.dated = [{ randomRate: 0.1 }]), 'missing'],
  [
    'policy.dated.1.from',
    (r) => (r.policy.dated = [{ from: '2026-02-01T00:00:00Z' }, { from: '2026-01-01T00:00:00Z' }]),
    'after the one before',
  ],
  [
    'policy.dated.0.thresholds.orange',
    (r) => (r.policy.dated = [{ from: '2026-02-01T00:00:00Z', thresholds: { red: 10, orange: 20 } }]),
    'not above red',
  ],
])('refuses a fault at %s', (path, change, reason) => {
  expect(checkRuleset(draft(change))).toEqual([{ path, reason: expect.stringContaining(reason) }]);
});

test.each([null, [], 'ruleset', 3])('refuses %j', (value) => {
  expect(checkRuleset(value)).toEqual([{ path: '', reason: 'expected an object' }]);
});

test('a house may use the lists of its district, and each level its own', () => {
  const placed = (level: string, scope: string, list: object) =>
    draft((r) => {
      Object.assign(r.profiles[0], { level, scope });
      Object.assign(r.lists[0], list);
    });
  expect(checkRuleset(placed('house', '2201', { level: 'district', scope: '2200' }))).toEqual([]);
  expect(checkRuleset(placed('house', '2201', { level: 'house', scope: '2201' }))).toEqual([]);
  expect(checkRuleset(placed('house', '2201', { level: 'house', scope: '2202' }))).toHaveLength(1);
  expect(checkRuleset(placed('district', '2200', { level: 'house', scope: '2201' }))).toHaveLength(1);
});

describe('however bad a file is', () => {
  test('no more faults are told than can be read, and soon', () => {
    const bad = draft((r) => {
      const worst = { field: 'direction', op: 'in', value: Array(10_000).fill(1) };
      const profile = { when: { all: Array.from({ length: 2_000 }, () => worst) } };
      r.profiles = Array.from({ length: 50_000 }, () => profile);
    });
    expect(checkRuleset(bad)).toHaveLength(MAX_FAULTS);
  });

  test.each([10_000, 100_000])('%d levels are one fault, wherever they stand', (depth) => {
    const deep = (wrap: (inner: unknown) => unknown) => {
      let value: unknown = { field: 'direction', op: 'exists' };
      for (let i = 0; i < depth; i++) value = wrap(value);
      return value;
    };
    const when = deep((inner) => ({ all: [inner] }));
    expect(checkRuleset(draft((r) => (r.profiles[1].when = when)))).toEqual([
      {
        path: expect.stringContaining('profiles.1.when.all.0.all'),
        reason: expect.stringContaining('levels'),
      },
    ]);
    const arrays = deep((inner) => [inner]);
    for (const change of [
      (r: Draft) => (r.profiles = arrays),
      (r: Draft) => (r.lists = arrays),
      (r: Draft) => (r.policy = arrays),
      (r: Draft) => (r.profiles[0].guidance = arrays),
      (r: Draft) => (r.profiles[1].when = { field: 'direction', op: 'in', value: arrays }),
    ]) {
      expect(checkRuleset(draft(change)).length).toBeGreaterThan(0);
    }
  });

  test('a value that holds itself is refused', () => {
    const circle: Draft = { all: [] };
    circle['all'].push(circle);
    expect(checkRuleset(draft((r) => (r.profiles[1].when = circle)))).toHaveLength(1);
    const lists: unknown[] = [];
    lists.push(lists);
    expect(checkRuleset(draft((r) => (r.lists = lists))).length).toBeGreaterThan(0);
  });
});
