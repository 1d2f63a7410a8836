import { expect, test } from 'vitest';
import { dueAt, limitGround, TIME_LIMITS, type LimitGround } from './time-limit.ts';

test.each<[Parameters<typeof limitGround>[0], LimitGround]>([
  [{ channel: 'red', floor: 'red', score: 0 }, 'red-mandatory'],
  [{ channel: 'red', floor: 'red', score: 100 }, 'red-mandatory'],
  [{ channel: 'red', floor: 'orange', score: 70 }, 'red-high-score'],
  [{ channel: 'red', floor: 'green', score: 69.9 }, 'red'],
  [{ channel: 'orange', floor: 'orange', score: 0 }, 'orange-mandatory'],
  // Sent to orange by a person, against its floor: the floor has its time all the same.
  [{ channel: 'orange', floor: 'red', score: 0 }, 'orange-mandatory'],
  [{ channel: 'orange', floor: 'green', score: 100 }, 'orange'],
])('%j has its time as %s', (order, ground) => {
  expect(limitGround(order)).toBe(ground);
  expect(dueAt(1000, order)).toBe(1000 + TIME_LIMITS[ground].ms);
});

test('every limit says its hours in both languages', () => {
  for (const { ms, reason } of Object.values(TIME_LIMITS)) {
    const hours = String(ms / 3_600_000);
    expect(reason.en).toContain(`within ${hours} hours`);
    expect(reason.zh).toContain(`${hours} 小时`);
  }
});
