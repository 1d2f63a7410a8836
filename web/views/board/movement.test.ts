import { expect, test } from 'vitest';
import { shareMovement } from './movement.ts';

const of = (red: number, orange: number, green: number) => ({ red, orange, green });

test.each([
  ['the same mix', of(50, 150, 800), of(500, 1_500, 8_000), 'red', 0, false],
  ['a third more red in many', of(667, 1_500, 7_833), of(500, 1_500, 8_000), 'red', 1.67, true],
  ['a third more red in few is chance', of(4, 9, 47), of(3, 9, 48), 'red', 1.67, false],
  ['certain but small', of(51_000, 0, 949_000), of(50_000, 0, 950_000), 'red', 0.1, false],
  ['fewer reds count as well', of(200, 1_500, 8_300), of(500, 1_500, 8_000), 'red', -3, true],
  ['green gains what is left', of(200, 800, 9_000), of(500, 1_500, 8_000), 'green', 10, true],
  ['nothing before', of(1, 2, 3), of(0, 0, 0), 'red', null, false],
  ['nothing now', of(0, 0, 0), of(1, 2, 3), 'red', null, false],
] as const)('%s', (_, now, before, channel, points, abnormal) => {
  const movement = shareMovement(now, before, channel);
  if (points === null) expect(movement.points).toBeNull();
  else expect(movement.points).toBeCloseTo(points, 1);
  expect(movement.abnormal).toBe(abnormal);
});
