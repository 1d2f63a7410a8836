import { createSecretKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { drawValue } from './draw.ts';

test('is the first 48 bits of HMAC-SHA-256 (RFC 4231, test case 2)', () => {
  // 5bdcc146bf60 754e…: the published digest of this key and text.
  const value = drawValue(createSecretKey(Buffer.from('Jefe')), 'what do ya want for nothing?');
  expect(value).toBe(0x5bdcc146bf60 / 2 ** 48);
});

test('is the same for the same number and salt, and another for another', () => {
  const salt = createSecretKey(Buffer.alloc(32, 1));
  expect(drawValue(salt, 'D-1')).toBe(drawValue(createSecretKey(Buffer.alloc(32, 1)), 'D-1'));
  expect(drawValue(salt, 'D-1')).not.toBe(drawValue(salt, 'D-2'));
  expect(drawValue(salt, 'D-1')).not.toBe(drawValue(createSecretKey(Buffer.alloc(32, 2)), 'D-1'));
});

test('is uniform over numbers that differ little', () => {
  const COUNT = 100_000;
  const salt = createSecretKey(Buffer.alloc(32, 7));
  const values = Array.from({ length: COUNT }, (_, i) => drawValue(salt, `2201-2026-${i}`));
  expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
  // Five standard deviations of a binomial count: sqrt(n p (1 - p)).
  const within = (count: number, share: number) =>
    expect(Math.abs(count - COUNT * share)).toBeLessThan(5 * Math.sqrt(COUNT * share * (1 - share)));
  for (let tenth = 0; tenth < 10; tenth++) {
    within(values.filter((value) => Math.floor(value * 10) === tenth).length, 0.1);
  }
  within(values.filter((value) => value < 0.01).length, 0.01);
});
