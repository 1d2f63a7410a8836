import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Declaration } from '../declaration.ts';
import { declarations, enrichedFacts, rulesets } from './arbitraries.test-kit.ts';
import { isShadowHit } from './canary.ts';
import { findField } from './catalogue.ts';
import type { Condition, Predicate } from './condition.ts';
import { evaluateRuleset } from './evaluate.ts';
import { MissFinder, type Lack } from './nearest-miss.ts';
import type { Profile, Ruleset } from './profile.ts';
import { declarationOf, itemOf, profileOf, rulesetOf } from './sample.test-kit.ts';

const laptop: Condition = { field: 'item.hs4', op: 'eq', value: '8471' };
const fromChina: Condition = { field: 'item.origin', op: 'eq', value: 'CN' };
const cheap: Condition = { field: 'item.unitPrice', op: 'lt', value: 50 };
const exported: Condition = { field: 'direction', op: 'eq', value: 'export' };
const imported: Condition = { field: 'direction', op: 'eq', value: 'import' };
const late: Condition = { field: 'lodgedHour', op: 'gte', value: 20 };

const find = (profiles: Profile[], declaration = declarationOf(), limit = 20) =>
  new MissFinder(rulesetOf(profiles)).find(declaration, {}, limit);

/** The lack of one profile with this condition, or null. */
function lackOf(when: Condition, declaration = declarationOf()): Lack | null {
  return find([profileOf(when)], declaration).nearest[0]?.lack ?? null;
}

const twoItems = declarationOf({
  items: [itemOf({ origin: 'VN', hsCode: '620520' }), itemOf({ itemNo: 2, origin: 'CN' })],
});

describe('one lacking predicate', () => {
  test.each<[string, Condition, Declaration, Partial<Lack> | null]>([
    ['a plain one', exported, declarationOf(), { path: '', fact: 'import', wanted: true, alternatives: 0 }],
    ['one of two', { all: [imported, late] }, declarationOf(), { path: 'all.1', op: 'gte', fact: 10 }],
    ['two of two', { all: [exported, late] }, declarationOf(), null],
    ['either', { any: [exported, late] }, declarationOf(), { path: 'any.0', alternatives: 1 }],
    ['beneath not', { not: imported }, declarationOf(), { path: 'not', wanted: false, fact: 'import' }],
    ['not all', { not: { all: [imported, { not: late }] } }, declarationOf(), { path: 'not.all.0' }],
    ['not any', { not: { any: [imported, { not: late }] } }, declarationOf(), null],
    [
      'an absent fact',
      { field: 'carrier', op: 'startsWith', value: 'A' },
      declarationOf(),
      { fact: null, value: 'A' },
    ],
    [
      'on the item that came nearest',
      { item: { all: [laptop, fromChina, cheap] } },
      twoItems,
      { path: 'item.all.2', field: 'item.unitPrice', itemNo: 2, fact: 100 },
    ],
    ['on no item', { item: { all: [{ not: fromChina }, cheap, exported] } }, twoItems, null],
    [
      'of the header, inside an item',
      { item: { all: [laptop, exported] } },
      twoItems,
      { path: 'item.all.1', fact: 'import' },
    ],
    ['no item may', { not: { item: fromChina } }, twoItems, { path: 'not.item', wanted: false, itemNo: 2 }],
    ['no item may, two do', { not: { item: cheap } }, declarationOf({ items: twins(10) }), null],
    [
      'no item may, two do by one fact of the header',
      { not: { item: { all: [cheap, imported] } } },
      declarationOf({ items: twins(10) }),
      { path: 'not.item.all.1', wanted: false, fact: 'import' },
    ],
  ])('%s', (_name, when, declaration, expected) => {
    const lack = lackOf(when, declaration);
    if (expected === null) expect(lack).toBeNull();
    else expect(lack).toMatchObject(expected);
  });

  test('looks up dated lists as they stood at registration', () => {
    const listed = { field: 'trader.id', op: 'inList', value: 'watched' } as const;
    const entries = [{ value: 'T1', from: '2026-05-02T00:00:00Z' }];
    const finder = new MissFinder(rulesetOf([profileOf(listed)], [{ name: 'watched', entries }]));
    expect(finder.find(declarationOf(), {}, 1).nearest[0]!.lack).toMatchObject({ ...listed, fact: 'T1' });
    const later = declarationOf({ registeredAt: '2026-05-02T00:00:00Z' });
    expect(finder.find(later, {}, 1).counts.hits).toBe(1);
  });
});

function twins(customsValue: number) {
  return [itemOf({ customsValue }), itemOf({ itemNo: 2, customsValue })];
}

