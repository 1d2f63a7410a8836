import { expect, test } from 'vitest';
import type { Guard } from '../targeting/profile.ts';
import { guardBreach, type GuardBreach, type GuardReading } from './guard.ts';

const reading: GuardReading = { hitsLastHour: 100, extraRedsLastDay: 20, inspectionsPerDay: 200 };

test.each<[string, Guard, Partial<GuardReading>, GuardBreach | null]>([
  ['hits at the limit', { hitsPerHour: 100 }, {}, null],
  ['hits beyond it', { hitsPerHour: 99 }, {}, { limit: 'hits', measured: 100, allowed: 99 }],
  ['no hit allowed', { hitsPerHour: 0 }, { hitsLastHour: 1 }, { limit: 'hits', measured: 1, allowed: 0 }],
  ['extra reds at the limit', { extraRedsOfCapacity: 0.1 }, {}, null],
  [
    'extra reds beyond it',
    { extraRedsOfCapacity: 0.1 },
    { extraRedsLastDay: 21 },
    { limit: 'extra-reds', measured: 21, allowed: 20 },
  ],
  ['no capacity stated', { extraRedsOfCapacity: 0 }, { inspectionsPerDay: null }, null],
  [
    'both passed',
    { hitsPerHour: 1, extraRedsOfCapacity: 0 },
    {},
    { limit: 'hits', measured: 100, allowed: 1 },
  ],
  [
    'the second alone',
    { hitsPerHour: 100, extraRedsOfCapacity: 0 },
    {},
    { limit: 'extra-reds', measured: 20, allowed: 0 },
  ],
])('%s', (_, guard, change, breach) => {
  expect(guardBreach(guard, { ...reading, ...change })).toEqual(breach);
});
