import type { RetentionSubject } from '../domain/retention/retention.ts';

/** How long one subject is kept. */
export interface RetentionPeriod {
  subject: RetentionSubject;
  days: number;
  standardDays: number;
  leastDays: number;
  changedBy: string | null;
  changedAt: string | null;
}

/** What one run deleted of one subject. */
export interface RetentionDeletion {
  subject: RetentionSubject;
  days: number;
  /** What lay before this instant was deleted. */
  before: string;
  /** Rows deleted, by table. */
  rows: Record<string, number>;
}

export interface RetentionRun {
  id: string;
  startedAt: string;
  /** Null while it runs. */
  finishedAt: string | null;
  startedBy: string;
  deletions: RetentionDeletion[];
  /** Why it broke off; what it had deleted until then is in `deletions`. */
  error: string | null;
}

/** Answer of `GET /api/retention`. */
export interface RetentionView {
  periods: RetentionPeriod[];
  /** The newest first, at most 50. */
  runs: RetentionRun[];
}
