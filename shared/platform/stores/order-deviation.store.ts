import type { PersonRef } from '../../contract/alarms.ts';
import type { DeviationKind } from '../../domain/control/deviation.ts';
import type { Client } from '../db/pool.ts';
import type { LockedOrder } from './order.store.ts';

/** Notes that somebody wants to do otherwise than ordered; the order is locked. */
export async function addDeviation(
  client: Client,
  order: LockedOrder,
  asked: { kind: DeviationKind; reason: string; by: PersonRef },
): Promise<void> {
  await client.query(
    `INSERT INTO order_deviation (received_at, declaration_no, version, customs_house, kind, reason, profiles,
       asked_by, asked_name, state)
     VALUES ($1, $2, $3, $4, $5, $6,
       ARRAY(SELECT h.profile_code FROM hit h WHERE h.received_at = $1 AND h.declaration_no = $2 AND h.version = $3
             AND NOT h.shadow ORDER BY 1),
       $7, $8, 'requested')`,
    [
      order.receivedAt,
      order.declarationNo,
      order.version,
      order.customsHouse,
      asked.kind,
      asked.reason,
      asked.by.id,
      asked.by.name,
    ],
  );
}

/** Notes what a supervisor said to the request that waits; its order is locked. */
export async function decideDeviation(
  client: Client,
  id: string,
  decision: { approve: boolean; comment: string; by: PersonRef },
): Promise<void> {
  const { rowCount } = await client.query(
    `UPDATE order_deviation SET state = $2, decided_by = $3, decided_name = $4, decided_at = clock_timestamp(),
       comment = $5 WHERE id = $1 AND state = 'requested'`,
    [id, decision.approve ? 'approved' : 'refused', decision.by.id, decision.by.name, decision.comment],
  );
  if (rowCount !== 1) throw new Error(`the deviation ${id} waits for no decision`);
}