test('the weightiest come first, and what is not named is counted', () => {
  const profiles = [
    profileOf(exported, { code: 'A', score: 10 }),
    profileOf(exported, { code: 'B', score: 90 }),
    profileOf(exported, { code: 'C', channel: 'orange' }),
    profileOf(exported, { code: 'D', channel: 'red' }),
    profileOf(exported, { code: 'E', channel: 'orange', mandatory: true }),
    profileOf(exported, { code: 'F', status: 'shadow', channel: 'red' }),
    profileOf(exported, { code: 'G', canary: { houses: ['5301'] }, channel: 'red' }),
    profileOf(exported, { code: 'H', level: 'house', scope: '5301' }),
    profileOf(exported, { code: 'I', level: 'district', scope: '5300' }),
    profileOf(exported, { code: 'J', validTo: '2026-05-01T02:11:12Z' }),
    profileOf(imported, { code: 'K' }),
    profileOf({ all: [exported, late] }, { code: 'L' }),
    profileOf({ field: 'attributes.x', op: 'eq', value: 1 }, { code: 'M' }),
  ];
  const declaration = declarationOf({ attributes: { x: {} as never } });
  const { nearest, counts } = find(profiles, declaration, 4);
  expect(nearest.map(({ profile }) => profile.code)).toEqual(['E', 'D', 'C', 'B']);
  expect(counts).toEqual({
    profiles: 13,
    outOfForce: 1,
    outOfScope: 2,
    shadow: 2,
    hits: 1,
    lackedOne: 5,
    lackedMore: 1,
    failed: 1,
    notReached: 0,
  });
});

test('what would take too long is left out, the lightest first, and counted', () => {
  const profiles = [1, 2, 3].map((score) => profileOf(exported, { code: `P-${score}`, score }));
  const { nearest, counts } = new MissFinder(rulesetOf(profiles), 2).find(declarationOf(), {}, 20);
  expect(nearest.map(({ profile }) => profile.code)).toEqual(['P-3', 'P-2']);
  expect(counts).toMatchObject({ lackedOne: 2, notReached: 1 });
});

/** Every place of a condition that holds a predicate. */
function places(condition: Condition, path = ''): { path: string; predicate: Predicate }[] {
  if ('all' in condition) return condition.all.flatMap((child, at) => places(child, `${path}all.${at}.`));
  if ('any' in condition) return condition.any.flatMap((child, at) => places(child, `${path}any.${at}.`));
  if ('not' in condition) return places(condition.not, `${path}not.`);
  if ('item' in condition) return places(condition.item, `${path}item.`);
  return [{ path: path.slice(0, -1), predicate: condition }];
}

/** The condition with the predicate at a place made true or false, on one goods item alone where one is given. */
function turned(condition: Condition, path: string, truth: boolean, itemNo: number | undefined): Condition {
  if (path === '') {
    if (itemNo === undefined) return { field: 'itemCount', op: truth ? 'exists' : 'missing' };
    const onItem: Condition = { field: 'item.itemNo', op: 'eq', value: itemNo };
    return truth ? { any: [condition, onItem] } : { all: [condition, { not: onItem }] };
  }
  const [step = '', ...rest] = path.split('.');
  const child = (condition as unknown as Record<string, Condition | Condition[]>)[step]!;
  if (!Array.isArray(child)) return { [step]: turned(child, rest.join('.'), truth, itemNo) } as never;
  const [at, ...below] = rest;
  return {
    [step]: child.map((one, i) => (i === Number(at) ? turned(one, below.join('.'), truth, itemNo) : one)),
  } as never;
}

test('making the predicate true makes the profile hit, and no other profile lacks but one', () => {
  let named = 0;
  let others = 0;
  fc.assert(
    fc.property(rulesets, declarations, enrichedFacts, (ruleset, declaration, facts) => {
      const hits = (profile: Profile, when: Condition) =>
        evaluateRuleset({ ...ruleset, profiles: [{ ...profile, when }] } as Ruleset, declaration, facts)
          .length === 1;
      const { nearest, counts } = new MissFinder(ruleset).find(declaration, facts, 100);
      expect(nearest).toHaveLength(counts.lackedOne);
      const lacks = new Map(nearest.map(({ profile, lack }) => [profile.code, lack]));
      for (const profile of ruleset.profiles) {
        const lack = lacks.get(profile.code);
        if (lack === undefined && (isShadowHit(profile, declaration) || hits(profile, profile.when)))
          continue;
        const turns = places(profile.when).flatMap(({ path, predicate }) => {
          const onItem = findField(predicate.field)?.place === 'item';
          const items = onItem ? declaration.items.map(({ itemNo }) => itemNo) : [undefined];
          return items.filter((itemNo) =>
            [true, false].some((truth) => hits(profile, turned(profile.when, path, truth, itemNo))),
          );
        });
        if (lack === undefined) {
          others += 1;
          expect(turns).toEqual([]);
        } else {
          named += 1;
          expect(hits(profile, profile.when)).toBe(false);
          expect(hits(profile, turned(profile.when, lack.path, lack.wanted, lack.itemNo))).toBe(true);
          expect(turns).toHaveLength(lack.alternatives + 1);
        }
      }
    }),
    { numRuns: 300 },
  );
  expect(named).toBeGreaterThan(100);
  expect(others).toBeGreaterThan(100);
});
