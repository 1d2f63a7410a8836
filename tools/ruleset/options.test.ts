import { expect, test } from 'vitest';
import { parseCommand } from './options.ts';

test.each([
  ['check R.json', { command: 'check', file: 'R.json' }],
  ['export', { command: 'export', version: undefined }],
  ['export --version 12', { command: 'export', version: 12 }],
  ['load R.json --note first', { command: 'load', file: 'R.json', note: 'first' }],
  ['check --help', 'help'],
])('%s', (line, command) => {
  expect(parseCommand(line.split(' '))).toEqual(command);
});

test.each([
  ['', 'expected check, export or load'],
  ['remove', 'expected check, export or load'],
  ['check', 'expected a ruleset file'],
  ['check a b', 'expected one file'],
  ['check a --note x', '--note belongs to load'],
  ['check a --version 1', '--version belongs to export'],
  ['export a', 'standard output'],
  ['export --version 0', 'whole number'],
  ['load a', 'expected --note WHY'],
  ['load --note x', 'expected a ruleset file'],
  ['load a --force', 'Unknown option'],
])('%s is refused', (line, reason) => {
  expect(() => parseCommand(line.split(' ').filter(Boolean))).toThrow(reason);
});
