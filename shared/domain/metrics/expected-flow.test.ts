import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countLimits } from './control-chart.ts';
import { atVolume, earlierCount, expectedFlow, LEAST_EXPECTED, type EarlierCount } from './expected-flow.ts';

const weeks = (...counts: number[]): EarlierCount[] => counts.map((count) => ({ count, smoothing: 1 }));

/** P(X ≤ k) of a Poisson variable. */
function poissonUpTo(k: number, mean: number): number {
  let term = Math.exp(-mean);
  let sum = 0;
  for (let i = 0; i <= k; i++) {
    sum += term;
    term *= mean / (i + 1);
  }
  return sum;
}

describe('limits of a count', () => {
  // The normal distribution passes 3 sigma on one side with 0.00135.
  test.each([5, 8, 12, 20, 50, 200, 500])(
    'mean %d: either side is passed about as rarely as it should',
    (mean) => {
      const { lower, upper } = countLimits(mean, { dispersion: 1, sigmas: 3 });
      const above = 1 - poissonUpTo(upper, mean);
      expect(above).toBeGreaterThan(0.0004);
      expect(above).toBeLessThan(0.0025);
      expect(lower === 0 ? 0 : poissonUpTo(lower - 1, mean)).toBeLessThan(0.0025);
    },
  );

  test('large counts have the limits of the handbook, a sixth of the skewness apart', () => {
    const { lower, upper } = countLimits(10_000, { dispersion: 1, sigmas: 3 });
    expect([lower, upper]).toEqual([9702, 10_301]);
  });

  test('what varies more has wider limits', () => {
    const narrow = countLimits(50, { dispersion: 1, sigmas: 3 });
    const wide = countLimits(50, { dispersion: 4, sigmas: 3 });
    expect(wide.lower).toBeLessThan(narrow.lower);
    expect(wide.upper).toBeGreaterThan(narrow.upper);
  });
});

describe('what is usual', () => {
  test.each<[string, EarlierCount[], number | null]>([
    ['three weeks are too few', weeks(80, 80, 80), null],
    ['four weeks', weeks(80, 84, 76, 80), 80],
    ['too little is to be expected', weeks(4, 5, 4, 5), null],
    ['a closed house', weeks(0, 0, 0, 0, 0, 0, 0, 0), null],
    ['one holiday of four weeks is left out', weeks(80, 0, 84, 76), 80],
    ['two strays of eight weeks are left out', weeks(80, 900, 84, 76, 0, 80, 82, 78), 80],
  ])('%s', (_, earlier, expected) => {
    expect(expectedFlow(earlier)?.expected ?? null).toBe(expected);
  });

  test('three weeks of eight that differ are no strays: the limits tell of them', () => {
    const usual = expectedFlow(weeks(80, 200, 80, 200, 80, 200, 80, 80))!;
    expect(usual.weeks).toBe(8);
    expect(usual.upper).toBeGreaterThan(200);
  });

  test('a busy and even house is not held to less than two fifths', () => {
    const usual = expectedFlow(weeks(...Array<number>(8).fill(10_000)))!;
    expect([usual.lower, usual.upper]).toEqual([6000, 14_000]);
  });

  test('the limits follow the volume', () => {
    const usual = expectedFlow(weeks(100, 104, 96, 100))!;
    expect(atVolume(usual, 1)).toEqual({ lower: usual.lower, upper: usual.upper });
    expect(atVolume(usual, 0)).toMatchObject({ lower: 0 });
    expect(atVolume(usual, 3).lower).toBeGreaterThan(usual.upper);
  });

  test('a blend of two hours varies less than one, and is judged by that', () => {
    const counts = [60, 100, 70, 90, 75, 85, 80, 80];
    const whole = expectedFlow(counts.map((count) => ({ count, smoothing: 1 })))!;
    const blend = expectedFlow(counts.map((count) => ({ count, smoothing: 0.5 })))!;
    expect(blend.dispersion).toBeGreaterThan(whole.dispersion);
  });

  test('hours that were not watched are no zeros', () => {
    const shares = [
      { hour: 1, share: 0.25 },
      { hour: 2, share: 0.75 },
    ];
    expect(earlierCount(shares, (hour) => hour * 100)).toEqual({ count: 175, smoothing: 0.625 });
    expect(earlierCount(shares, (hour) => (hour === 1 ? 100 : null))).toBeNull();
    expect(earlierCount([], () => 100)).toBeNull();
  });
});

test('whatever the weeks, what is expected lies inside the limits and the limits are whole', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5000), { minLength: 4, maxLength: 8 }), (counts) => {
      const usual = expectedFlow(weeks(...counts));
      if (usual === null) return;
      expect(usual.expected).toBeGreaterThanOrEqual(LEAST_EXPECTED);
      expect(usual.lower).toBeLessThanOrEqual(Math.ceil(usual.expected));
      expect(usual.upper).toBeGreaterThanOrEqual(Math.floor(usual.expected));
      expect(Number.isInteger(usual.lower) && Number.isInteger(usual.upper)).toBe(true);
      expect(usual.lower).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 300 },
  );
});

test('a house that keeps its rhythm is outside less than once in 5,000 hours', () => {
  // Gamma-mixed Poisson counts (dispersion about 2) from a fixed seed.
  const random = mulberry32(20_260_101);
  let outside = 0;
  const hours = 20_000;
  for (let i = 0; i < hours; i++) {
    const mean = 8 + 90 * random();
    const draw = () => poisson(mean * (0.85 + 0.3 * random()), random);
    const usual = expectedFlow(weeks(...Array.from({ length: 8 }, draw)));
    const now = draw();
    if (usual !== null && (now < usual.lower || now > usual.upper)) outside += 1;
  }
  expect(outside).toBeLessThan(hours / 5000);
});

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function poisson(mean: number, random: () => number): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count += 1;
  return count;
}
