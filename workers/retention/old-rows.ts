import type { RetentionSubject } from '../../shared/domain/retention/retention.ts';
import { isAuditSource } from '../../shared/platform/audit/sources.ts';
import { inTransaction, type Pool } from '../../shared/platform/db/pool.ts';
import { noteCut, permitDeletion } from '../../shared/platform/stores/audit.store.ts';

/** Rows deleted in one transaction: locks stay short, and a run can be broken off between. */
const CHUNK = 10_000;

/** Days that the flow by hours is kept at least, however soon the rest goes: what is usual is told by its weeks. */
const FLOW_HOURS_DAYS = 70;

interface OldRows {
  table: string;
  /** Which rows are old, `$1` being the cutoff. */
  where: string;
}

/** What is deleted row by row, in this order: what refers to others goes first. */
export const OLD_ROWS: Record<Exclude<RetentionSubject, 'declarations'>, readonly OldRows[]> = {
  traders: [
    {
      table: 'trader',
      where:
        'first_seen_at < $1 AND NOT EXISTS (SELECT 1 FROM declaration d WHERE d.trader_id = trader.trader_id)',
    },
    {
      table: 'trader_class',
      where: 'set_at < $1 AND NOT EXISTS (SELECT 1 FROM trader t WHERE t.trader_id = trader_class.trader_id)',
    },
  ],
  batches: [
    {
      table: 'intake_batch',
      // By them the archive knows what it lacks.
      where: `assessed_at < $1 AND (archived_in IS NOT NULL OR NOT EXISTS (
        SELECT FROM declaration d WHERE d.received_at = intake_batch.received_at AND d.batch_id = intake_batch.id))`,
    },
  ],
  flow: [
    { table: 'flow_bucket', where: 'started_at < $1' },
    // What is usual rests on them: alarms need them for longer than boards need the buckets.
    { table: 'flow_hour', where: `started_at < least($1, now() - interval '${FLOW_HOURS_DAYS} days')` },
    { table: 'profile_flow', where: `day < ($1::timestamptz AT TIME ZONE 'UTC')::date` },
  ],
  alarms: [
    {
      table: 'alarm_event',
      where: `alarm_event.at < $1
        AND alarm_id IN (SELECT id FROM alarm WHERE state = 'normal' AND last_occurred_at < $1)`,
    },
    {
      table: 'alarm',
      where: `state = 'normal' AND last_occurred_at < $1 AND NOT EXISTS (SELECT 1 FROM alarm_event e WHERE e.alarm_id = alarm.id)`,
    },
    {
      table: 'alarm_group',
      where: `closed_at < $1 AND NOT EXISTS (SELECT 1 FROM alarm a WHERE a.group_id = alarm_group.id)`,
    },
  ],
  shifts: [
    {
      table: 'shift_report',
      where: 'EXISTS (SELECT FROM shift s WHERE s.id = shift_report.shift_id AND s.ended_at < $1)',
    },
    { table: 'shift', where: 'ended_at < $1' },
  ],
  'access-log': [
    { table: 'access_event', where: 'at < $1' },
    { table: 'retention_run', where: 'started_at < $1' },
  ],
  loans: [{ table: 'loan', where: 'least(valid_until, ended_at) < $1' }],
  accounts: [{ table: 'auth."user"', where: '"disabledAt" < $1' }],
  'sign-in': [
    { table: 'auth.session', where: '"expiresAt" < $1' },
    { table: 'auth.verification', where: '"expiresAt" < $1' },
    { table: 'auth."rateLimit"', where: '"lastRequest" < extract(epoch FROM $1::timestamptz) * 1000' },
    { table: 'auth.sign_in_failure', where: 'expire < extract(epoch FROM $1::timestamptz) * 1000' },
    { table: 'auth.apikey', where: '"expiresAt" < $1' },
    { table: 'invitation', where: 'coalesce(used_at, expires_at) < $1' },
    { table: 'display_enrolment', where: 'expires_at < $1' },
  ],
  deliveries: [
    { table: 'webhook_delivery', where: 'created_at < $1' },
    { table: 'mail_delivery', where: 'created_at < $1' },
  ],
};

/** Deletes what is older than `cutoff`, some thousands at a time; answers the rows by table. */
export async function deleteOldRows(
  pool: Pool,
  subject: keyof typeof OLD_ROWS,
  cutoff: Date,
): Promise<Record<string, number>> {
  const deleted: Record<string, number> = {};
  for (const { table, where } of OLD_ROWS[subject]) {
    const name = table.replaceAll('"', '');
    deleted[name] = 0;
    for (let count = CHUNK; count === CHUNK;) {
      count = await inTransaction(pool, async (client) => {
        await permitDeletion(client);
        const { rowCount } = await client.query(
          `DELETE FROM ${table} WHERE ctid IN (SELECT ctid FROM ${table} WHERE ${where} LIMIT ${CHUNK})`,
          [cutoff],
        );
        // Once for each run: the chain knows from it that these rows are missing rightly.
        if (deleted[name] === 0 && rowCount !== 0 && isAuditSource(table))
          await noteCut(client, table, cutoff);
        return rowCount ?? 0;
      });
      deleted[name] += count;
    }
  }
  return deleted;
}
