import type { OrderPage, OrderRow, OrdersQuery } from '../../contract/orders.ts';
import type { Instruction } from '../../domain/control/order.ts';
import type { Queryable } from '../db/pool.ts';

/** How far back lists of closed orders look, days. */
const CLOSED_DAYS = 92;

/** What a row shows as it is stored. */
type RowFields = Pick<
  OrderRow,
  | 'declarationNo'
  | 'version'
  | 'amended'
  | 'customsHouse'
  | 'channel'
  | 'state'
  | 'score'
  | 'revision'
  | 'officers'
  | 'twoOfficers'
  | 'direction'
  | 'trader'
  | 'goods'
  | 'itemCount'
  | 'deviation'
  | 'disposition'
  | 'result'
>;

/** A control order as it is read for lists; what is no part of its row is kept apart from it. */
export interface StoredOrder {
  row: RowFields;
  orderedAt: Date;
  dueAt: Date;
  startedAt: Date | null;
  closedAt: Date | null;
  instructions: Instruction[];
  /** Place in its list. */
  key: OrderKey;
  /** The fields of the header that may be personal: to be struck from texts, never to be shown. */
  persons: Record<string, unknown>;
}

/** Place in the queue: whether it is in time (0: overdue), score, instant to the microsecond, number, version. */
export type OrderKey = [late: number, score: number, at: string, declarationNo: string, version: number];

/** What to look for; everything given must hold. */
export interface OrderFilter extends Omit<OrdersQuery, 'scope' | 'mine' | 'limit' | 'after'> {
  houses: readonly string[];
  /** In hand of this person. */
  officer?: string | undefined;
  /** What `overdue` is judged by. */
  now: Date;
  after?: OrderKey | undefined;
  limit: number;
}

const instant = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const COLUMNS = `json_build_object(
    'declarationNo', o.declaration_no, 'version', o.version,
    'amended', EXISTS (SELECT FROM declaration_version v
                       WHERE v.declaration_no = o.declaration_no AND v.version > o.version),
    'customsHouse', o.customs_house, 'channel', o.channel, 'state', o.state, 'score', o.score,
    'revision', o.revision, 'officers', o.officers, 'twoOfficers', o.two_officers, 'direction', d.direction,
    'trader', json_build_object('creditClass', c.explanation #> '{facts,creditClass}',
      'firstSeenDays', c.explanation #> '{facts,firstSeenDays}',
      'discrepancies365d', c.explanation #> '{facts,discrepancies365d}'),
    'goods', json_build_object('hsCode', g.item -> 'hsCode', 'description', g.item -> 'description',
      'totalValue', d.total_value, 'currency', d.document -> 'currency'),
    'itemCount', d.item_count, 'deviation', o.deviation, 'disposition', o.disposition,
    'result', (SELECT f.result FROM finding f
               WHERE f.declaration_no = o.declaration_no AND f.version = o.version)) AS row,
  o.ordered_at AS "orderedAt", o.due_at AS "dueAt", o.started_at AS "startedAt", o.closed_at AS "closedAt",
  o.instructions, p.key,
  json_build_object('trader', d.document -> 'trader', 'declarant', d.document -> 'declarant',
    'counterparty', d.document -> 'counterparty', 'carrier', d.document -> 'carrier',
    'transportId', d.document -> 'transportId', 'attributes', d.document -> 'attributes') AS persons`;

/** The goods item that the weightiest instruction to name one is about; the first, where none does. */
const CONCERNED = `JOIN LATERAL (
    SELECT item FROM json_array_elements(d.document -> 'items') WITH ORDINALITY AS i (item, place)
    ORDER BY (item ->> 'itemNo')::int IS DISTINCT FROM (
      SELECT (told #>> '{items,0}')::int FROM json_array_elements(o.instructions) WITH ORDINALITY AS n (told, place)
      WHERE told #> '{items,0}' IS NOT NULL ORDER BY place LIMIT 1), place LIMIT 1) g ON true`;

/**
 * One page of control orders, meant to run inside `readAs`: overdue first, then the highest score, then the oldest;
 * closed and held ones by their end, the newest first.
 */
export async function readOrders(db: Queryable, filter: OrderFilter): Promise<StoredOrder[]> {
  const values: unknown[] = [];
  const given = (value: unknown) => `$${values.push(value)}`;
  const { state = 'unanswered' } = filter;
  const page = state === 'closed' || state === 'held' ? closedPage(filter, given) : queuePage(filter, given);
  const { rows } = await db.query<StoredOrder>(
    `WITH page AS MATERIALIZED (${page})
     SELECT ${COLUMNS} FROM page p
     JOIN control_order o USING (received_at, declaration_no, version)
     JOIN declaration d USING (received_at, declaration_no, version)
     JOIN channel_decision c USING (received_at, declaration_no, version)
     ${CONCERNED}
     ORDER BY p.position`,
    values,
  );
  return rows;
}

