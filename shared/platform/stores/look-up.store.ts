import { inTransaction, type Pool, type Queryable } from '../db/pool.ts';
import { recordAccess, type AccessEvent } from './access-event.store.ts';

/** Somebody looked a person up; `subject` is the trader, `detail` says by which way and in which declaration. */
export type LookUpEvent = AccessEvent & { subject: string; detail: Record<string, unknown> };

export async function recordLookUp(db: Queryable, event: LookUpEvent): Promise<void> {
  await recordAccess(db, event);
}

/** Records a look-up unless the same one, to the letter of its detail, was recorded within the last hour. */
export async function recordLookUpHourly(pool: Pool, event: LookUpEvent): Promise<void> {
  await inTransaction(pool, async (client) => {
    const detail = JSON.stringify(event.detail);
    // Two servers that are asked at once must not both find nothing.
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [event.subject + detail]);
    const { rowCount } = await client.query(
      `SELECT FROM access_event
       WHERE subject = $1 AND at > now() - interval '1 hour' AND action = $2 AND actor_id IS NOT DISTINCT FROM $3
         AND scope IS NOT DISTINCT FROM $4 AND detail = $5::jsonb LIMIT 1`,
      [event.subject, event.action, event.by.id, event.scope ?? null, detail],
    );
    if (rowCount === 0) await recordAccess(client, event);
  });
}
