import { expect, test } from 'vitest';
import { shareOf, shareSegments } from './share-bars.ts';

test.each([
  [{ red: 1, orange: 1, green: 2 }, [0.25, 0.25, 0.5], [0, 0.25, 0.5]],
  [{ red: 0, orange: 0, green: 5 }, [0, 0, 1], [0, 0, 0]],
  [{ red: 0, orange: 0, green: 0 }, [null, null, null], [0, 0, 0]],
])('%o', (totals, shares, from) => {
  const segments = shareSegments(totals);
  expect(segments.map((segment) => segment.share)).toEqual(shares);
  expect(segments.map((segment) => segment.from)).toEqual(from);
  expect(shareOf(totals, 'green')).toBe(shares[2]);
});
