import { expect, test } from 'vitest';
import { spreadLabels } from './spread-labels.ts';

test.each([
  ['far apart stay', [90, 50, 10], [90, 50, 10]],
  ['too near are pushed down', [50, 55, 10], [50, 70, 10]],
  ['at the ground they move up', [99, 98, 97], [100, 80, 60]],
  ['the same height keeps the order given', [100, 100, 0], [80, 100, 0]],
  ['outside is brought in', [-50, 150], [0, 100]],
  ['none', [], []],
])('%s', (_, wanted, placed) => {
  expect(spreadLabels(wanted, 20, 0, 100)).toEqual(placed);
});
