import type { Operator } from './condition.ts';
import { MAX_FAULTS, type Fault } from './fault.ts';
import type { FactType } from './fields.ts';
import { parseInstant } from './instant.ts';

/** Values one operand may list; longer sets belong into a reference list. */
export const MAX_OPERAND_VALUES = 10_000;

const EXPECTED: Record<FactType, string> = {
  text: 'expected text',
  textList: 'expected text',
  number: 'expected a number',
  instant: 'expected an RFC 3339 instant with offset',
  boolean: 'expected true or false',
  any: 'expected text, a number, true or false',
};

const HS_DIGITS: Record<string, number> = { 'item.hs2': 2, 'item.hs4': 4, 'item.hs6': 6 };

export const NOT_STORABLE = 'expected text without NUL or broken characters';

/** Whether the database can hold a text. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** What is wrong with the operand of an operator that the kind of fact allows; `path` is the operand's. */
export function checkOperand(
  { field, type, op }: { field: string; type: FactType; op: Operator },
  value: unknown,
  path: string,
  lists: ReadonlySet<string>,
): Fault[] {
  const fault = (reason: string): Fault[] => [{ path, reason }];
  switch (op) {
    case 'exists':
    case 'missing':
      return value === undefined ? [] : fault('expected no value');
    case 'inList':
    case 'notInList':
      if (typeof value !== 'string') return fault('expected the name of a reference list');
      return lists.has(value) ? [] : fault('unknown reference list');
    case 'in':
    case 'notIn':
      return checkEach(value, path, (entry) => checkScalar(field, type, entry));
    case 'startsWith':
      return Array.isArray(value) ? checkEach(value, path, checkPart) : faultOf(checkPart(value), path);
    case 'contains':
      return faultOf(checkPart(value), path);
    case 'between':
      return checkRange(type, value, path);
    case 'eq':
    case 'ne':
      return faultOf(checkScalar(field, type, value), path);
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return faultOf(checkOrdered(type, value), path);
  }
}

function faultOf(reason: string | null, path: string): Fault[] {
  return reason === null ? [] : [{ path, reason }];
}

function checkEach(value: unknown, path: string, check: (entry: unknown) => string | null): Fault[] {
  if (!Array.isArray(value)) return [{ path, reason: 'expected a list of values' }];
  if (value.length === 0) return [{ path, reason: 'expected at least one value' }];
  if (value.length > MAX_OPERAND_VALUES)
    return [{ path, reason: `expected at most ${MAX_OPERAND_VALUES} values` }];
  const faults: Fault[] = [];
  for (const [at, entry] of value.entries()) {
    faults.push(...faultOf(check(entry), `${path}.${at}`));
    if (faults.length >= MAX_FAULTS) break;
  }
  return faults;
}

function checkScalar(field: string, type: FactType, value: unknown): string | null {
  const digits = HS_DIGITS[field];
  if (
    digits !== undefined &&
    !(typeof value === 'string' && value.length === digits && /^\d+$/.test(value))
  ) {
    return `expected ${digits} digits`;
  }
  if (typeof value === 'string' && !isStorable(value)) return NOT_STORABLE;
  switch (type) {
    case 'text':
    case 'textList':
      return typeof value === 'string' ? null : EXPECTED[type];
    case 'number':
      return Number.isFinite(value) ? null : EXPECTED[type];
    case 'boolean':
      return typeof value === 'boolean' ? null : EXPECTED[type];
    case 'instant':
      return isInstant(value) ? null : EXPECTED[type];
    case 'any':
      return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
        ? null
        : EXPECTED[type];
  }
}

function checkPart(value: unknown): string | null {
  if (typeof value !== 'string') return 'expected text';
  if (value === '') return 'expected text that is not empty';
  return isStorable(value) ? null : NOT_STORABLE;
}

function checkOrdered(type: FactType, value: unknown): string | null {
  if (type === 'any')
    return Number.isFinite(value) || isInstant(value) ? null : 'expected a number or an instant';
  return type === 'instant'
    ? isInstant(value)
      ? null
      : EXPECTED.instant
    : Number.isFinite(value)
      ? null
      : EXPECTED.number;
}

function checkRange(type: FactType, value: unknown, path: string): Fault[] {
  if (!Array.isArray(value) || value.length !== 2) return [{ path, reason: 'expected [low, high]' }];
  const faults = value.flatMap((end, at) => faultOf(checkOrdered(type, end), `${path}.${at}`));
  if (faults.length > 0) return faults;
  const [low, high] = value as [unknown, unknown];
  if (typeof low !== typeof high) return [{ path, reason: 'expected both ends of the same kind' }];
  return orderOf(low) > orderOf(high) ? [{ path, reason: 'expected low not above high' }] : [];
}

function orderOf(end: unknown): number {
  return typeof end === 'string' ? parseInstant(end) : Number(end);
}

/** Whether a value is an RFC 3339 instant (or a date, its midnight in UTC). */
export function isInstant(value: unknown): value is string {
  return typeof value === 'string' && !Number.isNaN(parseInstant(value));
}
