import { expect, test } from 'vitest';
import { parseCommand } from './options.ts';

test.each([
  [['backup', 'a.zst'], { command: 'backup', file: 'a.zst' }],
  [['restore', 'a.zst'], { command: 'restore', file: 'a.zst', create: null }],
  [['restore', 'a.zst', '--create', 'drill'], { command: 'restore', file: 'a.zst', create: 'drill' }],
  [['restore', '--verify', 'a.zst'], { command: 'verify', file: 'a.zst' }],
  [['backup', '--help'], { command: 'help' }],
  [['restore', '--help'], { command: 'help' }],
])('%j', (argv, command) => {
  expect(parseCommand(argv)).toEqual(command);
});

test.each([
  [[], 'expected backup or restore'],
  [['backup'], 'expected the file'],
  [['restore', 'a', 'b'], 'expected one file, not also b'],
  [['backup', 'a', '--verify'], 'belong to restore'],
  [['backup', 'a', '--create', 'x'], 'belong to restore'],
  [['restore', 'a', '--verify', '--create', 'x'], 'has no sense'],
  [['restore', 'a', '--create', ''], 'expected a name'],
  [['restore', 'a', '--force'], '--force'],
])('%j is refused', (argv, reason) => {
  expect(() => parseCommand(argv)).toThrow(reason);
});
