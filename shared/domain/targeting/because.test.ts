import fc from 'fast-check';
import { expect, test } from 'vitest';
import { declarations, enrichedFacts, rulesets } from './arbitraries.test-kit.ts';
import { compileBecause, MAX_HELD, type HeldPredicate } from './because.ts';
import type { Condition, Predicate } from './condition.ts';
import { evaluateRuleset } from './evaluate.ts';
import type { Profile, ReferenceList, Ruleset } from './profile.ts';
import { indexList } from './reference-list.ts';
import { declarationOf, itemOf, profileOf } from './sample.test-kit.ts';

const indexed = (lists: readonly ReferenceList[]) =>
  new Map(lists.map((list) => [list.name, indexList(list)]));
const reasons = (when: Condition, ...[declaration, facts]: Parameters<ReturnType<typeof compileBecause>>) =>
  compileBecause(when, new Map())(declaration, facts);

const china: Predicate = { field: 'item.origin', op: 'eq', value: 'CN' };
const dear: Predicate = { field: 'item.customsValue', op: 'gt', value: 100 };

const declaration = declarationOf({
  currency: 'USD',
  items: [
    itemOf({ itemNo: 1, origin: 'CN', customsValue: 500 }),
    itemOf({ itemNo: 2, origin: 'CN', customsValue: 50 }),
    itemOf({ itemNo: 3, origin: 'CN', customsValue: 900 }),
  ],
});

test.each<[string, Condition, HeldPredicate[]]>([
  [
    'a predicate',
    { field: 'currency', op: 'eq', value: 'USD' },
    [{ path: '', field: 'currency', fact: 'USD' }],
  ],
  ['what does not hold', { field: 'currency', op: 'eq', value: 'CNY' }, []],
  ['what is missing', { field: 'carrier', op: 'missing' }, [{ path: '', field: 'carrier', fact: null }]],
  [
    'an instant as it was declared',
    { field: 'registeredAt', op: 'gt', value: '2020-01-01T00:00:00Z' },
    [{ path: '', field: 'registeredAt', fact: declaration.registeredAt }],
  ],
  [
    'of an any what holds',
    {
      any: [
        { field: 'carrier', op: 'exists' },
        { field: 'currency', op: 'exists' },
      ],
    },
    [{ path: 'any.1', field: 'currency', fact: 'USD' }],
  ],
  [
    'a not as itself',
    { all: [{ not: { field: 'carrier', op: 'exists' } }] },
    [{ path: 'all.0', fact: null }],
  ],
  [
    'each satisfying item',
    { all: [{ field: 'currency', op: 'exists' }, { item: { all: [china, dear] } }] },
    [
      { path: 'all.0', field: 'currency', fact: 'USD' },
      { path: 'all.1.item.all.0', field: 'item.origin', fact: 'CN', itemNo: 1 },
      { path: 'all.1.item.all.1', field: 'item.customsValue', fact: 500, itemNo: 1 },
      { path: 'all.1.item.all.0', field: 'item.origin', fact: 'CN', itemNo: 3 },
      { path: 'all.1.item.all.1', field: 'item.customsValue', fact: 900, itemNo: 3 },
    ],
  ],
])('tells %s', (_, when, held) => {
  expect(reasons(when, declaration, {})).toEqual(held);
});

test('tells a stated number at most', () => {
  const items = Array.from({ length: 999 }, (_, i) => itemOf({ itemNo: i + 1, origin: 'CN' }));
  const held = reasons({ any: [{ item: china }, { item: china }] }, declarationOf({ items }), {});
  expect(held).toHaveLength(MAX_HELD);
  expect(held.at(-1)).toEqual({ path: 'any.0.item', field: 'item.origin', fact: 'CN', itemNo: MAX_HELD });
});

test('tells what holds before a fact of the wrong kind', () => {
  const broken = { ...declaration, carrier: 7 as unknown as string };
  const when: Condition = {
    any: [
      { field: 'currency', op: 'exists' },
      { field: 'carrier', op: 'exists' },
    ],
  };
  expect(reasons(when, broken, {})).toEqual([{ path: 'any.0', field: 'currency', fact: 'USD' }]);
});

/** The node that a path leads to. */
function nodeAt(when: Condition, path: string): Condition {
  let node: unknown = when;
  for (const step of path === '' ? [] : path.split('.')) node = (node as Record<string, unknown>)[step];
  return node as Condition;
}

test('tells reasons of exactly what the plain evaluator finds, each of which holds by itself', () => {
  let told = 0;
  fc.assert(
    fc.property(rulesets, declarations, enrichedFacts, (ruleset, subject, facts) => {
      const national = ruleset.profiles.map(({ when, code }): Profile => profileOf(when, { code }));
      const plain = (profiles: Profile[], items = subject.items): Set<string> => {
        const all: Ruleset = { ...ruleset, profiles };
        return new Set(evaluateRuleset(all, { ...subject, items }, facts).map(({ code }) => code));
      };
      const hits = plain(national);
      for (const { code, when } of national) {
        const held = compileBecause(when, indexed(ruleset.lists))(subject, facts);
        expect([code, held.length > 0]).toEqual([code, hits.has(code)]);
        for (const { path, itemNo, field } of held) {
          told++;
          const node = nodeAt(when, path);
          // A declaration of the one item, since an item's predicate may stand only beneath an `item`.
          const items = subject.items.filter((item) => itemNo === undefined || item.itemNo === itemNo);
          const alone = itemNo === undefined ? node : { item: node };
          const whole = itemNo === undefined || readsTotals(node) ? subject.items : items;
          expect(plain([profileOf(alone, { code: 'X' })], whole).has('X')).toBe(true);
          expect(path.split('.')).not.toContain('not');
          expect(field).toBe('not' in node ? undefined : (node as Predicate).field);
        }
      }
    }),
    { numRuns: 300 },
  );
  expect(told).toBeGreaterThan(500);
});

/** Whether a condition looks at what is summed over all goods items. */
function readsTotals(node: Condition): boolean {
  return /"(totalValue|totalDuty|itemCount)"/.test(JSON.stringify(node));
}
