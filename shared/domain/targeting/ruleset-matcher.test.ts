import { describe, expect, test } from 'vitest';
import type { Declaration } from '../declaration.ts';
import type { Condition } from './condition.ts';
import type { EnrichedFacts } from './facts.ts';
import type { Profile } from './profile.ts';
import { compileRuleset, RulesetError } from './ruleset-matcher.ts';
import { declarationOf, itemOf, profileOf, rulesetOf } from './sample.test-kit.ts';

const always: Condition = { field: 'declarationNo', op: 'exists' };

function codes(profiles: Profile[], declaration: Declaration, facts: EnrichedFacts = {}): string[] {
  return compileRuleset(rulesetOf(profiles))
    .match(declaration, facts)
    .hits.map(({ profile }) => profile.code);
}

test('hits come sorted by profile code, whatever the order of the file', () => {
  const profiles = ['B', 'a', 'C', 'A'].map((code) => profileOf(always, { code }));
  expect(codes(profiles, declarationOf())).toEqual(['A', 'B', 'C', 'a']);
});

test('a profile several of whose anchors fire is one hit', () => {
  const when: Condition = {
    any: [
      { field: 'trader.id', op: 'eq', value: 'T1' },
      { item: { field: 'item.hsCode', op: 'startsWith', value: ['84', '8471'] } },
    ],
  };
  expect(codes([profileOf(when)], declarationOf({ items: [itemOf(), itemOf({ itemNo: 2 })] }))).toEqual([
    'P-1',
  ]);
});

test.each([
  ['2026-05-01T02:11:12Z', undefined, true],
  ['2026-05-01T10:11:13+08:00', undefined, false],
  [undefined, '2026-05-01T02:11:12Z', false],
  [undefined, '2026-05-01T10:11:13+08:00', true],
])('valid from %s to %s: in force at registration is %s', (validFrom, validTo, expected) => {
  const profile = profileOf(always, { ...(validFrom && { validFrom }), ...(validTo && { validTo }) });
  expect(codes([profile], declarationOf())).toEqual(expected ? ['P-1'] : []);
});

test.each<[Partial<Profile>, EnrichedFacts, boolean]>([
  [{ level: 'house', scope: '2201' }, {}, true],
  [{ level: 'house', scope: '2202' }, {}, false],
  [{ level: 'district', scope: '22' }, { district: '22' }, true],
  [{ level: 'district', scope: '53' }, { district: '22' }, false],
  [{ level: 'district', scope: '22' }, {}, false],
])('%j on facts %j applies: %s', (change, facts, expected) => {
  expect(codes([profileOf(always, change)], declarationOf(), facts)).toEqual(expected ? ['P-1'] : []);
  const anchored = profileOf({ field: 'declarationNo', op: 'eq', value: 'D-1' }, change);
  expect(codes([anchored], declarationOf(), facts)).toEqual(expected ? ['P-1'] : []);
});

describe('items of a hit', () => {
  const items = [
    itemOf({ itemNo: 3, origin: 'VN' }),
    itemOf({ itemNo: 1, hsCode: '6205200000' }),
    itemOf({ itemNo: 2, origin: 'VN', hsCode: '6205200000' }),
  ];
  const origin: Condition = { item: { field: 'item.origin', op: 'eq', value: 'VN' } };
  const shirts: Condition = { item: { field: 'item.hs4', op: 'eq', value: '6205' } };
  const none: Condition = { item: { field: 'item.origin', op: 'eq', value: 'KP' } };

  test.each<[string, Condition, number[]]>([
    ['those that satisfy an item node', origin, [2, 3]],
    ['the union over all', { all: [origin, shirts] }, [1, 2, 3]],
    ['only true branches of any', { any: [{ all: [shirts, none] }, origin] }, [2, 3]],
    ['none beneath a not', { not: none }, []],
    ['none when only the header counted', { any: [always, none] }, []],
  ])('%s', (_, when, expected) => {
    const { hits } = compileRuleset(rulesetOf([profileOf(when)])).match(declarationOf({ items }), {});
    expect(hits.map((hit) => hit.items)).toEqual([expected]);
  });
});

describe('what cannot be evaluated', () => {
  const broken = profileOf({ field: 'grossMassKg', op: 'gt', value: 3 }, { code: 'BROKEN' });
  const sound = profileOf({ field: 'direction', op: 'eq', value: 'import' }, { code: 'SOUND' });
  const dated = profileOf(always, { code: 'DATED', validFrom: '2020-01-01T00:00:00Z' });
  const listed = profileOf({ field: 'trader.id', op: 'inList', value: 'watched' }, { code: 'LISTED' });
  const lists = [{ name: 'watched', entries: [{ value: 'T1' }] }];
  const matcher = compileRuleset(rulesetOf([broken, sound, dated, listed], lists));

  function matched(declaration: unknown) {
    const { hits, errors } = matcher.match(declaration as Declaration, {});
    return {
      hits: hits.map(({ profile }) => profile.code),
      errors: errors.map(({ profile }) => profile.code),
    };
  }

  test('spoils no other profile', () => {
    const declaration = { ...declarationOf(), grossMassKg: { kg: 5 } };
    expect(matched(declaration)).toEqual({ hits: ['DATED', 'LISTED', 'SOUND'], errors: ['BROKEN'] });
  });

  test('is an error even where the index would have passed the profile over', () => {
    const declaration = { ...declarationOf(), trader: { id: 7 } };
    expect(matched(declaration)).toEqual({ hits: ['DATED', 'SOUND'], errors: ['LISTED'] });
  });

  test.each([undefined, 'yesterday', 20260501])(
    'registered at %j: what depends on the instant is an error',
    (registeredAt) => {
      expect(matched({ ...declarationOf(), registeredAt })).toEqual({
        hits: ['SOUND'],
        errors: ['DATED', 'LISTED'],
      });
    },
  );

  test('carries no value of the declaration in its message', () => {
    const { errors } = matcher.match(
      { ...declarationOf(), grossMassKg: 'secret' } as unknown as Declaration,
      {},
    );
    expect(errors.map(({ message }) => message)).toEqual(['expected a number']);
  });

  test('leaves the matcher fit for the next declaration', () => {
    matched({ ...declarationOf(), items: null });
    expect(matched(declarationOf({ grossMassKg: 4 }))).toEqual({
      hits: ['BROKEN', 'DATED', 'LISTED', 'SOUND'],
      errors: [],
    });
  });
});

