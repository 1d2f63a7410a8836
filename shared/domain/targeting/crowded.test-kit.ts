import fc from 'fast-check';
import {
  conditions,
  predicates,
  headerFields,
  itemFields,
  profiles,
  referenceLists,
} from './arbitraries.test-kit.ts';
import type { Condition } from './condition.ts';
import type { Canary, Profile, Ruleset } from './profile.ts';

const PROFILES = 250;

/** The shapes in which a profile puts its parts together. */
const SHAPES: ((header: Condition[], item: Condition[], tree: Condition) => Condition)[] = [
  (header, item) => ({ all: [...header, { item: { all: item } }] }),
  (_, item) => ({ item: { all: item } }),
  (header, [first, ...others]) => ({
    all: [{ item: first! }, ...header, { item: { all: [first!, ...others] } }],
  }),
  (header, item) => ({ item: { any: [{ all: item }, { all: [...header, item[0]!] }] } }),
  (header, item) => ({ any: [{ all: header }, { item: { all: item } }] }),
  (header) => ({ all: header }),
  (header, item) => ({ all: [{ item: { all: [item[0]!, { not: item[1]! }] } }, { any: header }] }),
  (header, item, tree) => ({ all: [{ all: [...header, tree] }, { item: item[0]! }] }),
  (_header, _item, tree) => tree,
];

const canaries: fc.Arbitrary<Canary | undefined> = fc.constantFrom<(Canary | undefined)[]>(
  undefined,
  undefined,
  { houses: ['2201'] },
  { share: 0 },
  { share: 0.3 },
);

const recipe = fc.record({
  shape: fc.nat(SHAPES.length - 1),
  header: fc.array(fc.nat(9), { minLength: 1, maxLength: 3 }),
  item: fc.array(fc.nat(15), { minLength: 2, maxLength: 3 }),
  rest: fc.nat(7),
});

/**
 * Rulesets of many profiles that are put together from few predicates, trees, scopes, dates and canaries, so that many
 * share anchors and predicates, as those of an administration do.
 */
export const crowdedRulesets: fc.Arbitrary<Ruleset> = fc
  .record({
    lists: referenceLists,
    header: fc.array(predicates(headerFields), { minLength: 10, maxLength: 10 }),
    item: fc.array(predicates(itemFields), { minLength: 16, maxLength: 16 }),
    trees: fc.array(conditions, { minLength: 8, maxLength: 8 }),
    models: fc.array(fc.tuple(profiles, canaries), { minLength: 8, maxLength: 8 }),
    recipes: fc.array(recipe, { minLength: PROFILES, maxLength: PROFILES }),
  })
  .map(({ lists, header, item, trees, models, recipes }) => ({
    format: 'tidewaiter-ruleset/1' as const,
    lists,
    policy: { thresholds: { red: 70, orange: 40 }, creditShift: {}, randomRate: 0 },
    profiles: recipes.map((one, at): Profile => {
      const [model, canary] = models[(one.rest + at) % models.length]!;
      const parts = [one.header.map((i) => header[i]!), one.item.map((i) => item[i]!)] as const;
      return {
        ...model,
        code: `P-${at}`,
        when: SHAPES[one.shape]!(parts[0], parts[1], trees[one.rest]!),
        ...(canary && { canary }),
      };
    }),
  }));
