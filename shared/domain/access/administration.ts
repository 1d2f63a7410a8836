import type { Assignment } from './grant.ts';
import { LENDABLE_RIGHTS, type Right } from './right.ts';
import { LEVELS_OF_ROLE } from './role.ts';
import { contains, partsOf, type DistrictOf, type ScopeId } from './scope.ts';

/** Longest time that rights are lent for at once, days. */
export const LONGEST_LOAN_DAYS = 90;

const DAY_MS = 86_400_000;

/** What is done to an account as a whole. Roles are changed by `assign`, rights lent by `lend`. */
export const ACCOUNT_ACTS = [
  'change-details',
  'invite-again',
  'reset-password',
  'end-sessions',
  'remove-second-factor',
  'disable',
  'enable',
] as const;

export type AccountAct = (typeof ACCOUNT_ACTS)[number];

/** Acts that nobody does to the own account: a stolen session must not become a stolen account. */
const NEVER_TO_ONESELF: ReadonlySet<AccountAct> = new Set<AccountAct>([
  'invite-again',
  'reset-password',
  'remove-second-factor',
  'disable',
  'enable',
]);

/** Acts by which whoever does them could sign in as the person, and would have what was lent to them too. */
const WAYS_IN: ReadonlySet<AccountAct> = new Set<AccountAct>([
  'change-details',
  'invite-again',
  'reset-password',
  'remove-second-factor',
]);

/** Who administers: `scopes` are those at which `people.manage` is held. */
export interface Administrator {
  id: string;
  scopes: readonly ScopeId[];
}

/** An account as the rules look at it. */
export interface Account {
  id: string;
  assignments: readonly Assignment[];
  /** Where rights are lent to it, now or later. */
  lentAt: readonly ScopeId[];
  demonstration: boolean;
  disabled: boolean;
  /** Has a password, a passkey or a provider's account. */
  canSignIn: boolean;
}

export interface LoanTerms {
  rights: readonly Right[];
  scope: ScopeId;
  from: Date;
  until: Date;
}

/** Something an administrator wants to do. */
export type Administration =
  | { kind: 'see'; account: Account }
  | { kind: 'invite'; assignments: readonly Assignment[] }
  | { kind: 'assign'; account: Account; assignments: readonly Assignment[] }
  | { kind: 'act'; account: Account; act: AccountAct }
  | { kind: 'lend'; account: Account; terms: LoanTerms; now: Date };

/** What else the rules look at. */
export interface Circumstances {
  districtOf: DistrictOf;
  isKnownScope: (scope: ScopeId) => boolean;
  /** The system is a demonstration: its accounts are accounts like others. */
  demonstration: boolean;
  /** Administrators of the nation who can sign in, besides the account that is concerned. */
  otherAdministrators: number;
}

export const REFUSALS = [
  /** No assignment of the account lies within the administrator's scopes: for them it does not exist. */
  'out-of-sight',
  'own-account',
  /** An assignment, or for ways into the account something lent to it, lies outside the administrator's scopes. */
  'reaches-outside',
  /** A role is given or taken away outside the administrator's scopes. */
  'outside-scope',
  'unknown-scope',
  /** The role cannot be held at places of this level. */
  'level-not-allowed',
  /** An account without a role would be out of the administrator's own sight. */
  'no-assignment',
  'demonstration-account',
  'last-administrator',
  'account-disabled',
  /** Only who cannot sign in yet is invited once more, and only who can has something to reset. */
  'has-joined',
  'not-joined',
  'not-lendable',
  'no-time',
  'too-long',
] as const;

export type AdministrationRefusal = (typeof REFUSALS)[number];

export type AdministrationDecision = { allowed: true } | { allowed: false; reason: AdministrationRefusal };

/** Whether an administrator may do something to people and their rights; the one rule behind routes and buttons. */
export function decideAdministration(
  by: Administrator,
  wanted: Administration,
  around: Circumstances,
): AdministrationDecision {
  const reason = refusalOf(by, wanted, around);
  return reason === null ? { allowed: true } : { allowed: false, reason };
}

/** The smallest scope that holds all of `scopes`; the nation for none. */
export function enclosing(scopes: readonly ScopeId[], districtOf: DistrictOf): ScopeId {
  const [first, ...others] = new Set(scopes);
  if (first === undefined) return 'national';
  if (others.length === 0) return first;
  const districts = new Set([first, ...others].map((scope) => districtIn(scope, districtOf)));
  const [district] = districts;
  return districts.size === 1 && district !== undefined ? `district:${district}` : 'national';
}

/** Roles that `to` has and `from` has not. */
export function assignmentsBeyond(from: readonly Assignment[], to: readonly Assignment[]): Assignment[] {
  return to.filter((one) => !from.some((other) => other.role === one.role && other.scope === one.scope));
}

