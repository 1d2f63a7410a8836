import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { assessFreshness, type Receipt } from './freshness.ts';

const SERVER = 1_700_000_000_000;
const receipt = (heartbeatAge: number | null, delayMs = 0): Receipt => ({
  at: 50_000,
  delayMs,
  serverTime: SERVER,
  heartbeatAt: heartbeatAge === null ? null : SERVER - heartbeatAge,
});

describe('assessFreshness', () => {
  test.each([
    ['before the first snapshot', null, true, 0, 'unknown', 'starting', null],
    ['live', receipt(400), true, 100, 'fresh', 'live', 500],
    ['just below 3 s', receipt(2_000), true, 999, 'fresh', 'live', 2_999],
    ['heartbeat 3 s old', receipt(2_900), true, 100, 'stale', 'heartbeat-late', 3_000],
    ['heartbeat 15 s old', receipt(14_900), true, 100, 'unknown', 'heartbeat-late', 15_000],
    ['no heartbeat ever', receipt(null), true, 100, 'unknown', 'heartbeat-missing', 100],
    ['no tick for 3 s', receipt(0), true, 3_000, 'stale', 'silent', 3_000],
    ['no tick for 15 s', receipt(0), true, 15_000, 'unknown', 'silent', 15_000],
    ['ticks that come late', receipt(0, 4_000), true, 0, 'stale', 'silent', 4_000],
    ['disconnected is stale at once', receipt(100), false, 10, 'stale', 'disconnected', 10],
    ['disconnected for 15 s', receipt(0), false, 15_000, 'unknown', 'disconnected', 15_000],
    ['a heartbeat from the future counts as now', receipt(-5_000), true, 100, 'fresh', 'live', 100],
  ] as const)('%s', (_, last, connected, elapsed, freshness, reason, ageMs) => {
    expect(assessFreshness(last, connected, 50_000 + elapsed)).toEqual({ freshness, reason, ageMs });
  });

  test('never gets fresher while nothing comes', () => {
    const rank = { fresh: 0, stale: 1, unknown: 2 };
    fc.assert(
      fc.property(
        fc.option(fc.nat(20_000)),
        fc.boolean(),
        fc.nat(30_000),
        fc.nat(30_000),
        (age, connected, a, b) => {
          const at = (elapsed: number) =>
            rank[assessFreshness(receipt(age), connected, 50_000 + elapsed).freshness];
          expect(at(a + b)).toBeGreaterThanOrEqual(at(a));
        },
      ),
    );
  });

  test('the server’s time of day plays no part', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (shift) => {
        const shifted = { ...receipt(500), serverTime: SERVER + shift, heartbeatAt: SERVER + shift - 500 };
        expect(assessFreshness(shifted, true, 50_200)).toEqual(assessFreshness(receipt(500), true, 50_200));
      }),
    );
  });
});
