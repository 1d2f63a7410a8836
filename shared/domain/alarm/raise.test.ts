import { expect, test } from 'vitest';
import type { Profile } from '../targeting/profile.ts';
import { hitOf, profileOf } from '../targeting/sample.test-kit.ts';
import { alarmOccurrences as occurrencesOf, type DecidedDeclaration } from './raise.ts';

function profile(code: string, change: Partial<Profile> = {}): Profile {
  return profileOf({ field: 'direction', op: 'exists' }, { code, title: `Title of ${code}`, ...change });
}

function decided(minute: number, change: Partial<DecidedDeclaration> = {}): DecidedDeclaration {
  const decidedAt = new Date(Date.UTC(2026, 4, 1, 10, minute));
  return { decidedAt, customsHouse: '2201', district: '22', hits: [], errors: [], ...change };
}

const at = (minute: number) => new Date(Date.UTC(2026, 4, 1, 10, minute));
const alarmOccurrences = (declarations: DecidedDeclaration[]) => occurrencesOf(declarations, 7);
const hits = (...profiles: Profile[]) => profiles.map((one) => hitOf(one, [1]));

test('hits of one profile at one house are one alarm', () => {
  const value = profile('VAL-0001', { alarm: 'medium' });
  const raised = alarmOccurrences([
    decided(3, { hits: hits(value) }),
    decided(1, { hits: hits(value) }),
    decided(2, { hits: hits(value) }),
  ]);
  expect(raised).toEqual([
    {
      cause: 'profile:VAL-0001@house:2201',
      type: 'profile-hit',
      priority: 'medium',
      title: 'Title of VAL-0001',
      profileCode: 'VAL-0001',
      district: '22',
      customsHouse: '2201',
      occurrences: 3,
      firstAt: at(1),
      lastAt: at(3),
      rulesetVersion: 7,
    },
  ]);
});

test('another house or profile is another alarm, the most urgent first', () => {
  const low = profile('A-LOW', { alarm: 'low' });
  const critical = profile('Z-CRITICAL', { alarm: 'critical' });
  const raised = alarmOccurrences([
    decided(1, { hits: hits(low, critical) }),
    decided(2, { hits: hits(low), customsHouse: '2202' }),
  ]);
  expect(raised.map(({ cause }) => cause)).toEqual([
    'profile:Z-CRITICAL@house:2201',
    'profile:A-LOW@house:2201',
    'profile:A-LOW@house:2202',
  ]);
});

test('no priority or only a shadow hit: no alarm', () => {
  const quiet = profile('QUIET');
  const shadow = profile('SHADOW', { alarm: 'critical', status: 'shadow' });
  expect(alarmOccurrences([decided(1, { hits: hits(quiet, shadow) })])).toEqual([]);
});

test('a profile that cannot be evaluated is one alarm for all places', () => {
  const errors = [
    { profile: profile('BAD-1', { status: 'shadow' }), shadow: true, message: 'expected text' },
  ];
  const raised = alarmOccurrences([
    decided(1, { errors }),
    decided(2, { errors, customsHouse: '5301', district: '53' }),
  ]);
  expect(raised).toEqual([
    {
      cause: 'system:evaluation-error@profile:BAD-1',
      type: 'evaluation-error',
      priority: 'high',
      title: 'Profile BAD-1 cannot be evaluated',
      profileCode: 'BAD-1',
      district: null,
      customsHouse: null,
      occurrences: 2,
      firstAt: at(1),
      lastAt: at(2),
      rulesetVersion: 7,
    },
  ]);
});

test('leaves what it was given as it was', () => {
  const declarations = [1, 2].map((minute) =>
    decided(minute, { hits: hits(profile('V', { alarm: 'low' })) }),
  );
  const before = structuredClone(declarations);
  alarmOccurrences(declarations);
  expect(declarations).toEqual(before);
});