function queuePage(filter: OrderFilter, given: (value: unknown) => string): string {
  const { after, now, state = 'unanswered' } = filter;
  const at = `${given(now)}::timestamptz`;
  const late = `CASE WHEN o.due_at < ${at} THEN 0 ELSE 1 END`;
  const conditions = [
    `o.state <> 'closed'`,
    `o.customs_house = ANY (${given(filter.houses)}::text[])`,
    ...commonConditions(filter, given),
  ];
  if (state !== 'unanswered') conditions.push(`o.state = ${given(state)}`);
  if (filter.overdue !== undefined) conditions.push(`(o.due_at < ${at}) = ${given(filter.overdue)}`);
  if (after !== undefined) {
    const [lateThen, score, orderedAt, number, version] = after.map(given);
    conditions.push(
      `(${late}, -o.score, o.ordered_at, o.declaration_no, o.version) >
       (${lateThen}::int, -${score}::float8, ${orderedAt}::timestamptz, ${number}, ${version}::int)`,
    );
  }
  const order = `${late}, o.score DESC, o.ordered_at, o.declaration_no, o.version`;
  return `SELECT o.received_at, o.declaration_no, o.version, row_number() OVER (ORDER BY ${order}) AS position,
      json_build_array(${late}, o.score, ${instant('o.ordered_at')}, o.declaration_no, o.version) AS key
    FROM control_order o WHERE ${conditions.join(' AND ')} ORDER BY ${order} LIMIT ${given(filter.limit)}`;
}

/** Each house's last closed by its own index. */
function closedPage(filter: OrderFilter, given: (value: unknown) => string): string {
  const { after, now, state, limit } = filter;
  const since = new Date(now.getTime() - CLOSED_DAYS * 86_400_000);
  const conditions = [
    'o.customs_house = house.code',
    state === 'held' ? `o.disposition = 'held'` : `o.state = 'closed' AND o.closed_at >= ${given(since)}`,
    ...commonConditions(filter, given),
  ];
  if (filter.overdue !== undefined) conditions.push(`(o.due_at < o.closed_at) = ${given(filter.overdue)}`);
  if (after !== undefined) {
    const [, , closedAt, number, version] = after.map(given);
    conditions.push(
      `(o.closed_at, o.declaration_no, o.version) < (${closedAt}::timestamptz, ${number}, ${version}::int)`,
    );
  }
  const most = given(limit);
  const order = 'closed_at DESC, declaration_no DESC, version DESC';
  return `SELECT o.received_at, o.declaration_no, o.version, row_number() OVER (ORDER BY ${order}) AS position,
      json_build_array(1, o.score, ${instant('o.closed_at')}, o.declaration_no, o.version) AS key
    FROM unnest(${given(filter.houses)}::text[]) AS house (code)
    CROSS JOIN LATERAL (
      SELECT o.received_at, o.declaration_no, o.version, o.score, o.closed_at FROM control_order o
      WHERE ${conditions.join(' AND ')} ORDER BY ${order} LIMIT ${most}) o
    ORDER BY ${order} LIMIT ${most}`;
}

function commonConditions(filter: OrderFilter, given: (value: unknown) => string): string[] {
  const { officer, unassigned, channel, deviation, text } = filter;
  const conditions: string[] = [];
  if (officer !== undefined)
    conditions.push(`o.officers @> ${given(JSON.stringify([{ id: officer }]))}::jsonb`);
  if (unassigned !== undefined) conditions.push(`(o.officers = '[]') = ${given(unassigned)}`);
  if (channel !== undefined) conditions.push(`o.channel = ${given(channel)}`);
  if (deviation !== undefined)
    conditions.push(`(o.deviation IS NOT DISTINCT FROM 'requested') = ${given(deviation)}`);
  if (text !== undefined) conditions.push(holdsText(given(`%${text.replaceAll(/[\\%_]/g, '\\$&')}%`)));
  return conditions;
}

/** Goods are asked for by the declaration itself; `OFFSET 0` keeps it a question to each order that is left. */
function holdsText(pattern: string): string {
  return `(o.declaration_no ILIKE ${pattern}
    OR EXISTS (SELECT FROM json_array_elements(o.instructions) AS i
               WHERE i ->> 'profile' ILIKE ${pattern} OR i ->> 'title' ILIKE ${pattern})
    OR EXISTS (SELECT FROM declaration d CROSS JOIN json_array_elements(d.document -> 'items') AS item
               WHERE d.declaration_no = o.declaration_no AND d.version = o.version AND d.received_at = o.received_at
                 AND (item ->> 'description' ILIKE ${pattern} OR item ->> 'hsCode' LIKE ${pattern}) OFFSET 0))`;
}

/** Unanswered orders of houses, by what is to be done with them; meant to run inside `readAs`. */
export async function countOrders(
  db: Queryable,
  houses: readonly string[],
  now: Date,
): Promise<OrderPage['counts']> {
  const { rows } = await db.query<OrderPage['counts']>(
    `SELECT count(*) FILTER (WHERE state = 'open')::int AS open,
       count(*) FILTER (WHERE state = 'assigned')::int AS assigned,
       count(*) FILTER (WHERE state = 'in-progress')::int AS "inProgress",
       count(*) FILTER (WHERE due_at < $2)::int AS overdue,
       count(*) FILTER (WHERE deviation = 'requested')::int AS deviations
     FROM control_order WHERE state <> 'closed' AND customs_house = ANY ($1::text[])`,
    [houses, now],
  );
  return rows[0]!;
}

/** One order; null where there is none to be seen. Meant to run inside `readAs`. */
export async function readOrder(
  db: Queryable,
  declarationNo: string,
  version: number,
): Promise<StoredOrder | null> {
  const { rows } = await db.query<StoredOrder>(
    `SELECT ${COLUMNS}
     FROM (SELECT received_at, declaration_no, version, NULL AS key FROM declaration_version
           WHERE declaration_no = $1 AND version = $2) p
     JOIN control_order o USING (received_at, declaration_no, version)
     JOIN declaration d USING (received_at, declaration_no, version)
     JOIN channel_decision c USING (received_at, declaration_no, version)
     ${CONCERNED}`,
    [declarationNo, version],
  );
  return rows[0] ?? null;
}
