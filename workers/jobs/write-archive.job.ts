import type { Pool } from '../../shared/platform/db/pool.ts';
import type { Logger } from '../../shared/platform/log.ts';
import type { JobHandler } from '../../shared/platform/queue/queues.ts';
import { bringArchiveUpToDate } from '../archive/archive-writer.ts';

/** Number of the lock by which one run is under way at a time, over all workers. */
const LOCK = 7_301_003;

/** Brings the columnar archive up to date; without a folder, or beside another run, it does nothing. */
export function createWriteArchive(deps: {
  pool: Pool;
  folder: string | undefined;
  now: () => Date;
  log: Logger;
}): JobHandler<'archive.write'> {
  const { pool, folder } = deps;
  return async () => {
    if (folder === undefined) return;
    const lock = await pool.connect();
    try {
      const { rows } = await lock.query('SELECT pg_try_advisory_lock($1) AS taken', [LOCK]);
      if (rows[0]?.taken !== true) return;
      await bringArchiveUpToDate({ ...deps, folder });
    } catch (error) {
      deps.log.error({ err: error }, 'the archive could not be written');
      throw error;
    } finally {
      // A connection that is closed gives its lock back, whatever has become of it.
      lock.release(true);
    }
  };
}
