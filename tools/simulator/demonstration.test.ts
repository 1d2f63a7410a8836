import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { decide } from '../../shared/domain/channel/decide.ts';
import { checkRuleset } from '../../shared/domain/targeting/check.ts';
import type { Condition } from '../../shared/domain/targeting/condition.ts';
import type { Ruleset } from '../../shared/domain/targeting/profile.ts';
import { compileRuleset } from '../../shared/domain/targeting/ruleset-matcher.ts';
import { generateDeclarations } from './generate.ts';
import { createRandom } from './random.ts';

const data = (path: string): string => readFileSync(new URL(`../../data/${path}`, import.meta.url), 'utf8');
const table = (path: string): Record<string, string>[] => parse(data(path), { columns: true });

const districts = table('places/districts.csv');
const houses = table('places/houses.csv');
const ruleset = JSON.parse(data('rulesets/demonstration.json')) as Ruleset;
const codes = (rows: Record<string, string>[]): Set<string> => new Set(rows.map(({ code = '' }) => code));

function predicates(condition: Condition): { field: string; op: string; value?: unknown }[] {
  if ('all' in condition) return condition.all.flatMap(predicates);
  if ('any' in condition) return condition.any.flatMap(predicates);
  if ('not' in condition) return predicates(condition.not);
  if ('item' in condition) return predicates(condition.item);
  return [condition];
}

describe('places', () => {
  it('are 42 districts and about 350 houses with unique codes and names', () => {
    expect(districts).toHaveLength(42);
    expect(codes(districts).size).toBe(42);
    expect(houses.length).toBeGreaterThanOrEqual(340);
    expect(houses.length).toBeLessThanOrEqual(360);
    expect(codes(houses).size).toBe(houses.length);
    expect(new Set(houses.map(({ name }) => name)).size).toBe(houses.length);
    expect(new Set(houses.map(({ nameZh }) => nameZh)).size).toBe(houses.length);
  });

  it('belong together and lie where China does', () => {
    const known = codes(districts);
    expect(codes(houses.map(({ district = '' }) => ({ code: district })))).toEqual(known);
    for (const { code, latitude, longitude, timeZone } of [...districts, ...houses]) {
      expect(Number(latitude), code).toBeGreaterThan(18);
      expect(Number(latitude), code).toBeLessThan(54);
      expect(Number(longitude), code).toBeGreaterThan(73);
      expect(Number(longitude), code).toBeLessThan(136);
      expect(() => new Intl.DateTimeFormat('en', { timeZone })).not.toThrow();
    }
    for (const { inspectionsPerDay } of houses) expect(Number(inspectionsPerDay)).toBeGreaterThan(0);
  });
});

describe('ruleset', () => {
  it('passes the check', () => expect(checkRuleset(ruleset)).toEqual([]));

  it('names only districts, houses and lists that exist', () => {
    const known = { district: codes(districts), house: codes(houses) };
    for (const { level, scope, code, canary } of ruleset.profiles) {
      if (level !== 'national') expect(known[level].has(scope ?? ''), code).toBe(true);
      for (const house of canary?.houses ?? []) expect(known.house.has(house), code).toBe(true);
    }
    const lists = new Set(ruleset.lists.map(({ name }) => name));
    const used = new Set<unknown>();
    for (const { when, code } of ruleset.profiles) {
      for (const { field, op, value } of predicates(when)) {
        if (op === 'inList' || op === 'notInList') used.add(value);
        if (field === 'customsHouse' && op === 'eq') expect(known.house.has(String(value)), code).toBe(true);
      }
    }
    expect(used).toEqual(lists);
    const freePorts = ruleset.lists.find(({ name }) => name === 'free-port-houses')?.entries ?? [];
    expect(freePorts.filter(({ value }) => !known.house.has(value))).toEqual([]);
  });

  it('uses the whole condition language', () => {
    const text = JSON.stringify(ruleset.profiles);
    for (const node of ['all', 'any', 'not', 'item']) expect(text).toContain(`"${node}":`);
    const used = new Set(ruleset.profiles.flatMap(({ when }) => predicates(when).map(({ op }) => op)));
    for (const op of [
      'eq',
      'lt',
      'gt',
      'between',
      'in',
      'notIn',
      'inList',
      'notInList',
      'startsWith',
      'contains',
    ]) {
      expect(used).toContain(op);
    }
    expect(used).toContain('exists');
    expect(used).toContain('missing');
  });

  it('tells the officer in English and Chinese what to do', () => {
    for (const { code, guidance } of ruleset.profiles) {
      expect(guidance?.en, code).toBeTruthy();
      expect(guidance?.zh, code).toMatch(/[\u4e00-\u9fff]/);
    }
  });
});

describe('on simulated declarations', () => {
  const COUNT = 20_000;

  /** Channel shares and alarming hits; `fresh` takes every trader for one first seen today, as after an installation. */
  function measure(seed: number, start: string, fresh: boolean) {
    const matcher = compileRuleset(ruleset);
    const districtOf = new Map(houses.map(({ code = '', district = '' }) => [code, district]));
    const draws = createRandom(`draws ${seed}`);
    const source = generateDeclarations({ seed, startsAt: Date.parse(start), ratePerSecond: 5 });
    const shares = { red: 0, orange: 0, green: 0 };
    let alarming = 0;
    for (let n = 0; n < COUNT; n++) {
      const { declaration } = source.next().value;
      const district = districtOf.get(declaration.customsHouse) ?? '';
      const { hits, errors } = matcher.match(declaration, { district, ...(fresh && { firstSeenDays: 0 }) });
      expect(errors).toEqual([]);
      const draw = { value: draws.next(), rate: ruleset.policy.randomRate, stratum: 'all' };
      shares[decide({ hits, policy: ruleset.policy, draw, evaluationErrors: 0 }).channel] += 1 / COUNT;
      alarming += hits.filter(({ profile }) => profile.alarm).length;
    }
    return { shares, alarming };
  }

  it.each([
    [1, '2026-11-23T10:00:00+08:00', false],
    [2, '2026-11-23T10:00:00+08:00', true],
    [3, '2026-06-07T04:00:00+08:00', false],
  ])('comes to the intended channel mix (seed %i, %s, fresh: %s)', (seed, start, fresh) => {
    const { shares, alarming } = measure(seed, start, fresh);
    expect(shares.red).toBeGreaterThan(0.035);
    expect(shares.red).toBeLessThan(0.065);
    expect(shares.orange).toBeGreaterThan(0.115);
    expect(shares.orange).toBeLessThan(0.165);
    // 20,000 declarations are about an hour at the simulator's default rate: a handful of alarms.
    expect(alarming).toBeLessThan(16);
  });
});
