import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { profiles } from '../targeting/arbitraries.test-kit.ts';
import type { Condition } from '../targeting/condition.ts';
import { differencesOf, MAX_ENTRIES_TOLD } from './difference.ts';
import type { ProfileContent } from './part.ts';

const p = (field: string, value: unknown = 'x', op = 'eq') => ({ field, op, value }) as Condition;
const conditions = profiles.map(({ when }) => when);
const said = (when: Condition, change: Partial<ProfileContent> = {}): ProfileContent => ({
  title: 'A profile',
  when,
  channel: 'red',
  mandatory: false,
  score: 10,
  ...change,
});
const between = (before: Condition, after: Condition) => differencesOf('profile', said(before), said(after));

describe('conditions', () => {
  const [a, b, c] = [p('direction'), p('currency'), p('carrier')];

  test('one put in between is one addition, and one taken out one removal', () => {
    expect(between({ all: [a, c] }, { all: [a, b, c] })).toEqual([
      { path: 'when.all.1', change: 'added', before: null, after: b },
    ]);
    expect(between({ all: [a, b, c] }, { all: [a, c] })).toEqual([
      { path: 'when.all.1', change: 'removed', before: b, after: null },
    ]);
  });

  test('a move, and another order of keys, is no difference', () => {
    expect(between({ any: [a, b] }, { any: [b, a] })).toEqual([]);
    expect(between(a, { value: 'x', op: 'eq', field: 'direction' })).toEqual([]);
  });

  test('one that is there twice is counted twice', () => {
    expect(between({ all: [a, a] }, { all: [a] })).toMatchObject([{ path: 'when.all.1', change: 'removed' }]);
  });

  test('a predicate on the same fact is told as changed, by operator and value', () => {
    expect(between({ all: [a, b] }, { all: [a, p('currency', ['x', 'y'], 'in')] })).toEqual([
      { path: 'when.all.1.op', change: 'changed', before: 'eq', after: 'in' },
      { path: 'when.all.1.value', change: 'changed', before: 'x', after: ['x', 'y'] },
    ]);
    expect(between({ item: { not: a } }, { item: { not: b } })).toEqual([
      { path: 'when.item.not', change: 'changed', before: a, after: b },
    ]);
    expect(between({ all: [a] }, { any: [a] })).toEqual([
      { path: 'when', change: 'changed', before: { all: [a] }, after: { any: [a] } },
    ]);
  });

  test('a mirrored tree has none, and one added child is one line', () => {
    const mirrored = (node: Condition): Condition =>
      'all' in node
        ? { all: node.all.map(mirrored).reverse() }
        : 'any' in node
          ? { any: node.any.map(mirrored).reverse() }
          : 'not' in node
            ? { not: mirrored(node.not) }
            : 'item' in node
              ? { item: mirrored(node.item) }
              : node;
    fc.assert(
      fc.property(conditions, conditions, fc.nat(), (before, after, at) => {
        expect(between(before, mirrored(before))).toEqual([]);
        expect(between(before, after).length === 0).toBe(between(after, before).length === 0);
        const children = [before, after];
        const more = children.toSpliced(at % 3, 0, p('paymentTerms', 'surely new'));
        expect(between({ all: children }, { all: more })).toMatchObject([
          { path: `when.all.${at % 3}`, change: 'added' },
        ]);
      }),
      { numRuns: 200 },
    );
  });
});

test('what is not a condition is compared field by field', () => {
  const before = said(p('direction'), { validFrom: '2026-01-01T00:00:00Z', guidance: { en: 'Look.' } });
  const after = said(p('direction'), { score: 20, guidance: { en: 'Look.', zh: '查看。' } });
  expect(differencesOf('profile', before, after)).toEqual([
    { path: 'score', change: 'changed', before: 10, after: 20 },
    { path: 'guidance.zh', change: 'added', before: null, after: '查看。' },
    { path: 'validFrom', change: 'removed', before: '2026-01-01T00:00:00Z', after: null },
  ]);
});

test('lists are compared entry by entry, dates and all, with counts of all and the first of each', () => {
  const entries = Array.from({ length: 1000 }, (_, i) => ({ value: `T-${i}` }));
  const more = Array.from({ length: 300 }, (_, i) => ({ value: `N-${i}` }));
  const dated = { value: 'T-0', to: '2026-01-01T00:00:00Z' };
  const lines = differencesOf(
    'list',
    { entries: [...entries, { value: 'T-1' }] },
    { title: 'Traders', entries: [dated, ...more, ...entries.slice(1)] },
  );
  expect(lines.slice(0, 4)).toEqual([
    { path: 'title', change: 'added', before: null, after: 'Traders' },
    {
      path: 'entries',
      change: 'changed',
      before: { entries: 1001, removed: 2 },
      after: { entries: 1300, added: 301 },
    },
    { path: 'entries', change: 'removed', before: { value: 'T-0' }, after: null },
    { path: 'entries', change: 'removed', before: { value: 'T-1' }, after: null },
  ]);
  expect(lines.slice(4)).toHaveLength(MAX_ENTRIES_TOLD);
  expect(lines[4]).toEqual({ path: 'entries', change: 'added', before: null, after: dated });
  expect(differencesOf('list', { entries }, { entries: entries.toReversed() })).toEqual([]);
});

test('parameters are compared by field, strata by name, dated changes by their instant', () => {
  const stratum = { name: 'transit', when: p('direction', 'transit'), rate: 0.01 };
  const policy = {
    thresholds: { red: 70, orange: 30 },
    creditShift: { AEO: 10 },
    randomRate: 0.02,
    strata: [stratum],
    dated: [{ from: '2026-01-01T00:00:00Z', randomRate: 0.03 }],
  };
  const changed = {
    ...policy,
    thresholds: { red: 60, orange: 30 },
    creditShift: { AEO: 10, untrusted: -20 },
    strata: [
      { name: 'post', when: p('direction'), rate: 0.5 },
      { ...stratum, rate: 0.02 },
    ],
    dated: [...policy.dated, { from: '2026-02-01T00:00:00Z', regulated: false }],
  };
  expect(differencesOf('policy', policy, changed)).toEqual([
    { path: 'thresholds.red', change: 'changed', before: 70, after: 60 },
    { path: 'creditShift.untrusted', change: 'added', before: null, after: -20 },
    { path: 'strata.0', change: 'added', before: null, after: changed.strata[0] },
    { path: 'strata.1.rate', change: 'changed', before: 0.01, after: 0.02 },
    { path: 'dated.1', change: 'added', before: null, after: changed.dated[1] },
  ]);
  // The first stratum that holds counts, so their order is part of what they say.
  const [first, second] = changed.strata;
  expect(
    differencesOf(
      'policy',
      { ...policy, strata: [first!, second!] },
      { ...policy, strata: [second!, first!] },
    ),
  ).toEqual([{ path: 'strata', change: 'changed', before: ['post', 'transit'], after: ['transit', 'post'] }]);
});
