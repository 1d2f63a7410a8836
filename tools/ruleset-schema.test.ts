import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rulesets } from '../shared/domain/targeting/arbitraries.test-kit.ts';
import { checkRuleset } from '../shared/domain/targeting/check.ts';
import type { Profile } from '../shared/domain/targeting/profile.ts';
import { rulesetSchema } from '../shared/domain/ruleset/ruleset-schema.ts';
import { writeRuleset } from '../shared/domain/ruleset/write-ruleset.ts';
import { SCHEMA, rulesetSchemaText } from './ruleset-schema.ts';

const fits = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(rulesetSchema());

const read = (path: string) => readFile(new URL(`../${path}`, import.meta.url), 'utf8');

/** The example of the documentation. */
async function example() {
  const [, json] = /```json\n([\s\S]*?)```/.exec(await read('docs/profile-format.md'))!;
  return JSON.parse(json!);
}

test('the committed schema is the one that is generated', async () => {
  expect(await readFile(SCHEMA, 'utf8'), 'run `npm run docs:ruleset` and commit').toBe(
    await rulesetSchemaText(),
  );
});

test('the example of the documentation passes the check and the schema, and uses every key', async () => {
  const ruleset = await example();
  expect(checkRuleset(ruleset)).toEqual([]);
  expect(fits(ruleset), JSON.stringify(fits.errors)).toBe(true);
  const definitions = rulesetSchema()['$defs'] as Record<string, { properties: object }>;
  const keys = (parts: object[]) => new Set(parts.flatMap((part) => Object.keys(part)));
  expect(keys(ruleset.profiles)).toEqual(new Set(Object.keys(definitions['profile']!.properties)));
  for (const [name, parts] of [
    ['list', ruleset.lists],
    ['policy', [ruleset.policy]],
  ] as const) {
    const left = Object.keys(definitions[name]!.properties).filter((key) => !keys(parts).has(key));
    expect(['level scope', 'salt']).toContain(left.join(' '));
  }
});

test('the demonstration ruleset fits', async () => {
  const ruleset = JSON.parse(await read('data/rulesets/demonstration.json'));
  expect(fits(ruleset), JSON.stringify(fits.errors)).toBe(true);
});

test('whatever the check accepts fits the schema, and is written as it was', () => {
  const canary = fc.oneof(
    fc.record({ share: fc.double({ min: 0, max: 1, noNaN: true }) }),
    fc.record({ houses: fc.uniqueArray(fc.constantFrom('2201', '5301'), { minLength: 1 }) }),
  );
  const guard = fc.record({ hitsPerHour: fc.integer({ min: 1, max: 1000 }) });
  fc.assert(
    fc.property(rulesets, fc.option(canary), fc.option(guard), (ruleset, tried, guarded) => {
      const [first, ...others] = ruleset.profiles as [Profile, ...Profile[]];
      const file = {
        ...ruleset,
        profiles: [
          { ...first, ...(tried && { canary: tried }), ...(guarded && { guard: guarded }) },
          ...others,
        ],
      };
      expect(checkRuleset(file)).toEqual([]);
      expect(fits(file), JSON.stringify(fits.errors)).toBe(true);
      const written = JSON.parse([...writeRuleset(file)].join(''));
      const byCode = file.profiles.toSorted((a, b) => (a.code < b.code ? -1 : 1));
      const byName = file.lists.toSorted((a, b) => (a.name < b.name ? -1 : 1));
      expect(written).toEqual(JSON.parse(JSON.stringify({ ...file, profiles: byCode, lists: byName })));
    }),
    { numRuns: 150 },
  );
});

test.each<[string, (ruleset: ReturnType<typeof JSON.parse>) => void]>([
  ['another format', (r) => (r.format = 'tidewaiter-ruleset/2')],
  ['an unknown key', (r) => (r.profiles[0].colour = 'red')],
  ['a missing key', (r) => delete r.profiles[1].score],
  ['an unknown field', (r) => (r.profiles[1].when.field = 'colour')],
  ['an operator that the field does not have', (r) => (r.profiles[1].when.op = 'lt')],
  ['a value that it does not have', (r) => (r.profiles[1].when.value = 7)],
  ['an item field outside item', (r) => (r.profiles[1].when = r.profiles[0].when.all[3].item)],
  ['items in a stratum', (r) => (r.policy.strata[0].when = { item: r.profiles[1].when })],
  ['an empty canary', (r) => (r.profiles[0].canary = {})],
  ['an entry without a value', (r) => delete r.lists[0].entries[0].value],
])('%s fits neither the schema nor the check', async (_, change) => {
  const ruleset = await example();
  change(ruleset);
  expect(fits(ruleset)).toBe(false);
  expect(checkRuleset(ruleset)).not.toEqual([]);
});
