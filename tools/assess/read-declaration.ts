import { declarationSchema, type Fault } from '../../shared/contract/declaration.schema.ts';
import type { VersionedDeclaration } from '../../shared/domain/declaration.ts';
import type { EnrichedFacts } from '../../shared/domain/targeting/facts.ts';
import { readCarriedFacts } from './carried-facts.ts';

export type ReadResult =
  { ok: true; declaration: VersionedDeclaration; facts: EnrichedFacts } | { ok: false; faults: Fault[] };

/** At most this many faults of one line are named. */
const MAX_FAULTS = 20;

/** Reads one line: a declaration as lodging systems send it, with the facts it may carry. Version 1 where it has none. */
export function readDeclaration(line: string): ReadResult {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return {
      ok: false,
      faults: [{ path: '', reason: `no JSON: ${(error as Error).message.slice(0, 200)}` }],
    };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, faults: [{ path: '', reason: 'expected an object' }] };
  }
  const { facts: carried, ...lodged } = value as Record<string, unknown>;
  const { facts, faults } = readCarriedFacts(carried);
  const result = declarationSchema.safeParse(lodged);
  if (result.success && faults.length === 0) {
    return { ok: true, declaration: { version: 1, ...result.data }, facts };
  }
  const issues = result.success ? [] : result.error.issues;
  const all = [...issues.map((issue) => ({ path: issue.path.join('.'), reason: issue.message })), ...faults];
  return { ok: false, faults: all.slice(0, MAX_FAULTS) };
}
