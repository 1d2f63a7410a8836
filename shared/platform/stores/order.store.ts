import type { PersonRef } from '../../contract/alarms.ts';
import type { Channel } from '../../domain/channel/channel.ts';
import type { DeviationKind } from '../../domain/control/deviation.ts';
import type {
  DeviationState,
  Disposition,
  OrderAction,
  OrderCondition,
  OrderState,
} from '../../domain/control/order-machine.ts';
import type { Client, Queryable } from '../db/pool.ts';

/** A control order as whoever changes it sees it. */
export interface LockedOrder {
  declarationNo: string;
  version: number;
  receivedAt: Date;
  customsHouse: string;
  channel: Exclude<Channel, 'green'>;
  score: number;
  /** Set by mandatory profiles and by failed evaluations. */
  floor: Channel;
  /** Chosen by the random draw. */
  drawn: boolean;
  state: OrderState;
  disposition: Disposition | null;
  officers: PersonRef[];
  twoOfficers: boolean;
  revision: number;
  /** State, kind and asker of its newest request for a deviation. */
  deviation: DeviationState | null;
  deviationId: string | null;
  deviationKind: DeviationKind | null;
  deviationBy: string | null;
  /** A finding on the version is on record. */
  answered: boolean;
  itemNos: number[];
}

/** One version of a declaration. */
export interface VersionKey {
  declarationNo: string;
  version: number;
}

const NAMED = `unnest($1::text[], $2::int[]) AS named (number, wanted)`;

const named = (keys: readonly VersionKey[]) => [
  keys.map(({ declarationNo }) => declarationNo),
  keys.map(({ version }) => version),
];

/**
 * The control orders of versions, locked until the transaction ends, in the order in which everyone locks them: whoever
 * records findings, deals with orders or changes channels waits for the others. Those without one are left out.
 */
export async function lockOrders(client: Client, keys: readonly VersionKey[]): Promise<LockedOrder[]> {
  await client.query(
    `SELECT FROM control_order o JOIN declaration_version v USING (declaration_no, version, received_at)
     JOIN ${NAMED} ON v.declaration_no = named.number AND v.version = named.wanted
     ORDER BY o.declaration_no, o.version FOR UPDATE OF o`,
    named(keys),
  );
  // Asked apart: what others committed while the lock was waited for is seen as well.
  const { rows } = await client.query<LockedOrder>(
    `SELECT o.declaration_no AS "declarationNo", o.version, o.received_at AS "receivedAt",
       o.customs_house AS "customsHouse", o.channel, o.score, coalesce(c.explanation ->> 'floor', 'red') AS floor,
       coalesce((c.explanation #>> '{draw,selected}')::boolean, false) AS drawn,
       o.state, o.disposition, o.officers, o.two_officers AS "twoOfficers", o.revision, o.deviation,
       x.id AS "deviationId", x.kind AS "deviationKind", x.asked_by AS "deviationBy",
       EXISTS (SELECT FROM finding f WHERE f.declaration_no = o.declaration_no AND f.version = o.version) AS answered,
       coalesce((SELECT array_agg((item ->> 'itemNo')::int)
                 FROM json_array_elements(d.document -> 'items') AS item), '{}') AS "itemNos"
     FROM ${NAMED}
     JOIN declaration_version v ON v.declaration_no = named.number AND v.version = named.wanted
     JOIN control_order o USING (declaration_no, version, received_at)
     JOIN channel_decision c USING (declaration_no, version, received_at)
     JOIN declaration d USING (declaration_no, version, received_at)
     LEFT JOIN LATERAL (
       SELECT id, kind, asked_by FROM order_deviation x
       WHERE x.declaration_no = o.declaration_no AND x.version = o.version ORDER BY x.id DESC LIMIT 1) x ON true
     ORDER BY o.declaration_no, o.version`,
    named(keys),
  );
  return rows;
}

