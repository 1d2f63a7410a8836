import { describe, expect, test } from 'vitest';
import { isAllowedKeys, isPlain, isTyping, shownKeys, toBindings, type Press } from './keys.ts';

test.each([
  ['r', true],
  ['7', true],
  ['?', true],
  ['[', true],
  ['g b', true],
  // `g` alone begins a sequence.
  ['g', false],
  ['g g g', false],
  ['R', false],
  ['/', true],
  ['*', true],
  ["'", false],
  [' ', false],
  ['Enter', false],
  ['Escape', false],
  ['F5', false],
  ['Alt+r', false],
  ['$mod+s', false],
  ['ArrowDown', false],
])('%j may be an action’s: %s', (keys, allowed) => {
  expect(isAllowedKeys(keys)).toBe(allowed);
});

test('a question mark takes Shift, and other signs on some keyboards', () => {
  expect(['?', 'g b', '/', '*'].map(toBindings)).toEqual([
    ['Shift+?'],
    ['g b'],
    ['/', 'Shift+/'],
    ['*', 'Shift+*'],
  ]);
});

test('keys are shown one by one', () => {
  expect(shownKeys('g b')).toEqual(['G', 'B']);
});

describe('a press', () => {
  const press: Press = {
    key: 'r',
    ctrlKey: false,
    altKey: false,
    metaKey: false,
    isComposing: false,
    defaultPrevented: false,
    repeat: false,
  };

  test('counts as it is', () => {
    expect(isPlain(press)).toBe(true);
  });

  test.each(['ctrlKey', 'altKey', 'metaKey', 'isComposing', 'defaultPrevented', 'repeat'] as const)(
    'does not count with %s',
    (name) => {
      expect(isPlain({ ...press, [name]: true })).toBe(false);
    },
  );
});

test.each([
  ['INPUT', 'text', null, false, true],
  ['INPUT', 'password', null, false, true],
  ['INPUT', 'checkbox', null, false, false],
  ['TEXTAREA', '', null, false, true],
  ['SELECT', '', null, false, true],
  ['DIV', '', 'listbox', false, true],
  ['DIV', '', 'menuitem', false, true],
  ['DIV', '', null, true, true],
  ['BUTTON', '', null, false, false],
  ['BODY', '', null, false, false],
])('in %s %s %s, editable %s, one types: %s', (tagName, type, role, isContentEditable, typing) => {
  expect(isTyping({ tagName, type, role, isContentEditable })).toBe(typing);
});
