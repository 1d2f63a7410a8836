import { expect, test } from 'vitest';
import { parseTestArguments, STEPS, turnsOf } from './test-arguments.ts';

test.each([
  [[], { kind: 'run', only: undefined, extra: [] }],
  [['--only', 'browser,unit'], { kind: 'run', only: ['messages', 'unit', 'browser'], extra: [] }],
  [['--only', 'lint'], { kind: 'run', only: ['lint'], extra: [] }],
  [
    ['--only=integration', 'sweep', '-t', 'x'],
    { kind: 'run', only: ['integration'], extra: ['sweep', '-t', 'x'] },
  ],
  [['--help'], { kind: 'help', fault: undefined }],
  [['--only', 'units'], { kind: 'help', fault: "there is no step 'units'" }],
  [['--only'], { kind: 'help', fault: "there is no step ''" }],
])('%j', (args, expected) => {
  expect(parseTestArguments(args)).toEqual(expected);
});

test('checks of one thread take turns together, all else one by one', () => {
  expect(turnsOf(STEPS)).toEqual([
    ['messages'],
    ['lint', 'types', 'format', 'build', 'unused', 'audit'],
    ['unit'],
    ['integration'],
    ['browser'],
  ]);
  expect(turnsOf(['messages', 'types', 'browser'])).toEqual([['messages'], ['types'], ['browser']]);
});
