import type { PersonRef } from '../../contract/alarms.ts';
import type { AttachmentType } from '../../contract/orders.ts';
import type { DeviationKind, Extent } from '../../domain/control/deviation.ts';
import type { Finding } from '../../domain/control/finding.ts';
import type { DeviationState, OrderAction, OrderState } from '../../domain/control/order-machine.ts';
import type { Queryable } from '../db/pool.ts';
import type { VersionKey } from './order.store.ts';

export interface StoredDeviation {
  id: string;
  kind: DeviationKind;
  reason: string;
  askedBy: PersonRef;
  askedAt: Date;
  state: DeviationState;
  decidedBy: PersonRef | null;
  decidedAt: Date | null;
  comment: string | null;
}

export interface StoredOrderEvent {
  id: string;
  at: Date;
  action: OrderAction;
  fromState: OrderState | null;
  toState: OrderState | null;
  by: string | null;
  reason: string | null;
  detail: Record<string, unknown> | null;
}

export interface StoredAttachment {
  id: string;
  name: string;
  type: AttachmentType;
  bytes: number;
  sha256: string;
  itemNo: number | null;
  by: PersonRef;
  at: Date;
}

export interface StoredFinding extends Pick<Finding, 'result' | 'discrepancies'> {
  foundAt: Date;
  extent: Extent | null;
  note: string | null;
  recordedAt: Date;
  recordedBy: string;
}

const person = (id: string, name: string) => `json_build_object('id', ${id}, 'name', ${name})`;

/** Requests for deviations from an order, the newest first; these are meant to run inside `readAs`. */
export async function readDeviations(db: Queryable, key: VersionKey): Promise<StoredDeviation[]> {
  const { rows } = await db.query<StoredDeviation>(
    `SELECT id, kind, reason, ${person('asked_by', 'asked_name')} AS "askedBy", asked_at AS "askedAt", state,
       CASE WHEN decided_by IS NOT NULL THEN ${person('decided_by', 'decided_name')} END AS "decidedBy",
       decided_at AS "decidedAt", comment
     FROM order_deviation WHERE declaration_no = $1 AND version = $2 ORDER BY id DESC`,
    [key.declarationNo, key.version],
  );
  return rows;
}

/** What was done to an order, the newest first, at most `limit`. */
export async function readOrderEvents(
  db: Queryable,
  key: VersionKey,
  limit: number,
): Promise<StoredOrderEvent[]> {
  const { rows } = await db.query<StoredOrderEvent>(
    `SELECT id, at, action, from_state AS "fromState", to_state AS "toState", actor_name AS by, reason, detail
     FROM order_event WHERE declaration_no = $1 AND version = $2 ORDER BY id DESC LIMIT $3`,
    [key.declarationNo, key.version, limit],
  );
  return rows;
}

/** What is attached to an order, the oldest first. */
export async function readAttachments(db: Queryable, key: VersionKey): Promise<StoredAttachment[]> {
  const { rows } = await db.query<StoredAttachment>(
    `SELECT id, name, type, size AS bytes, encode(sha256, 'hex') AS sha256, item_no AS "itemNo",
       ${person('actor_id', 'actor_name')} AS by, at
     FROM order_attachment WHERE declaration_no = $1 AND version = $2 ORDER BY id`,
    [key.declarationNo, key.version],
  );
  return rows;
}

/** What was found, with who recorded it; null before that. */
export async function readFinding(db: Queryable, key: VersionKey): Promise<StoredFinding | null> {
  const { rows } = await db.query<StoredFinding>(
    `SELECT found_at AS "foundAt", result, discrepancies, extent, note, recorded_at AS "recordedAt",
       coalesce(recorded_name, recorded_by) AS "recordedBy"
     FROM finding WHERE declaration_no = $1 AND version = $2`,
    [key.declarationNo, key.version],
  );
  return rows[0] ?? null;
}

/** Codes of the mandatory profiles among those that hit a version. */
export async function readMandatory(db: Queryable, key: VersionKey): Promise<Set<string>> {
  const { rows } = await db.query<{ code: string }>(
    `SELECT h.profile_code AS code FROM declaration_version v
     JOIN hit h USING (declaration_no, version, received_at)
     JOIN ruleset_part_version p ON p.kind = 'profile' AND p.code = h.profile_code AND p.version = h.profile_version
     WHERE v.declaration_no = $1 AND v.version = $2 AND (p.content -> 'mandatory')::boolean`,
    [key.declarationNo, key.version],
  );
  return new Set(rows.map(({ code }) => code));
}
