/** How long a sequence such as `g b` waits for its next key, ms. */
export const SEQUENCE_MS = 1_000;

/**
 * Keys an action may have: a letter, a digit or one of few signs, alone or after `g`. Whatever has Ctrl, Alt or Meta,
 * function keys, Tab, Enter, Space, Escape and arrows are not ours, nor is the sign that finds links in a browser.
 */
const ALLOWED = /^(?:g [a-z]|[a-fh-z0-9.[\]?/*])$/;

export function isAllowedKeys(keys: string): boolean {
  return ALLOWED.test(keys);
}

/** As tinykeys writes them: a question mark takes Shift; whether other signs do depends on the keyboard. */
export function toBindings(keys: string): string[] {
  if (keys === '?') return ['Shift+?'];
  return keys === '/' || keys === '*' ? [keys, `Shift+${keys}`] : [keys];
}

/** What decides whether a key press is meant for an action at all. */
export interface Press {
  key: string;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  isComposing: boolean;
  defaultPrevented: boolean;
  repeat: boolean;
}

/** Where the press happened. */
export interface PressedAt {
  tagName: string;
  type: string;
  role: string | null;
  isContentEditable: boolean;
}

const FIELDS_WITHOUT_TEXT = new Set([
  'checkbox',
  'radio',
  'button',
  'submit',
  'reset',
  'file',
  'range',
  'color',
]);
const ROLES_OF_TYPING = new Set([
  'textbox',
  'searchbox',
  'combobox',
  'listbox',
  'spinbutton',
  'menu',
  'menuitem',
]);

/** True where the reader types or picks: letters belong to the field. */
export function isTyping({ tagName, type, role, isContentEditable }: PressedAt): boolean {
  if (isContentEditable || (role !== null && ROLES_OF_TYPING.has(role))) return true;
  if (tagName === 'TEXTAREA' || tagName === 'SELECT') return true;
  return tagName === 'INPUT' && !FIELDS_WITHOUT_TEXT.has(type);
}

/** True for a press that may be an action's: no modifier, not part of composing Chinese, not held down. */
export function isPlain(press: Press): boolean {
  return !(
    press.ctrlKey ||
    press.altKey ||
    press.metaKey ||
    press.isComposing ||
    press.defaultPrevented ||
    press.repeat
  );
}

/** The keys as they are shown, each to stand in a `<kbd>`. */
export function shownKeys(keys: string): string[] {
  return keys.split(' ').map((key) => key.toUpperCase());
}
