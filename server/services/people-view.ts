import {
  ACCOUNT_ACTS,
  decideAdministration,
  type Administration,
  type AdministrationRefusal,
} from '../../shared/domain/access/administration.ts';
import type { PersonDetails, PersonState, PersonSummary } from '../../shared/contract/people.ts';
import type { Locale } from '../../shared/contract/session.ts';
import type { Queryable } from '../../shared/platform/db/pool.ts';
import { listLoans } from '../../shared/platform/stores/loan.store.ts';
import {
  readNames,
  readSecurity,
  type ListedPerson,
  type StoredPerson,
} from '../../shared/platform/stores/person.store.ts';
import type { Caller } from '../access/caller.ts';
import { administratorOf, type AdministrationDesk } from './administration.ts';
import { loanView } from './loans.service.ts';

/** Loans of one person that are shown, the last to end first. */
const LOANS_SHOWN = 100;

export function summaryOf(person: ListedPerson): PersonSummary {
  return { ...viewOf(person), assignments: person.assignments };
}

/** All that an administrator may know of a person; null where there is none or it is out of the caller's sight. */
export async function detailsOf(
  db: Queryable,
  desk: AdministrationDesk,
  caller: Caller,
  id: string,
  now: Date,
): Promise<PersonDetails | null> {
  const subject = await desk.find(db, id);
  if (subject === null) return null;
  const { person, assignments, account, around } = subject;
  const by = administratorOf(caller);
  const refusal = (wanted: Administration): AdministrationRefusal | null => {
    const decision = decideAdministration(by, wanted, around);
    return decision.allowed ? null : decision.reason;
  };
  if (refusal({ kind: 'see', account }) !== null) return null;
  const { link, ...security } = await readSecurity(db, id);
  const { loans } = await listLoans(db, { now, personId: id, offset: 0, limit: LOANS_SHOWN });
  const names = await readNames(
    db,
    assignments.map(({ assignedBy }) => assignedBy),
  );
  return {
    ...viewOf(person),
    createdAt: person.createdAt.toISOString(),
    disabledAt: person.disabledAt?.toISOString() ?? null,
    assignments: assignments.map(({ role, scope, assignedBy, assignedAt }) => ({
      role,
      scope,
      assignedBy: names.get(assignedBy) ?? assignedBy,
      assignedAt: assignedAt.toISOString(),
    })),
    loans: loans.map((loan) => loanView(loan, now)),
    ...security,
    link: link === null ? null : { purpose: link.purpose, expiresAt: link.expiresAt.toISOString() },
    refusals: {
      // Leaving the roles as they are is refused where none may be changed at all.
      assign: refusal({ kind: 'assign', account, assignments }),
      ...(Object.fromEntries(
        ACCOUNT_ACTS.map((act) => [act, refusal({ kind: 'act', act, account })]),
      ) as Record<(typeof ACCOUNT_ACTS)[number], AdministrationRefusal | null>),
    },
  };
}

function viewOf(person: StoredPerson) {
  const { id, name, email, demonstration } = person;
  return {
    id,
    name,
    email,
    locale: person.locale as Locale,
    state: stateOf(person),
    demonstration,
    lastSignInAt: person.lastSignInAt?.toISOString() ?? null,
  };
}

function stateOf({ disabledAt, canSignIn }: StoredPerson): PersonState {
  if (disabledAt !== null) return 'disabled';
  return canSignIn ? 'active' : 'invited';
}
