import { expect, it } from 'vitest';
import { parseCommand } from './options.ts';

it('reads the command line', () => {
  expect(parseCommand(['f.csv', '--mapping', 'bacuda'])).toEqual({
    file: 'f.csv',
    mapping: 'bacuda',
    url: undefined,
    registerPlaces: false,
  });
  expect(parseCommand(['--register-places', '--url', 'http://x', '--mapping', 'm.json', 'f.csv'])).toEqual({
    file: 'f.csv',
    mapping: 'm.json',
    url: 'http://x',
    registerPlaces: true,
  });
  expect(parseCommand(['--credit-classes', 'c.csv'])).toEqual({ creditClasses: 'c.csv' });
  expect(parseCommand(['--help'])).toBe('help');
});

it.each([
  ['nothing', [], 'the file'],
  ['no mapping', ['f.csv'], '--mapping'],
  ['two files', ['f.csv', 'g.csv', '--mapping', 'm'], 'g.csv'],
  ['classes with a mapping', ['--credit-classes', 'c.csv', '--mapping', 'm'], '--mapping'],
  ['an unknown flag', ['f.csv', '--mapping', 'm', '--fast'], '--fast'],
])('refuses %s', (_name, argv, says) => {
  expect(() => parseCommand(argv)).toThrow(says);
});
