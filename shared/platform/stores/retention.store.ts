import type { RetentionDeletion, RetentionRun } from '../../contract/retention.ts';
import type { RetentionSubject } from '../../domain/retention/retention.ts';
import type { Queryable } from '../db/pool.ts';

export interface SetPeriod {
  days: number;
  changedBy: string;
  changedAt: Date;
}

/** The periods somebody has set, by subject. */
export async function readSetPeriods(db: Queryable): Promise<Map<string, SetPeriod>> {
  const { rows } = await db.query<SetPeriod & { subject: string }>(
    `SELECT subject, days, changed_by AS "changedBy", changed_at AS "changedAt" FROM retention_period`,
  );
  return new Map(rows.map(({ subject, ...period }) => [subject, period]));
}

export async function setPeriod(
  db: Queryable,
  subject: RetentionSubject,
  days: number,
  by: string,
): Promise<void> {
  await db.query(
    `INSERT INTO retention_period (subject, days, changed_by) VALUES ($1, $2, $3)
     ON CONFLICT (subject) DO UPDATE SET days = $2, changed_by = $3, changed_at = now()`,
    [subject, days, by],
  );
}

export async function beginRun(db: Queryable, startedBy: string): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `INSERT INTO retention_run (started_by, report) VALUES ($1, '[]') RETURNING id`,
    [startedBy],
  );
  return rows[0]!.id;
}

/** Notes what a run has deleted so far, so that the report is true whatever ends it. */
export async function noteDeletions(
  db: Queryable,
  runId: string,
  deletions: readonly RetentionDeletion[],
): Promise<void> {
  await db.query('UPDATE retention_run SET report = $2 WHERE id = $1', [runId, JSON.stringify(deletions)]);
}

export async function endRun(db: Queryable, runId: string, error: string | null): Promise<void> {
  await db.query('UPDATE retention_run SET finished_at = now(), error = $2 WHERE id = $1', [runId, error]);
}

/** Runs that were under way when their process died: no other can be while the lock is held. */
export async function closeBrokenRuns(db: Queryable): Promise<void> {
  await db.query(
    `UPDATE retention_run SET finished_at = now(), error = 'the process ended before the run did'
     WHERE finished_at IS NULL`,
  );
}

export async function readRuns(db: Queryable): Promise<RetentionRun[]> {
  const { rows } = await db.query<{
    id: string;
    started_at: Date;
    finished_at: Date | null;
    started_by: string;
    report: RetentionDeletion[] | null;
    error: string | null;
  }>(
    `SELECT id, started_at, finished_at, started_by, report, error FROM retention_run ORDER BY id DESC LIMIT 50`,
  );
  return rows.map((row) => ({
    id: row.id,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    startedBy: row.started_by,
    deletions: row.report ?? [],
    error: row.error,
  }));
}
