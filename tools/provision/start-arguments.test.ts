import { expect, test } from 'vitest';
import { parseStartArguments } from './start-arguments.ts';

test.each([
  [[], { demonstration: true, simulator: true, rate: 30, workers: 1 }],
  [['--no-simulator'], { demonstration: true, simulator: false, rate: 30, workers: 1 }],
  [['--no-demonstration'], { demonstration: false, simulator: false, rate: 30, workers: 1 }],
  [['--rate', '0.5', '--workers=3'], { demonstration: true, simulator: true, rate: 0.5, workers: 3 }],
])('%j runs', (args, options) => {
  expect(parseStartArguments(args)).toEqual({ kind: 'run', options });
});

test.each([
  [['--rate', 'fast'], /--rate takes a number/],
  [['--rate', '0'], /--rate takes a number/],
  [['--workers', '1.5'], /--workers takes a whole number/],
  [['--workers', '0'], /--workers takes a whole number/],
  [['--simulate'], /--simulate/],
  [['now'], /now/],
  [['--rate'], /--rate/],
])('%j is refused', (args, fault) => {
  expect(parseStartArguments(args)).toEqual({ kind: 'help', fault: expect.stringMatching(fault) });
});

test('--help is no fault', () => {
  expect(parseStartArguments(['--help'])).toEqual({ kind: 'help', fault: undefined });
});
