import { expect, test } from 'vitest';
import { readText } from './read-text.ts';

test.each([
  ['UTF-8', Uint8Array.from(Buffer.from('上海海关'))],
  ['UTF-8 with its mark', Uint8Array.from(Buffer.from('\uFEFF上海海关'))],
  ['GB 18030', Uint8Array.from([0xc9, 0xcf, 0xba, 0xa3, 0xba, 0xa3, 0xb9, 0xd8])],
])('a file in %s', async (_name, bytes) => {
  expect(await readText(new Blob([bytes]))).toBe('上海海关');
});
