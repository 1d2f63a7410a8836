import type { RetentionDeletion } from '../../shared/contract/retention.ts';
import {
  cutoffOf,
  periodsOf,
  RETENTION_SUBJECTS,
  type RetentionSubject,
} from '../../shared/domain/retention/retention.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import type { Logger } from '../../shared/platform/log.ts';
import type { JobHandler } from '../../shared/platform/queue/queues.ts';
import { recordAccess, SYSTEM } from '../../shared/platform/stores/access-event.store.ts';
import {
  beginRun,
  closeBrokenRuns,
  endRun,
  noteDeletions,
  readSetPeriods,
} from '../../shared/platform/stores/retention.store.ts';
import { deleteOldDeclarations } from '../retention/old-declarations.ts';
import { deleteOldRows } from '../retention/old-rows.ts';

/** Number of the lock by which one run is under way at a time, over all workers. */
const LOCK = 7_301_002;

/** Deletes what is older than its period and keeps a report of what was deleted; a run beside another does nothing. */
export function createApplyRetention(deps: {
  pool: Pool;
  now: () => Date;
  log: Logger;
}): JobHandler<'retention.apply'> {
  const { pool, log } = deps;
  return async ({ startedBy }) => {
    const lock = await pool.connect();
    try {
      const { rows } = await lock.query('SELECT pg_try_advisory_lock($1) AS taken', [LOCK]);
      if (rows[0]?.taken !== true) return;
      await closeBrokenRuns(pool);
      await run(pool, startedBy, deps.now(), log);
    } finally {
      // A connection that is closed gives its lock back, whatever has become of it.
      lock.release(true);
    }
  };
}

async function run(pool: Pool, startedBy: string, now: Date, log: Logger): Promise<void> {
  const set = await readSetPeriods(pool);
  const periods = periodsOf(new Map([...set].map(([subject, { days }]) => [subject, days])));
  const runId = await beginRun(pool, startedBy);
  const deletions: RetentionDeletion[] = [];
  try {
    for (const subject of RETENTION_SUBJECTS) {
      const days = periods[subject];
      const cutoff = cutoffOf(days, now);
      const deletion: RetentionDeletion = { subject, days, before: cutoff.toISOString(), rows: {} };
      deletions.push(deletion);
      await deleteOld(pool, subject, cutoff, async (rows) => {
        for (const [table, count] of Object.entries(rows)) {
          deletion.rows[table] = (deletion.rows[table] ?? 0) + count;
        }
        await noteDeletions(pool, runId, deletions);
      });
    }
    await endRun(pool, runId, null);
  } catch (error) {
    await endRun(pool, runId, error instanceof Error ? error.message : String(error));
    throw error;
  } finally {
    const rows = deletions.reduce(
      (sum, deletion) => sum + Object.values(deletion.rows).reduce((a, b) => a + b, 0),
      0,
    );
    log.info({ run: runId, rows }, 'retention applied');
    await recordAccess(pool, {
      by: SYSTEM,
      action: 'retention.applied',
      subject: `retention-run:${runId}`,
      detail: { rows, startedBy },
    });
  }
}

async function deleteOld(
  pool: Pool,
  subject: RetentionSubject,
  cutoff: Date,
  note: (rows: Record<string, number>) => Promise<void>,
): Promise<void> {
  if (subject === 'declarations') await deleteOldDeclarations(pool, cutoff, note);
  else await note(await deleteOldRows(pool, subject, cutoff));
}
