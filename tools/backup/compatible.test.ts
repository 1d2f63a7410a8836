import { expect, test } from 'vitest';
import { incompatibility } from './compatible.ts';

test.each([
  ['of the same version', ['1', '2'], ['1', '2'], null],
  ['of an older version', ['1'], ['1', '2'], null],
  ['of a newer version', ['1', '2', '3'], ['1', '2'], /newer version.*migration 3/],
  ['of another line', ['1', 'x'], ['1', '2', '3'], /another line.*migration x.*has 2/],
  ['of another line that is longer', ['1', 'x', '3'], ['1', '2'], /another line.*migration x.*has 2/],
])('a backup %s', (_what, backedUp, known, reason) => {
  const found = incompatibility(backedUp, known);
  if (reason === null) expect(found).toBeNull();
  else expect(found).toMatch(reason);
});
