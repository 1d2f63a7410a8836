import type { Right } from '../domain/access/right.ts';
import type { ScopeId } from '../domain/access/scope.ts';

export const LOAN_STATES = ['in-force', 'to-come', 'over'] as const;

export type LoanState = (typeof LOAN_STATES)[number];

/** Shortest reason for a loan, characters. */
export const SHORTEST_LOAN_REASON = 10;

/** Rights lent to a person (mutual assistance). Instants in ISO 8601. */
export interface LoanView {
  id: string;
  person: { id: string; name: string; email: string };
  rights: Right[];
  scope: ScopeId;
  from: string;
  /** Excluded. */
  until: string;
  reason: string;
  /** By the server's clock when it answered. */
  state: LoanState;
  /** Name of who lent. */
  lentBy: string;
  lentAt: string;
  /** When it was ended before its time; null where it was not. */
  endedAt: string | null;
  endedBy: string | null;
}

/** Answer of `GET /api/loans`. */
export interface LoansPage {
  loans: LoanView[];
  /** All that fit the query. */
  total: number;
  page: number;
  pageSize: number;
}

/** Body of `POST /api/loans`. A beginning that is past means now. */
export interface LoanRequest {
  personId: string;
  rights: Right[];
  scope: ScopeId;
  from: string;
  until: string;
  reason: string;
}
