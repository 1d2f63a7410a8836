import type { AccountAct, AdministrationRefusal } from '../domain/access/administration.ts';
import type { Assignment } from '../domain/access/grant.ts';
import type { LoanView } from './loans.ts';
import type { Locale } from './session.ts';

/** `invited`: has no way to sign in yet; `disabled`: may not sign in. */
export const PERSON_STATES = ['active', 'invited', 'disabled'] as const;

export type PersonState = (typeof PERSON_STATES)[number];

/** Largest number of people on one page of the list. */
export const MAX_PEOPLE_A_PAGE = 100;

/** Most roles one account may hold. */
export const MAX_ASSIGNMENTS = 100;

export interface PersonSummary {
  id: string;
  name: string;
  email: string;
  locale: Locale;
  state: PersonState;
  /** An account of the demonstration. */
  demonstration: boolean;
  assignments: Assignment[];
  /** ISO instant, as far as the access log reaches back; null: not within that time. */
  lastSignInAt: string | null;
}

/** Answer of `GET /api/people`. */
export interface PeoplePage {
  people: PersonSummary[];
  /** All that fit the query. */
  total: number;
  page: number;
  pageSize: number;
}

/** A role with who gave it and when. */
export interface HeldAssignment extends Assignment {
  /** Name, or `system`. */
  assignedBy: string;
  assignedAt: string;
}

/** Answer of `GET /api/people/:id`. */
export interface PersonDetails extends Omit<PersonSummary, 'assignments'> {
  createdAt: string;
  disabledAt: string | null;
  assignments: HeldAssignment[];
  loans: LoanView[];
  /** A code from an app is asked for. */
  secondFactor: boolean;
  passkeys: number;
  /** Sessions that are open now. */
  sessions: number;
  /** The newest link, where it has not been used; over when `expiresAt` is past. */
  link: { purpose: 'set-up' | 'invitation' | 'reset'; expiresAt: string } | null;
  /** Why the caller may not do something to the account; null where that is allowed. */
  refusals: Record<AccountAct | 'assign', AdministrationRefusal | null>;
}

/** Body of `POST /api/people`. */
export interface PersonInvitation {
  name: string;
  email: string;
  locale: Locale;
  assignments: Assignment[];
}

/** Answer of `POST /api/people` and `POST /api/people/:id/link`: the link is told this once. */
export interface IssuedLink {
  id: string;
  link: string;
  expiresAt: string;
}

/** Body of `PATCH /api/people/:id`. */
export interface PersonChange {
  name?: string | undefined;
  email?: string | undefined;
  locale?: Locale | undefined;
}

/** Body of `PUT /api/people/:id/assignments`; refused as `conflict` where `instead` is not what is held now. */
export interface AssignmentsChange {
  assignments: Assignment[];
  instead?: Assignment[] | undefined;
}
