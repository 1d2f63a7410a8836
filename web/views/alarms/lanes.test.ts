import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assignLanes } from './lanes.ts';

test.each<[(string | null)[], string[], (string | null)[]]>([
  [[], ['a', 'b'], ['a', 'b']],
  [
    ['a', 'b', 'c'],
    ['b', 'c', 'd'],
    ['d', 'b', 'c'],
  ],
  [['a', 'b', 'c'], ['c'], [null, null, 'c']],
  [
    [null, 'b'],
    ['a', 'b', 'c'],
    ['a', 'b', 'c'],
  ],
])('%j shows %j in %j', (before, keys, after) => {
  expect(assignLanes(before, keys)).toEqual(after);
});

test('every key has one element, and keeps it', () => {
  const keys = fc.uniqueArray(fc.constantFrom(...'abcdefghij'), { maxLength: 6 });
  fc.assert(
    fc.property(fc.array(keys, { maxLength: 8 }), (shown) => {
      let lanes: (string | null)[] = [];
      for (const wanted of shown) {
        const next = assignLanes(lanes, wanted);
        expect(next.filter((key) => key !== null).toSorted()).toEqual(wanted.toSorted());
        for (const [lane, key] of lanes.entries())
          if (key !== null && wanted.includes(key)) expect(next[lane]).toBe(key);
        lanes = next;
      }
      expect(lanes.length).toBeLessThanOrEqual(Math.max(0, ...shown.map(({ length }) => length)));
    }),
  );
});
