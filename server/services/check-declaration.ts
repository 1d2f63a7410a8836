import { hash } from 'node:crypto';
import { declarationSchema, type Fault } from '../../shared/contract/declaration.schema.ts';
import type { AttributeValue, Declaration } from '../../shared/domain/declaration.ts';
import type { CheckedDeclaration } from '../../shared/platform/stores/intake.store.ts';

export type CheckResult =
  | { ok: true; declaration: CheckedDeclaration }
  | { ok: false; declarationNo: string | null; faults: Fault[] };

/** Longest path and reason, characters: they may quote a name of any length that was sent. */
const MAX_TEXT = 300;

/** At most this many faults of one declaration are named. */
const MAX_FAULTS = 50;

/** The customs houses a declaration may name: those that are known, and of these those that its lodger may lodge for. */
export interface LodgeableHouses {
  isKnown: (code: string) => boolean;
  mayLodgeAt: (code: string) => boolean;
}

/**
 * Checks a lodged declaration against the schema and its lodger's customs houses. What passes is written in one
 * canonical form (the schema's field order, sorted attributes), so that equal content has an equal hash
 * however a lodging system orders its fields.
 */
export function checkDeclaration(value: unknown, houses: LodgeableHouses): CheckResult {
  const result = declarationSchema.safeParse(value);
  const unsafe = result.success ? unsafeAttribute(value as typeof result.data) : null;
  if (unsafe !== null) {
    return { ok: false, declarationNo: readNumber(value), faults: [{ path: unsafe, reason: NOT_A_NAME }] };
  }
  if (!result.success) {
    const faults = result.error.issues
      .slice(0, MAX_FAULTS)
      .map((issue) => ({ path: short(issue.path.join('.')), reason: short(issue.message) }));
    return { ok: false, declarationNo: readNumber(value), faults };
  }
  const { version: _assignedByTidewaiter, ...declaration } = result.data;
  const { declarationNo, customsHouse } = declaration;
  if (!houses.isKnown(customsHouse) || !houses.mayLodgeAt(customsHouse)) {
    const reason = houses.isKnown(customsHouse)
      ? `the customs house "${customsHouse}" is outside the scope of this key`
      : `the customs house "${customsHouse}" is not known`;
    return { ok: false, declarationNo, faults: [{ path: 'customsHouse', reason }] };
  }
  if (declaration.attributes) declaration.attributes = sorted(declaration.attributes);
  for (const item of declaration.items) if (item.attributes) item.attributes = sorted(item.attributes);
  const json = JSON.stringify(declaration);
  return {
    ok: true,
    declaration: {
      declarationNo,
      customsHouse,
      mayLodgeAt: houses.mayLodgeAt,
      json,
      contentHash: hash('sha256', json, 'hex').slice(0, 32),
    },
  };
}

function sorted(attributes: Record<string, AttributeValue>): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const NOT_A_NAME = 'expected a name of letters, digits and _';

/** Path of an attribute named `__proto__`, which the schema would pass over in silence; null where there is none. */
function unsafeAttribute(declaration: Pick<Declaration, 'attributes' | 'items'>): string | null {
  const holds = (attributes: object | undefined) =>
    attributes !== undefined && Object.hasOwn(attributes, '__proto__');
  if (holds(declaration.attributes)) return 'attributes.__proto__';
  const item = declaration.items.findIndex(({ attributes }) => holds(attributes));
  return item === -1 ? null : `items.${item}.attributes.__proto__`;
}

function readNumber(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('declarationNo' in value)) return null;
  return typeof value.declarationNo === 'string' ? copyOf(value.declarationNo.slice(0, 64)) : null;
}

function short(text: string): string {
  return text.length <= MAX_TEXT ? text : `${copyOf(text.slice(0, MAX_TEXT))}…`;
}

/** A slice of a string keeps the whole of it in memory, a copy does not. */
function copyOf(slice: string): string {
  return Buffer.from(slice).toString();
}