function refusalOf(
  by: Administrator,
  wanted: Administration,
  around: Circumstances,
): AdministrationRefusal | null {
  switch (wanted.kind) {
    case 'see':
      return sees(by, wanted.account, around) ? null : 'out-of-sight';
    case 'invite':
      if (wanted.assignments.length === 0 && !reaches(by, 'national', around)) return 'no-assignment';
      return faultOfNew(by, wanted.assignments, around);
    case 'assign':
      return changeRefusal(by, wanted.account, around) ?? assignRefusal(by, wanted, around);
    case 'act':
      return (
        changeRefusal(by, wanted.account, around, wanted.act) ??
        actRefusal(by, wanted.account, wanted.act, around)
      );
    case 'lend':
      return changeRefusal(by, wanted.account, around) ?? loanRefusal(wanted, around);
  }
}

/** What every change has in common. Where no act is named, it is one that nobody does to themselves. */
function changeRefusal(
  by: Administrator,
  account: Account,
  around: Circumstances,
  act?: AccountAct,
): AdministrationRefusal | null {
  if (!sees(by, account, around)) return 'out-of-sight';
  if (account.id === by.id && (act === undefined || NEVER_TO_ONESELF.has(act))) return 'own-account';
  return account.demonstration && !around.demonstration ? 'demonstration-account' : null;
}

function assignRefusal(
  by: Administrator,
  { account, assignments }: Extract<Administration, { kind: 'assign' }>,
  around: Circumstances,
): AdministrationRefusal | null {
  const taken = assignmentsBeyond(assignments, account.assignments);
  if (taken.some(({ scope }) => !reaches(by, scope, around))) return 'outside-scope';
  if (taken.some(isAdministratorOfNation) && isLast(account, around)) return 'last-administrator';
  return faultOfNew(by, assignmentsBeyond(account.assignments, assignments), around);
}

function actRefusal(
  by: Administrator,
  account: Account,
  act: AccountAct,
  around: Circumstances,
): AdministrationRefusal | null {
  if (!rulesOver(by, account, around)) return 'reaches-outside';
  if (WAYS_IN.has(act) && !account.lentAt.every((scope) => reaches(by, scope, around)))
    return 'reaches-outside';
  if (act === 'invite-again' || act === 'reset-password') {
    if (account.disabled) return 'account-disabled';
    if (act === 'invite-again') return account.canSignIn ? 'has-joined' : null;
    return account.canSignIn ? null : 'not-joined';
  }
  const administrates = account.assignments.some(isAdministratorOfNation);
  return act === 'disable' && administrates && isLast(account, around) ? 'last-administrator' : null;
}

function loanRefusal(
  { account, terms, now }: Extract<Administration, { kind: 'lend' }>,
  around: Circumstances,
): AdministrationRefusal | null {
  if (account.disabled) return 'account-disabled';
  const lendable: readonly Right[] = LENDABLE_RIGHTS;
  if (terms.rights.length === 0 || terms.rights.some((right) => !lendable.includes(right)))
    return 'not-lendable';
  if (!around.isKnownScope(terms.scope)) return 'unknown-scope';
  if (terms.until <= terms.from || terms.until <= now) return 'no-time';
  return terms.until.getTime() - terms.from.getTime() > LONGEST_LOAN_DAYS * DAY_MS ? 'too-long' : null;
}

function faultOfNew(
  by: Administrator,
  assignments: readonly Assignment[],
  around: Circumstances,
): AdministrationRefusal | null {
  for (const { role, scope } of assignments) {
    // A place outside is not told apart from one that does not exist.
    if (!reaches(by, scope, around)) return 'outside-scope';
    if (!around.isKnownScope(scope)) return 'unknown-scope';
    if (!LEVELS_OF_ROLE[role].includes(partsOf(scope).level)) return 'level-not-allowed';
  }
  return null;
}

function sees(by: Administrator, account: Account, around: Circumstances): boolean {
  return account.assignments.length === 0
    ? reaches(by, 'national', around)
    : account.assignments.some(({ scope }) => reaches(by, scope, around));
}

function rulesOver(by: Administrator, account: Account, around: Circumstances): boolean {
  return sees(by, account, around) && account.assignments.every(({ scope }) => reaches(by, scope, around));
}

function reaches(by: Administrator, scope: ScopeId, { districtOf }: Circumstances): boolean {
  return by.scopes.some((held) => contains(held, scope, districtOf));
}

function isAdministratorOfNation({ role, scope }: Assignment): boolean {
  return role === 'administrator' && scope === 'national';
}

/** One that is disabled keeps nobody's door open. */
function isLast(account: Account, { otherAdministrators }: Circumstances): boolean {
  return !account.disabled && otherAdministrators === 0;
}

function districtIn(scope: ScopeId, districtOf: DistrictOf): string | undefined {
  const { level, code } = partsOf(scope);
  if (level === 'house') return districtOf(code);
  return level === 'district' ? code : undefined;
}