/** An order as the machine looks at it. */
export function conditionOf(order: LockedOrder): OrderCondition {
  return { ...order, officers: order.officers.map(({ id }) => id) };
}

/** A change of a locked order, with the line of its history. */
export interface OrderChange {
  order: LockedOrder;
  /** What the machine made of it. */
  to: OrderCondition;
  /** Names of officers that the order did not have before. */
  names?: ReadonlyMap<string, string>;
  action: OrderAction;
  /** Null for a rule, or another system. */
  by: PersonRef | null;
  reason: string | null;
  detail?: Record<string, unknown>;
}

/**
 * Writes changes of locked orders: the orders, one event each, and the deviations that nobody decides any more. Times
 * are the database's.
 */
export async function saveOrders(client: Client, changes: readonly OrderChange[]): Promise<void> {
  if (changes.length === 0) return;
  const json = JSON.stringify(
    changes.map(({ order, to, names, action, by, reason, detail }) => ({
      declaration_no: order.declarationNo,
      version: order.version,
      received_at: order.receivedAt,
      customs_house: order.customsHouse,
      from_state: order.state,
      to_state: to.state,
      disposition: to.disposition,
      officers: to.officers.map(
        (id) => order.officers.find((held) => held.id === id) ?? { id, name: names?.get(id) ?? id },
      ),
      two_officers: to.twoOfficers,
      deviation: to.deviation,
      lapses: to.deviation === 'lapsed' && order.deviation !== 'lapsed',
      action,
      actor_id: by?.id ?? null,
      actor_name: by?.name ?? null,
      reason,
      detail: detail ?? null,
    })),
  );
  const given = `jsonb_to_recordset($1::jsonb) AS g (declaration_no text, version integer, received_at timestamptz,
    customs_house text, from_state text, to_state text, disposition text, officers jsonb, two_officers boolean,
    deviation text, lapses boolean, action text, actor_id text, actor_name text, reason text, detail jsonb)`;
  await client.query(
    `UPDATE control_order o SET state = g.to_state, disposition = g.disposition, officers = g.officers,
       two_officers = g.two_officers, deviation = g.deviation,
       -- Whoever works on it need not read it anew because of a photograph.
       revision = o.revision + (g.action <> 'attach')::int,
       started_at = CASE WHEN g.to_state = 'in-progress' THEN coalesce(o.started_at, clock_timestamp())
         WHEN g.to_state = 'closed' THEN o.started_at END,
       closed_at = CASE WHEN g.to_state = 'closed' THEN coalesce(o.closed_at, clock_timestamp()) END
     FROM ${given}
     WHERE o.declaration_no = g.declaration_no AND o.version = g.version AND o.received_at = g.received_at`,
    [json],
  );
  await client.query(
    `UPDATE order_deviation x SET state = 'lapsed' FROM ${given}
     WHERE g.lapses AND x.state = 'requested' AND x.declaration_no = g.declaration_no AND x.version = g.version`,
    [json],
  );
  await client.query(
    `INSERT INTO order_event (received_at, declaration_no, version, customs_house, actor_id, actor_name, action,
       from_state, to_state, reason, detail)
     SELECT received_at, declaration_no, version, customs_house, actor_id, actor_name, action, from_state, to_state,
       reason, detail FROM ${given}`,
    [json],
  );
}

/** The customs house of a version, and the newest version that has an order where none is named; null without one. */
export async function findOrder(
  db: Queryable,
  declarationNo: string,
  version: number | undefined,
): Promise<{ version: number; customsHouse: string } | null> {
  const { rows } = await db.query<{ version: number; customsHouse: string }>(
    `SELECT o.version, o.customs_house AS "customsHouse"
     FROM declaration_version v JOIN control_order o USING (declaration_no, version, received_at)
     WHERE v.declaration_no = $1 AND ($2::int IS NULL OR v.version = $2) ORDER BY v.version DESC LIMIT 1`,
    [declarationNo, version ?? null],
  );
  return rows[0] ?? null;
}
