import { parseInstant } from './instant.ts';
import type { Policy } from './profile.ts';

/** Stratum of the declarations that no stratum of the policy takes. */
export const STRATUM_OF_THE_REST = 'all';

/** Stratum of a declaration whose stratum could not be found out; it has the highest of all rates. */
export const STRATUM_UNKNOWN = 'unknown';

/**
 * The policy as it holds for a declaration registered at an instant (ms): the last change before or at it, and those
 * before that one, each replacing what it states. Without dates it is the policy itself.
 */
export function policyAt(policy: Policy, registeredAt: number): Policy {
  if (policy.dated === undefined) return policy;
  const { dated, ...held } = policy;
  for (const { from, ...change } of dated) {
    if (!(registeredAt >= parseInstant(from))) break;
    Object.assign(held, change);
  }
  return held;
}
