import { expect, test } from 'vitest';
import { chooseTheme } from './theme.svelte.ts';

test.each([
  ['', null, 'dark'],
  ['', 'light', 'light'],
  ['?theme=dark', 'light', 'dark'],
  ['?theme=light', null, 'light'],
  ['?theme=pink', 'light', 'dark'],
])('%j, kept %j: %s', (search, kept, theme) => {
  expect(chooseTheme(search, kept)).toBe(theme);
});
