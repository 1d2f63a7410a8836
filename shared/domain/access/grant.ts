import { type Right } from './right.ts';
import { NATIONAL_RIGHTS, RIGHTS_OF_ROLE, type Role } from './role.ts';
import { contains, type DistrictOf, type ScopeId } from './scope.ts';

/** Rights at a place, whatever they come from. */
export interface Grant {
  rights: readonly Right[];
  scope: ScopeId;
}

/** A role held at a place until it is taken away. */
export interface Assignment {
  role: Role;
  scope: ScopeId;
}

/** Rights lent for a stated time (mutual assistance); `until` excluded, `endedAt` set when taken back before. */
export interface Loan {
  rights: readonly Right[];
  scope: ScopeId;
  from: Date;
  until: Date;
  endedAt: Date | null;
}

export type AccessDecision = { allowed: true } | { allowed: false; reason: 'no-right' | 'outside-scope' };

/** A loan that is in force: begun, not over and not taken back. */
export function inForce(loan: Loan, now: Date): boolean {
  return loan.from <= now && !isOver(loan, now);
}

/** A loan that counts no more, and never will again. */
function isOver({ until, endedAt }: Pick<Loan, 'until' | 'endedAt'>, now: Date): boolean {
  return until <= now || (endedAt !== null && endedAt <= now);
}

/** All that a person may do at `now`, from the roles held and the rights lent. */
export function grantsOf(assignments: readonly Assignment[], loans: readonly Loan[], now: Date): Grant[] {
  return [
    ...assignments.map(({ role, scope }) => ({ rights: RIGHTS_OF_ROLE[role], scope })),
    ...loans.filter((loan) => inForce(loan, now)).map(({ rights, scope }) => ({ rights, scope })),
  ];
}

/** The widest scopes at which a right is held, none inside another; empty where it is held nowhere. */
export function scopesWith(grants: readonly Grant[], right: Right, districtOf: DistrictOf): ScopeId[] {
  const held = grants.filter((grant) => holds(grant, right)).map((grant) => grant.scope);
  const distinct = [...new Set(held)];
  return distinct.filter((scope) =>
    distinct.every((other) => other === scope || !contains(other, scope, districtOf)),
  );
}

/** Whether `grants` allow `right` at `scope`; the one rule behind every route, event, export and list. */
export function decideAccess(
  grants: readonly Grant[],
  right: Right,
  scope: ScopeId,
  districtOf: DistrictOf,
): AccessDecision {
  const scopes = scopesWith(grants, right, districtOf);
  if (scopes.length === 0) return { allowed: false, reason: 'no-right' };
  return scopes.some((held) => contains(held, scope, districtOf))
    ? { allowed: true }
    : { allowed: false, reason: 'outside-scope' };
}

function holds({ rights, scope }: Grant, right: Right): boolean {
  return rights.includes(right) && (scope === 'national' || !NATIONAL_RIGHTS.has(right));
}
