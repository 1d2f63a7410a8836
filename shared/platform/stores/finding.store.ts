import type { FindingResult, Discrepancy } from '../../domain/control/finding.ts';
import type { Client, Queryable } from '../db/pool.ts';

/** A version of a declaration that was, or is to be, inspected. */
export interface InspectedRow {
  declarationNo: string;
  version: number;
  /** Null for versions that were waiting before places stood beside them. */
  customsHouse: string | null;
  decided: boolean;
  itemNos: number[];
  /** ms; null for one that waits. */
  registeredAt: number | null;
}

/**
 * The versions named, in the order asked for: the newest where none is named, undefined where there is none. Those that
 * wait have no items yet.
 */
export async function readInspected(
  db: Queryable,
  asked: readonly { declarationNo: string; version?: number | undefined }[],
): Promise<(InspectedRow | undefined)[]> {
  const { rows } = await db.query<InspectedRow & { position: number }>(
    `SELECT a.position::int - 1 AS position, v.declaration_no AS "declarationNo", v.version,
            v.customs_house AS "customsHouse", c.channel IS NOT NULL AS decided,
            extract(epoch FROM d.registered_at)::float8 * 1000 AS "registeredAt",
            coalesce((SELECT array_agg((item ->> 'itemNo')::int)
                      FROM json_array_elements(d.document -> 'items') AS item), '{}') AS "itemNos"
     FROM unnest($1::text[], $2::int[]) WITH ORDINALITY AS a (asked_no, asked_version, position)
     CROSS JOIN LATERAL (
       SELECT * FROM declaration_version v
       WHERE v.declaration_no = a.asked_no AND (a.asked_version IS NULL OR v.version = a.asked_version)
       ORDER BY v.version DESC LIMIT 1) v
     LEFT JOIN channel_decision c USING (declaration_no, version, received_at)
     LEFT JOIN declaration d USING (declaration_no, version, received_at)`,
    [asked.map(({ declarationNo }) => declarationNo), asked.map(({ version }) => version ?? null)],
  );
  const found = new Array<InspectedRow | undefined>(asked.length).fill(undefined);
  for (const { position, ...row } of rows) found[position] = row;
  return found;
}

/** A finding on a version that is decided. */
export interface NewFinding {
  declarationNo: string;
  version: number;
  foundAt: string;
  result: FindingResult;
  discrepancies: Discrepancy[];
}

/**
 * Records findings on decided versions, with what the decision made of each, and closes their control orders. The first finding on a version stands;
 * of each handed in is told whether it was recorded, was there before, or differs from what was.
 */
export async function addFindings(
  client: Client,
  findings: readonly NewFinding[],
  recordedBy: string,
): Promise<('recorded' | 'unchanged' | 'different')[]> {
  if (findings.length === 0) return [];
  const json = JSON.stringify(findings.map((finding, position) => ({ ...finding, position })));
  const given = `jsonb_to_recordset($1::jsonb) AS g (position int, "declarationNo" text, version int,
    "foundAt" timestamptz, result text, discrepancies jsonb)`;
  const added = await client.query<{ id: string }>(
    `INSERT INTO finding (declaration_no, version, received_at, customs_house, trader_id, channel, drawn, hits,
       found_at, recorded_by, result, discrepancies)
     SELECT c.declaration_no, c.version, c.received_at, c.customs_house, d.trader_id, c.channel,
            coalesce((c.explanation #>> '{draw,selected}')::boolean, false),
            ARRAY(SELECT h.profile_code FROM hit h
                  WHERE h.declaration_no = c.declaration_no AND h.version = c.version
                    AND h.received_at = c.received_at AND NOT h.shadow ORDER BY h.profile_code),
            g."foundAt", $2, g.result, g.discrepancies
     FROM ${given}
     JOIN declaration_version v ON v.declaration_no = g."declarationNo" AND v.version = g.version
     JOIN channel_decision c ON c.declaration_no = v.declaration_no AND c.version = v.version
       AND c.received_at = v.received_at
     JOIN declaration d ON d.declaration_no = v.declaration_no AND d.version = v.version
       AND d.received_at = v.received_at
     ORDER BY c.declaration_no, c.version, g.position
     ON CONFLICT DO NOTHING RETURNING id`,
    [json, recordedBy],
  );
  await client.query(
    `UPDATE control_order o SET state = 'closed' FROM finding f
     WHERE f.id = ANY ($1::bigint[]) AND o.declaration_no = f.declaration_no AND o.version = f.version
       AND o.received_at = f.received_at`,
    [added.rows.map(({ id }) => id)],
  );
  const { rows } = await client.query<{ same: boolean; first: boolean }>(
    `SELECT f.found_at = g."foundAt" AND f.result = g.result AND f.discrepancies = g.discrepancies AS same,
            f.id = ANY ($2::bigint[]) AND g.position = min(g.position) OVER (PARTITION BY f.id) AS first
     FROM ${given} JOIN finding f ON f.declaration_no = g."declarationNo" AND f.version = g.version
     ORDER BY g.position`,
    [json, added.rows.map(({ id }) => id)],
  );
  if (rows.length !== findings.length)
    throw new Error('a version vanished while findings on it were recorded');
  return rows.map(({ same, first }) => (first ? 'recorded' : same ? 'unchanged' : 'different'));
}
