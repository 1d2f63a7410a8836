import { describe, expect, test } from 'vitest';
import { isShadowHit } from './canary.ts';
import type { Profile } from './profile.ts';
import { declarationOf, profileOf } from './sample.test-kit.ts';

const when = { field: 'direction', op: 'eq', value: 'import' } as const;
const numbers = Array.from({ length: 20_000 }, (_, i) => `2026/${i}`);

function acting(change: Partial<Profile>): Set<string> {
  const profile = profileOf(when, change);
  return new Set(numbers.filter((declarationNo) => !isShadowHit(profile, declarationOf({ declarationNo }))));
}

test('without a canary an active profile acts everywhere, one in shadow nowhere', () => {
  expect(acting({}).size).toBe(numbers.length);
  expect(acting({ status: 'shadow', canary: { share: 1 } }).size).toBe(0);
});

test('it acts at the houses named and no others', () => {
  const profile = profileOf(when, { canary: { houses: ['2201', '5301'] } });
  expect(isShadowHit(profile, declarationOf({ customsHouse: '5301' }))).toBe(false);
  expect(isShadowHit(profile, declarationOf({ customsHouse: '2202' }))).toBe(true);
});

describe('a share', () => {
  test.each([0, 0.05, 0.5, 1])('of %d is that of the declarations', (share) => {
    expect(Math.abs(acting({ canary: { share } }).size / numbers.length - share)).toBeLessThan(0.01);
  });

  test('takes in what a narrower one held', () => {
    const wide = acting({ canary: { share: 0.3 } });
    for (const declarationNo of acting({ canary: { share: 0.1 } }))
      expect(wide.has(declarationNo)).toBe(true);
  });

  test('of two profiles is not the same declarations', () => {
    const one = acting({ code: 'A', canary: { share: 0.5 } });
    const both = [...acting({ code: 'B', canary: { share: 0.5 } })].filter((number) => one.has(number));
    expect(Math.abs(both.length / numbers.length - 0.25)).toBeLessThan(0.02);
  });

  test('that is no number acts nowhere', () => {
    expect(acting({ canary: { share: NaN } }).size).toBe(0);
  });
});
