import type { Channel } from '../../domain/channel/channel.ts';
import { orderStep } from '../../domain/control/order-machine.ts';
import type { ControlOrder, Instruction } from '../../domain/control/order.ts';
import { limitGround, TIME_LIMITS } from '../../domain/control/time-limit.ts';
import type { Client } from '../db/pool.ts';
import {
  conditionOf,
  lockOrders,
  saveOrders,
  type LockedOrder,
  type OrderChange,
  type VersionKey,
} from './order.store.ts';

/** A declaration somebody wants to re-route, as it stands. */
export interface ReroutableVersion {
  declarationNo: string;
  version: number;
  receivedAt: Date;
  /** Null while it waits for its decision, with all that follows. */
  customsHouse: string | null;
  newest: boolean;
  decided: Channel | null;
  reroutedTo: Channel | null;
  score: number;
  floor: Channel | null;
  drawn: boolean;
  inspected: boolean;
  /** Null where there is no control order. */
  instructions: Instruction[] | null;
}

/** The change of one declaration's channel, with the instructions of its control order from now on. */
export interface ChannelChange {
  version: ReroutableVersion;
  from: Channel;
  to: Channel;
  instructions: Instruction[];
}

/**
 * The named versions of declarations, the newest where none is named. They are locked until the transaction ends:
 * amendments, findings and others who re-route them wait as long.
 */
export async function lockReroutable(
  client: Client,
  named: readonly { declarationNo: string; version?: number | undefined }[],
): Promise<ReroutableVersion[]> {
  const numbers = named.map(({ declarationNo }) => declarationNo);
  // In the order in which intake locks them, so that the two cannot wait for each other in a circle.
  await client.query(
    `SELECT FROM declaration_version WHERE declaration_no = ANY ($1) AND version = 1
     ORDER BY declaration_no FOR UPDATE`,
    [numbers],
  );
  // A finding that is being recorded ends the order: what it says is waited for.
  await client.query(
    `SELECT FROM control_order o JOIN declaration_version v USING (declaration_no, version, received_at)
     WHERE v.declaration_no = ANY ($1) ORDER BY o.declaration_no, o.version FOR UPDATE OF o`,
    [numbers],
  );
  const { rows } = await client.query<ReroutableVersion>(
    `SELECT v.declaration_no AS "declarationNo", v.version, v.received_at AS "receivedAt",
       c.customs_house AS "customsHouse", v.version = n.newest AS newest, c.channel AS decided,
       c.rerouted_to AS "reroutedTo", c.score, c.explanation ->> 'floor' AS floor,
       coalesce((c.explanation #>> '{draw,selected}')::boolean, false) AS drawn,
       EXISTS (SELECT FROM finding f WHERE f.declaration_no = v.declaration_no AND f.version = v.version)
         AS inspected,
       o.instructions
     FROM unnest($1::text[], $2::integer[]) AS named (number, wanted)
     JOIN LATERAL (
       SELECT max(w.version) AS newest FROM declaration_version w WHERE w.declaration_no = named.number
     ) n ON true
     JOIN declaration_version v
       ON v.declaration_no = named.number AND v.version = coalesce(named.wanted, n.newest)
     LEFT JOIN channel_decision c USING (declaration_no, version, received_at)
     LEFT JOIN control_order o USING (declaration_no, version, received_at)`,
    [numbers, named.map(({ version }) => version ?? null)],
  );
  return rows;
}

/**
 * Writes changes of locked declarations: the channel that counts beside the decision, which stays as it was made, the
 * history, and the control order: called off where the channel is green, else there with its instructions, and due anew.
 */
export async function changeChannels(
  client: Client,
  changes: readonly ChannelChange[],
  by: { id: string; name: string },
  reason: string,
): Promise<void> {
  const json = JSON.stringify(
    changes.map(({ version, from, to, instructions }) => ({
      declaration_no: version.declarationNo,
      version: version.version,
      received_at: version.receivedAt,
      customs_house: version.customsHouse,
      score: version.score,
      from_channel: from,
      to_channel: to,
      instructions,
      limit_ms: to === 'green' ? null : limitOf(version, to),
    })),
  );
  const given = `jsonb_to_recordset($1::jsonb) AS g (declaration_no text, version integer, received_at timestamptz,
    customs_house text, score double precision, from_channel text, to_channel text, instructions jsonb,
    limit_ms double precision)`;
  await client.query(
    // Back at the channel that was decided, nothing stands beside it any more.
    `UPDATE channel_decision c SET rerouted_to = nullif(g.to_channel, c.channel) FROM ${given}
     WHERE c.declaration_no = g.declaration_no AND c.version = g.version AND c.received_at = g.received_at`,
    [json],
  );
  await client.query(
    `INSERT INTO channel_change (declaration_no, version, received_at, customs_house, actor_id, actor_name,
       from_channel, to_channel, reason)
     SELECT declaration_no, version, received_at, customs_house, $2, $3, from_channel, to_channel, $4 FROM ${given}`,
    [json, by.id, by.name, reason],
  );
  await client.query(
    `INSERT INTO control_order AS o (received_at, declaration_no, version, customs_house, channel, score, state,
       instructions, ordered_at, due_at)
     SELECT received_at, declaration_no, version, customs_house, to_channel, score, 'open', instructions,
       clock_timestamp(), clock_timestamp() + limit_ms * interval '1 millisecond'
     FROM ${given} WHERE to_channel <> 'green'
     ON CONFLICT (declaration_no, version, received_at) DO UPDATE
     SET channel = EXCLUDED.channel, instructions = EXCLUDED.instructions, ordered_at = EXCLUDED.ordered_at,
         due_at = EXCLUDED.due_at`,
    [json],
  );
  const orders = await lockOrders(
    client,
    changes.map(({ version }) => version),
  );
  const changeOf = new Map(changes.map((change) => [keyOf(change.version), change]));
  await saveOrders(
    client,
    orders.flatMap((order) => orderChange(changeOf.get(keyOf(order))!, order, by, reason)),
  );
}

const keyOf = ({ declarationNo, version }: VersionKey) => `${declarationNo}/${version}`;

function limitOf({ floor, score }: ReroutableVersion, channel: ControlOrder['channel']): number {
  return TIME_LIMITS[limitGround({ channel, floor: floor ?? 'red', score })].ms;
}

/** What a change of channel makes of its order; one that was closed before is left where the channel is green. */
function orderChange(
  { from, to }: ChannelChange,
  order: LockedOrder,
  by: { id: string; name: string },
  reason: string,
): OrderChange[] {
  const action = to === 'green' ? 'call-off' : 're-order';
  const step = orderStep(conditionOf(order), { action, by: by.id });
  return step.ok ? [{ order, to: step.order, action, by, reason, detail: { from, to } }] : [];
}
