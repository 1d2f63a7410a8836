import { expect, test } from 'vitest';
import { decide } from '../../shared/domain/channel/decide.ts';
import type { Policy, Profile } from '../../shared/domain/targeting/profile.ts';
import { declarationOf, hitOf, profileOf } from '../../shared/domain/targeting/sample.test-kit.ts';
import type { RegulatorState } from '../../shared/domain/channel/regulator.ts';
import type { Client, Queryable } from '../../shared/platform/db/pool.ts';
import type { Assessed } from './assessment.ts';
import { createRegulator } from './regulate.ts';

const POLICY: Policy = { thresholds: { red: 70, orange: 40 }, creditShift: {}, randomRate: 0 };
const HOUSES: Record<string, { inspectionsPerDay: number; inspectionsPerHour: number; timeZone: string }> = {
  DAY: { inspectionsPerDay: 1, inspectionsPerHour: 0, timeZone: 'UTC' },
  HOUR: { inspectionsPerDay: 0, inspectionsPerHour: 1, timeZone: 'UTC' },
  NONE: { inspectionsPerDay: 0, inspectionsPerHour: 0, timeZone: 'UTC' },
};

let number = 0;

function assessed(customsHouse: string, change: Partial<Profile>): Assessed {
  const declaration = { ...declarationOf({ declarationNo: `D${number++}`, customsHouse }), version: 1 };
  const hits = [hitOf(profileOf({ field: 'direction', op: 'exists' }, change))];
  const draw = { value: 0.5, rate: 0, stratum: 'all' };
  const decision = decide({ hits, policy: POLICY, draw, evaluationErrors: 0 });
  return { declaration, json: '', facts: {}, hits, errors: [], decision };
}

/** Regulates a batch at the end of a UTC day, on rows that remember nothing; answers what was asked of the database. */
async function regulateBatch(batch: Assessed[], policy: Policy = POLICY) {
  const added: string[] = [];
  const kept = new Map<string, RegulatorState>();
  const db = {
    query: async (_text: string, [houses]: [string[]]) => void added.push(...houses),
  } as unknown as Queryable;
  const client = {
    query: async ({ name, values }: { name: string; values: string[][] }) => {
      if (name === 'lock-regulators') {
        return { rows: values[0]!.toSorted().map((house) => ({ house, state: null, history: null })) };
      }
      values[0]!.forEach((house, i) => kept.set(house, JSON.parse(values[1]![i]!)));
      return { rows: [] };
    },
  } as unknown as Client;
  const regulator = createRegulator(db, (code) => HOUSES[code]);
  const now = Date.parse('2026-11-22T23:59:59Z');
  const concerned = batch.filter((one) => regulator.concerns(one));
  await regulator.regulate(client, concerned, { policy, now, tieOf: () => 0.5 });
  return {
    added,
    reds: Object.fromEntries(
      [...kept].map(([house, { national, lower }]) => [house, (national?.reds ?? 0) + (lower?.reds ?? 0)]),
    ),
    channels: batch.map(({ decision }) => decision.channel),
  };
}

test('each house follows its own capacity, in the order of the batch', async () => {
  const batch = [
    assessed('HOUR', { score: 90 }),
    assessed('DAY', { score: 80 }),
    assessed('HOUR', { score: 95 }),
    assessed('NONE', { score: 99 }),
    assessed('DAY', { score: 85 }),
    assessed('NONE', { score: 99 }),
    assessed('DAY', { score: 50 }),
  ];
  expect(await regulateBatch(batch)).toEqual({
    added: ['DAY', 'HOUR'],
    reds: { DAY: 1, HOUR: 1 },
    channels: ['orange', 'orange', 'red', 'red', 'red', 'red', 'orange'],
  });
  expect(batch.map(({ decision }) => decision.regulation !== undefined)).toEqual([
    true,
    true,
    true,
    false,
    true,
    false,
    false,
  ]);
});

test('mandatory reds use the capacity up', async () => {
  const batch = [
    assessed('DAY', { channel: 'red', mandatory: true }),
    assessed('DAY', { channel: 'red', mandatory: true }),
    assessed('DAY', { score: 100 }),
  ];
  expect(await regulateBatch(batch)).toMatchObject({ reds: { DAY: 2 }, channels: ['red', 'red', 'orange'] });
});

test('mandatory reds of a district leave the capacity to national ones', async () => {
  const district = { level: 'district', scope: '2200' } as const;
  const batch = [
    assessed('DAY', { ...district, channel: 'red', mandatory: true }),
    assessed('DAY', { ...district, score: 100 }),
    assessed('DAY', { score: 70 }),
  ];
  const unregulated = structuredClone(batch);
  expect(await regulateBatch(batch)).toMatchObject({ reds: { DAY: 2 }, channels: ['red', 'orange', 'red'] });
  expect(await regulateBatch(unregulated, { ...POLICY, regulated: false })).toMatchObject({
    reds: { DAY: 3 },
  });
});

test('where the policy regulates nothing, nothing yields and every red counts', async () => {
  const batch = [assessed('DAY', { score: 80 }), assessed('DAY', { score: 90 })];
  const result = await regulateBatch(batch, { ...POLICY, regulated: false });
  expect(result).toMatchObject({ reds: { DAY: 2 }, channels: ['red', 'red'] });
  expect(batch.every(({ decision }) => decision.regulation === undefined)).toBe(true);
});

test('a batch without a red at a house that states its capacity asks the database nothing', async () => {
  const batch = [
    assessed('DAY', { score: 50 }),
    assessed('NONE', { score: 90 }),
    assessed('????', { score: 90 }),
  ];
  expect(await regulateBatch(batch)).toEqual({ added: [], reds: {}, channels: ['orange', 'red', 'red'] });
});

test('reds of a house that takes its capacity back while the batch is written stay red', async () => {
  const batch = [assessed('DAY', { score: 99 }), assessed('DAY', { score: 99 })];
  let statement: (typeof HOUSES)[string] | undefined = HOUSES['DAY'];
  const asked: string[] = [];
  const none = { query: async () => ({ rows: [] }) } as unknown as Queryable;
  const client = {
    query: async ({ name }: { name: string }) => {
      asked.push(name);
      return { rows: name === 'lock-regulators' ? [{ house: 'DAY', state: null, history: null }] : [] };
    },
  } as unknown as Client;
  const regulator = createRegulator(none, () => statement);
  expect(batch.every((one) => regulator.concerns(one))).toBe(true);
  statement = undefined;
  await regulator.regulate(client, batch, { policy: POLICY, now: 0, tieOf: () => 0.5 });
  expect(asked).toContain('lock-regulators');
  expect(batch.map(({ decision }) => [decision.channel, decision.regulation])).toEqual([
    ['red', undefined],
    ['red', undefined],
  ]);
});