test('evaluates only profiles whose anchor fires', () => {
  let reads = 0;
  const profiles = Array.from({ length: 500 }, (_, at) =>
    profileOf(
      {
        all: [
          { field: 'attributes.probe', op: 'missing' },
          { item: { field: 'item.hsCode', op: 'startsWith', value: String(100_000 + at) } },
        ],
      },
      { code: `P-${at}` },
    ),
  );
  const declaration = declarationOf({
    items: [itemOf({ hsCode: '1000070000' })],
    attributes: Object.defineProperty({}, 'probe', { get: () => void reads++ }),
  });
  expect(codes(profiles, declaration)).toEqual(['P-7']);
  // Once to see that it can be read, once for the profile that the code leads to.
  expect(reads).toBe(2);
});

test('a predicate that profiles share is evaluated once for a declaration', () => {
  let reads = 0;
  const declaration = {
    ...declarationOf(),
    get carrier() {
      reads++;
      return 'Blue Funnel';
    },
  };
  const profiles = Array.from({ length: 300 }, (_, at) =>
    profileOf(
      {
        all: [
          { field: 'carrier', op: 'contains', value: 'funnel' },
          { field: 'direction', op: 'exists' },
        ],
      },
      { code: `P-${at}` },
    ),
  );
  expect(codes(profiles, declaration)).toHaveLength(300);
  expect(reads).toBe(2);
});

test('an operand that is a text does not pass for the list that it spells', () => {
  const header = (value: unknown): Condition => ({ field: 'trader.id', op: 'startsWith', value });
  const codeOf = (value: unknown): Condition => ({
    item: { field: 'item.hsCode', op: 'startsWith', value },
  });
  const prefixes = ['T', '84'];
  for (const when of [header, codeOf]) {
    const spelt = ['', '[]'].map((mark, i) =>
      profileOf(when(`${mark}${JSON.stringify(prefixes)}`), {
        code: `A-${i}`,
        level: 'house',
        scope: '2201',
      }),
    );
    expect(codes([...spelt, profileOf(when(prefixes), { code: 'N-1' })], declarationOf())).toEqual(['N-1']);
  }
});

test('goods items lead to a profile one by one, also where there are 999', () => {
  let evaluated = 0;
  const items = Array.from({ length: 999 }, (_, at) => ({
    ...itemOf({ itemNo: at + 1, hsCode: `8471${at % 10}0` }),
    get attributes() {
      evaluated++;
      return {};
    },
  }));
  const profiles = Array.from({ length: 10 }, (_, at) =>
    profileOf(
      {
        item: {
          all: [
            { field: 'item.hsCode', op: 'startsWith', value: `8471${at}` },
            { field: 'item.attributes.grade', op: 'missing' },
          ],
        },
      },
      { code: `P-${at}` },
    ),
  );
  const { hits } = compileRuleset(rulesetOf(profiles)).match(declarationOf({ items }), {});
  expect(hits[1]?.items.slice(0, 3)).toEqual([2, 12, 22]);
  expect(hits.reduce((sum, hit) => sum + hit.items.length, 0)).toBe(999);
  expect(evaluated).toBe(2 * 999);
});

test('an unchecked ruleset that does not compile names the profile', () => {
  const faulty = profileOf({ field: 'colour', op: 'eq', value: 'red' }, { code: 'BAD-1' });
  expect(() => compileRuleset(rulesetOf([faulty]))).toThrow(
    new RulesetError('profile BAD-1: field: unknown field colour'),
  );
  expect(() => compileRuleset(rulesetOf([profileOf(always, { validFrom: 'soon' })]))).toThrow(RulesetError);
});

test.each<Condition>([
  { field: 'direction', op: 'in', value: 'import' },
  { field: 'direction', op: 'in' },
  { field: 'direction', op: 'startsWith' },
  { field: 'registeredAt', op: 'gt', value: 'soon' },
  { field: 'grossMassKg', op: 'between', value: 5 },
  { field: 'trader.id', op: 'inList', value: 'unheard' },
  { item: { field: 'item.hsCode', op: 'startsWith', value: [84] } },
  { item: { field: 'item.hs4', op: 'eq' } },
  { all: [] },
  { any: [] },
])('%j does not compile', (when) => {
  expect(() => compileRuleset(rulesetOf([profileOf(when)]))).toThrow(RulesetError);
});
