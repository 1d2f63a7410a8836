import { expect, test } from 'vitest';
import { addCounts, readCounts, summary } from './test-counts.ts';

const report = (passed: number, failed: number, pending: number, todo: number, success: boolean) => () =>
  JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: pending,
    numTodoTests: todo,
    success,
  });

test.each([
  ['a passing run', report(3, 0, 1, 1, true), { passed: 3, failed: 0, skipped: 2 }],
  ['a failing test', report(3, 2, 0, 0, false), { passed: 3, failed: 2, skipped: 0 }],
  ['a file that does not load', report(3, 0, 0, 0, false), { passed: 3, failed: 1, skipped: 0 }],
])('reads %s', (_name, read, expected) => {
  expect(readCounts('report.json', read)).toEqual(expected);
});

test('counts nothing where there is no report', () => {
  const read = () => {
    throw new Error('ENOENT');
  };
  expect(readCounts('report.json', read)).toEqual({ passed: 0, failed: 0, skipped: 0 });
});

test('sums up in the form that CI reads', () => {
  const sum = addCounts({ passed: 1, failed: 0, skipped: 0 }, { passed: 2, failed: 1, skipped: 0 });
  expect(summary(sum)).toBe('3 passed, 1 failed');
  expect(summary({ ...sum, skipped: 4 })).toBe('3 passed, 1 failed, 4 skipped');
});
