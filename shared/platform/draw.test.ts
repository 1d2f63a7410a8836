import { createHmac, createSecretKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { commitmentOf, drawValue, tieValue } from './draw.ts';

test('is the first 48 bits of HMAC-SHA-256 (RFC 4231, test case 2)', () => {
  // 5bdcc146bf60 754e…: the published digest of this key and text.
  const value = drawValue(createSecretKey(Buffer.from('Jefe')), 'what do ya want for nothing?', 1);
  expect(value).toBe(0x5bdcc146bf60 / 2 ** 48);
});

test('is the same for the same number and salt, and another for another', () => {
  const salt = createSecretKey(Buffer.alloc(32, 1));
  expect(drawValue(salt, 'D-1', 1)).toBe(drawValue(createSecretKey(Buffer.alloc(32, 1)), 'D-1', 1));
  expect(drawValue(salt, 'D-1', 1)).not.toBe(drawValue(salt, 'D-2', 1));
  expect(drawValue(salt, 'D-1', 1)).not.toBe(drawValue(createSecretKey(Buffer.alloc(32, 2)), 'D-1', 1));
});

test('is drawn anew for each amendment, apart from all numbers', () => {
  const key = Buffer.alloc(32, 3);
  const salt = createSecretKey(key);
  const of = (text: string) => createHmac('sha256', key).update(text).digest().readUIntBE(0, 6) / 2 ** 48;
  expect(drawValue(salt, 'D/1', 1)).toBe(of('D/1'));
  expect(drawValue(salt, 'D/1', 2)).toBe(of('D/1\n2'));
  const versions = Array.from({ length: 100 }, (_, i) => drawValue(salt, 'D/1', i + 1));
  expect(new Set(versions).size).toBe(100);
});

test('the place among equals is the next 48 bits', () => {
  const value = tieValue(createSecretKey(Buffer.from('Jefe')), 'what do ya want for nothing?', 1);
  expect(value).toBe(0x754e6a042426 / 2 ** 48);
});

test('is uniform over numbers that differ little, and says nothing of the place among equals', () => {
  const COUNT = 100_000;
  const salt = createSecretKey(Buffer.alloc(32, 7));
  const numbers = Array.from({ length: COUNT }, (_, i) => `2201-2026-${i}`);
  const values = numbers.map((number) => drawValue(salt, number, 1));
  expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
  // Five standard deviations of a binomial count: sqrt(n p (1 - p)).
  const within = (count: number, of: number, share: number) =>
    expect(Math.abs(count - of * share)).toBeLessThan(5 * Math.sqrt(of * share * (1 - share)));
  for (let tenth = 0; tenth < 10; tenth++) {
    within(values.filter((value) => Math.floor(value * 10) === tenth).length, COUNT, 0.1);
  }
  const drawn = numbers.filter((_, i) => values[i]! < 0.1);
  within(drawn.filter((number) => tieValue(salt, number, 1) < 0.3).length, drawn.length, 0.3);
});

test('of a million draws, the stated share selects within 0.1 points', () => {
  // A digest of 256 bits holds five blocks like the one that is drawn by: a million values from 200,000 numbers.
  const HMACS = 200_000;
  const BLOCKS = 5;
  const key = Buffer.alloc(32, 9);
  const values = new Float64Array(HMACS * BLOCKS);
  for (let i = 0; i < HMACS; i++) {
    const digest = createHmac('sha256', key).update(`5301-${i}`).digest();
    for (let block = 0; block < BLOCKS; block++) {
      values[i * BLOCKS + block] = digest.readUIntBE(6 * block, 6) / 2 ** 48;
    }
  }
  expect(values[0]).toBe(drawValue(createSecretKey(key), '5301-0', 1));
  for (const rate of [0.001, 0.02, 0.05, 0.3]) {
    let selected = 0;
    for (const value of values) if (value < rate) selected++;
    expect(Math.abs(selected / values.length - rate)).toBeLessThan(0.001);
  }
});

test('the commitment is the SHA-256 of the salt', () => {
  // FIPS 180-2, appendix B.1.
  expect(commitmentOf(Buffer.from('abc'))).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});
