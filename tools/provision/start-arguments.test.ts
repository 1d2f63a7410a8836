import { expect, test } from 'vitest';
import { parseStartArguments } from './start-arguments.ts';

const DEFAULTS = { demonstration: true, simulator: true, rate: 30, workers: 1, restore: null };

test.each([
  [[], DEFAULTS],
  [['--no-simulator'], { ...DEFAULTS, simulator: false }],
  [['--no-demonstration'], { ...DEFAULTS, demonstration: false, simulator: false }],
  [['--rate', '0.5', '--workers=3'], { ...DEFAULTS, rate: 0.5, workers: 3 }],
  [['--restore', 'a.backup'], { ...DEFAULTS, restore: 'a.backup' }],
])('%j runs', (args, options) => {
  expect(parseStartArguments(args)).toEqual({ kind: 'run', options });
});

test.each([
  [['--rate', 'fast'], /--rate takes a number/],
  [['--rate', '0'], /--rate takes a number/],
  [['--workers', '1.5'], /--workers takes a whole number/],
  [['--workers', '0'], /--workers takes a whole number/],
  [['--restore', ''], /--restore takes the file/],
  [['--simulate'], /--simulate/],
  [['now'], /now/],
  [['--rate'], /--rate/],
])('%j is refused', (args, fault) => {
  expect(parseStartArguments(args)).toEqual({ kind: 'help', fault: expect.stringMatching(fault) });
});

test('--help is no fault', () => {
  expect(parseStartArguments(['--help'])).toEqual({ kind: 'help', fault: undefined });
});
