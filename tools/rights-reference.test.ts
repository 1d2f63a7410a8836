import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { REFERENCE, rightsReference } from './rights-reference.ts';

test('the committed reference is the one the declarations make', async () => {
  expect(await readFile(REFERENCE, 'utf8'), 'run `npm run docs:rights` and commit').toBe(
    await rightsReference(),
  );
});
