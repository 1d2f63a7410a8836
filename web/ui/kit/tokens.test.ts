import { expect, test } from 'vitest';
import { addTokens, splitTokens } from './tokens.ts';

test.each([
  ['8517', ['8517']],
  ['8517, 8471;;9013\n', ['8517', '8471', '9013']],
  ['甲，乙、丙', ['甲', '乙', '丙']],
  ['a\tb\r\nc d', ['a', 'b', 'c d']],
  [' , ', []],
])('%j is %j', (text, tokens) => expect(splitTokens(text)).toEqual(tokens));

test('a value is there once, where it first came', () => {
  expect(addTokens(['a', 'b'], ['c', 'a', 'c'])).toEqual(['a', 'b', 'c']);
});
