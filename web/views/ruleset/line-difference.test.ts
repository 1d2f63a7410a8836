import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { lineDifference } from './line-difference.ts';

const written = (before: string, after: string) =>
  lineDifference([...before], [...after], (line) => line)
    .map(({ change, line }) => ({ same: ' ', added: '+', removed: '-' })[change] + line)
    .join('');

test.each([
  ['', '', ''],
  ['ab', 'ab', ' a b'],
  ['', 'ab', '+a+b'],
  ['ab', '', '-a-b'],
  ['abc', 'axc', ' a-b+x c'],
  ['abc', 'bcd', '-a b c+d'],
])('from %j to %j: %j', (before, after, difference) => {
  expect(written(before, after)).toBe(difference);
});

it('tells both texts whole, and never calls a line of one text changed that the other shares in place', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const changes = lineDifference(before, after, (line) => line);
      const told = (without: string) =>
        changes.filter(({ change }) => change !== without).map(({ line }) => line);
      expect(told('added')).toEqual(before);
      expect(told('removed')).toEqual(after);
    }),
    { numRuns: 200 },
  );
});

it('compares no texts of thousands of lines', () => {
  const many = Array.from({ length: 1_100 }, (_, i) => String(i));
  const changes = lineDifference(many, many.toReversed(), (line) => line);
  expect(changes.filter(({ change }) => change === 'same')).toEqual([]);
  expect(changes).toHaveLength(2_200);
});
