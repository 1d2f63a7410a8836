import { dayIsOver } from '../../shared/domain/retention/retention.ts';
import { isAuditSource } from '../../shared/platform/audit/sources.ts';
import { inTransaction, type Pool } from '../../shared/platform/db/pool.ts';
import { forgetDay } from '../../shared/platform/stores/archive.store.ts';
import { deleteLooseContents } from '../../shared/platform/stores/attachment.store.ts';
import { noteCut, permitDeletion } from '../../shared/platform/stores/audit.store.ts';

/** Tables with a partition a UTC day, the declaration last: what remains after a crash is found by it. */
const PARTITIONED = ['hit', 'control_order', 'alarm_member', 'channel_decision', 'declaration'] as const;

/** What was added to declarations afterwards, by the day they were received; what refers to others goes first. */
const ADDED = [
  'seizure',
  'finding',
  'order_attachment',
  'order_deviation',
  'order_event',
  'channel_change',
  'decision_digest',
] as const;

/**
 * Drops the days that lie wholly before `cutoff`, the oldest first, with the versions registered for them. A partition
 * is detached before it is dropped, which locks out neither intake nor reading; a run that is broken off is taken up
 * again by the next.
 */
export async function deleteOldDeclarations(
  pool: Pool,
  cutoff: Date,
  onDay: (rows: Record<string, number>) => Promise<void>,
): Promise<void> {
  for (const day of await oldDays(pool, cutoff)) {
    // The archive's next writing removes the files of what is forgotten here.
    const chunks = await forgetDay(pool, day);
    const rows: Record<string, number> = {
      ...(chunks > 0 && { archive_chunk: chunks }),
      declaration_version: await deleteVersions(pool, day),
    };
    for (const table of ADDED) rows[table] = await deleteAdded(pool, table, day);
    const contents = await inTransaction(pool, deleteLooseContents);
    if (contents > 0) rows['attachment_content'] = contents;
    for (const table of PARTITIONED) rows[table] = await dropPartition(pool, table, `${table}_${day}`);
    await onDay(rows);
  }
}

async function oldDays(pool: Pool, cutoff: Date): Promise<string[]> {
  const { rows } = await pool.query<{ day: string }>(
    `SELECT DISTINCT right(relname, 8) AS day FROM pg_class
     WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
       AND relname ~ ('^(' || array_to_string($1::text[], '|') || ')_[0-9]{8}$') ORDER BY day`,
    [PARTITIONED],
  );
  return rows.map(({ day }) => day).filter((day) => dayIsOver(day, cutoff));
}

/** Numbers become unknown first: nobody is shown a declaration without its decision. */
async function deleteVersions(pool: Pool, day: string): Promise<number> {
  const partition = `declaration_${day}`;
  const { rows } = await pool.query('SELECT to_regclass($1) AS found', [partition]);
  if (rows[0]?.found === null) return 0;
  const { rowCount } = await pool.query(
    `DELETE FROM declaration_version v USING ${partition} d
     WHERE v.declaration_no = d.declaration_no AND v.version = d.version AND v.received_at = d.received_at`,
  );
  return rowCount ?? 0;
}

/** With a note of it where the audit chain holds links to these rows. */
function deleteAdded(pool: Pool, table: (typeof ADDED)[number], day: string): Promise<number> {
  return inTransaction(pool, async (client) => {
    await permitDeletion(client);
    const { rowCount } = await client.query(
      `DELETE FROM ${table} WHERE received_at >= ($1::timestamp AT TIME ZONE 'UTC')
         AND received_at < (($1::timestamp + interval '1 day') AT TIME ZONE 'UTC')`,
      [day],
    );
    if (rowCount !== null && rowCount > 0 && isAuditSource(table)) {
      await noteCut(client, table, startOfNext(day));
    }
    return rowCount ?? 0;
  });
}

/** Midnight after a UTC day given as `YYYYMMDD`. */
function startOfNext(day: string): Date {
  return new Date(Date.UTC(+day.slice(0, 4), +day.slice(4, 6) - 1, +day.slice(6, 8) + 1));
}

async function dropPartition(pool: Pool, parent: string, child: string): Promise<number> {
  const { rows } = await pool.query<{ attached: boolean; pending: boolean }>(
    `SELECT i.inhrelid IS NOT NULL AS attached, coalesce(i.inhdetachpending, false) AS pending
     FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid WHERE c.oid = to_regclass($1)`,
    [child],
  );
  const found = rows[0];
  if (found === undefined) return 0;
  if (found.pending) await pool.query(`ALTER TABLE ${parent} DETACH PARTITION ${child} FINALIZE`);
  else if (found.attached) await pool.query(`ALTER TABLE ${parent} DETACH PARTITION ${child} CONCURRENTLY`);
  const { rows: counted } = await pool.query<{ count: string }>(`SELECT count(*) FROM ${child}`);
  await pool.query(`DROP TABLE ${child}`);
  return Number(counted[0]!.count);
}
