import { expect, test } from 'vitest';
import { copyLine, type CopyValue } from './copy.ts';

test.each<[string, CopyValue, string]>([
  ['text', 'Tea 茶', 'Tea 茶'],
  ['no text', '', ''],
  ['a backslash', 'a\\b', 'a\\\\b'],
  ['a tab', 'a\tb', 'a\\tb'],
  ['line ends', 'a\r\nb', 'a\\r\\nb'],
  ['text that looks like null', '\\N', '\\\\N'],
  ['text that looks like the end', '\\.', '\\\\.'],
  ['null', null, '\\N'],
  ['a whole number', -7, '-7'],
  ['a fraction', 0.1, '0.1'],
  ['a large number', 1e21, '1e+21'],
  ['true', true, 't'],
  ['false', false, 'f'],
  ['an instant', new Date(0), '1970-01-01T00:00:00.000Z'],
  ['an empty array', [], '{}'],
  ['numbers', [1, 2], '{1,2}'],
  ['texts', ['a', ''], '{"a",""}'],
  ['quotes and backslashes in an array', ['"', '\\'], '{"\\\\"","\\\\\\\\"}'],
  ['commas, braces and NULL in an array', ['a,b', '{}', 'NULL'], '{"a,b","{}","NULL"}'],
  ['a tab in an array', ['\t'], '{"\\t"}'],
])('%s', (_what, value, written) => {
  expect(copyLine([value])).toBe(`${written}\n`);
});

test('values are parted by tabs', () => {
  expect(copyLine(['a', null, 1])).toBe('a\t\\N\t1\n');
});
