import { isInstant, isStorable, NOT_STORABLE } from './check-operand.ts';
import type { Faults } from './fault.ts';
import { parseInstant } from './instant.ts';

/** What is wrong with a value; null where nothing is. */
export type Check = (value: unknown) => string | null;
export type Fields = Record<string, { check: Check; optional?: true }>;
export type Draft = Record<string, unknown>;

const CODE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Longest text of a title, a guidance, a value of a list, in UTF-16 units. */
export const MAX_TEXT = 2_000;

export const text: Check = (value) => {
  if (typeof value !== 'string' || value === '') return 'expected text that is not empty';
  if (value.length > MAX_TEXT) return `expected at most ${MAX_TEXT} characters`;
  return isStorable(value) ? null : NOT_STORABLE;
};
export const code: Check = (value) =>
  typeof value === 'string' && CODE.test(value) ? null : 'expected 1 to 64 letters, digits or . _ -';
export const flag: Check = (value) => (typeof value === 'boolean' ? null : 'expected true or false');
export const instant: Check = (value) =>
  isInstant(value) ? null : 'expected an RFC 3339 instant with offset';
export const anything: Check = () => null;
export const positiveInteger: Check = (value) =>
  Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= MAX_VERSION
    ? null
    : 'expected a whole number from 1';
/** Largest integer that the database holds. */
const MAX_VERSION = 2 ** 31 - 1;

export const numberIn =
  (low: number, high: number): Check =>
  (value) =>
    typeof value === 'number' && value >= low && value <= high
      ? null
      : `expected a number from ${low} to ${high}`;
export const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    words.includes(value as string) ? null : `expected one of ${words.join(' ')}`;

/** Checks an object against its fields; null where it is none. */
export function checkObject(value: unknown, fields: Fields, path: string, faults: Faults): Draft | null {
  if (!isObject(value)) {
    faults.add(path, 'expected an object');
    return null;
  }
  for (const key of Object.keys(value)) {
    if (faults.full) return value;
    if (!Object.hasOwn(fields, key)) faults.add(join(path, key), 'unknown key');
  }
  for (const [key, { check, optional }] of Object.entries(fields)) {
    const held = value[key];
    if (held === undefined) {
      if (!optional) faults.add(join(path, key), 'missing');
      continue;
    }
    const reason = check(held);
    if (reason) faults.add(join(path, key), reason);
  }
  return value;
}

/** Visits the entries of what should be an array of at most `most`. */
export function eachOf(
  value: unknown,
  path: string,
  faults: Faults,
  most: number,
  check: (entry: unknown, path: string) => void,
): void {
  if (value === undefined) return;
  if (!Array.isArray(value)) return faults.add(path, 'expected a list');
  if (value.length > most) return faults.add(path, `expected at most ${most} entries`);
  for (const [index, entry] of value.entries()) {
    if (faults.full) return;
    check(entry, `${path}.${index}`);
  }
}

/** The end must lie after the beginning, where there are both. */
export function checkPeriod(from: unknown, to: unknown, path: string, faults: Faults): void {
  if (isInstant(from) && isInstant(to) && parseInstant(from) >= parseInstant(to)) {
    faults.add(path, 'expected an instant after the start of validity');
  }
}

export function isObject(value: unknown): value is Draft {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
