import type { Extent } from '../../domain/control/deviation.ts';
import type { FindingResult, Discrepancy } from '../../domain/control/finding.ts';
import type { Disposition } from '../../domain/control/order-machine.ts';
import type { Client, Queryable } from '../db/pool.ts';

/** A version of a declaration that was, or is to be, inspected. */
export interface InspectedRow {
  declarationNo: string;
  version: number;
  /** Null for versions that were waiting before places stood beside them. */
  customsHouse: string | null;
  decided: boolean;
  /** It has a control order that is not closed. */
  ordered: boolean;
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
            coalesce(o.state <> 'closed', false) AS ordered,
            extract(epoch FROM d.registered_at)::float8 * 1000 AS "registeredAt",
            coalesce((SELECT array_agg((item ->> 'itemNo')::int)
                      FROM json_array_elements(d.document -> 'items') AS item), '{}') AS "itemNos"
     FROM unnest($1::text[], $2::int[]) WITH ORDINALITY AS a (asked_no, asked_version, position)
     CROSS JOIN LATERAL (
       SELECT * FROM declaration_version v
       WHERE v.declaration_no = a.asked_no AND (a.asked_version IS NULL OR v.version = a.asked_version)
       ORDER BY v.version DESC LIMIT 1) v
     LEFT JOIN channel_decision c USING (declaration_no, version, received_at)
     LEFT JOIN declaration d USING (declaration_no, version, received_at)
     LEFT JOIN control_order o USING (declaration_no, version, received_at)`,
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
  /** What becomes of the goods; null where nobody says. */
  disposition: Disposition | null;
  /** How far the check went; null where nobody says. */
  extent: Extent | null;
  note: string | null;
}

/** Who records: `id` with its kind in front, as `person:…`. */
export interface Recorder {
  id: string;
  name: string;
}

/** What became of a finding handed in, with the row where it was recorded. */
export interface AddedFinding {
  outcome: 'recorded' | 'unchanged' | 'different';
  /** Null unless it was recorded now. */
  customsHouse: string | null;
}

const GIVEN = `jsonb_to_recordset($1::jsonb) AS g (position int, "declarationNo" text, version int,
  "foundAt" timestamptz, result text, discrepancies jsonb, extent text, note text)`;

/**
 * Records findings on decided versions, with what the decision made of each and what was seized. The first finding on a
 * version stands; of each handed in is told whether it was recorded, was there before, or differs from what was. Their
 * control orders are locked before, and closed by whoever locked them.
 */
export async function addFindings(
  client: Client,
  findings: readonly NewFinding[],
  recorder: Recorder,
): Promise<AddedFinding[]> {
  if (findings.length === 0) return [];
  const json = JSON.stringify(findings.map((finding, position) => ({ ...finding, position })));
  const { rows: added } = await client.query<{ id: string }>(
    `INSERT INTO finding (declaration_no, version, received_at, customs_house, trader_id, channel, drawn, hits,
       found_at, recorded_by, recorded_name, result, discrepancies, extent, note)
     SELECT c.declaration_no, c.version, c.received_at, c.customs_house, d.trader_id, c.channel,
            coalesce((c.explanation #>> '{draw,selected}')::boolean, false),
            ARRAY(SELECT h.profile_code FROM hit h
                  WHERE h.declaration_no = c.declaration_no AND h.version = c.version
                    AND h.received_at = c.received_at AND NOT h.shadow ORDER BY h.profile_code),
            g."foundAt", $2, $3, g.result, g.discrepancies, g.extent, g.note
     FROM ${GIVEN}
     JOIN declaration_version v ON v.declaration_no = g."declarationNo" AND v.version = g.version
     JOIN channel_decision c ON c.declaration_no = v.declaration_no AND c.version = v.version
       AND c.received_at = v.received_at
     JOIN declaration d ON d.declaration_no = v.declaration_no AND d.version = v.version
       AND d.received_at = v.received_at
     ORDER BY c.declaration_no, c.version, g.position
     ON CONFLICT DO NOTHING RETURNING id`,
    [json, recorder.id, recorder.name],
  );
  const ids = added.map(({ id }) => id);
  await addSeizures(client, ids);
  const { rows } = await client.query<{ same: boolean; first: boolean; customsHouse: string }>(
    `SELECT f.found_at = g."foundAt" AND f.result = g.result AND f.discrepancies = g.discrepancies AS same,
            f.id = ANY ($2::bigint[]) AND g.position = min(g.position) OVER (PARTITION BY f.id) AS first,
            f.customs_house AS "customsHouse"
     FROM ${GIVEN} JOIN finding f ON f.declaration_no = g."declarationNo" AND f.version = g.version
     ORDER BY g.position`,
    [json, ids],
  );
  if (rows.length !== findings.length)
    throw new Error('a version vanished while findings on it were recorded');
  return rows.map(({ same, first, customsHouse }) =>
    first
      ? { outcome: 'recorded', customsHouse }
      : { outcome: same ? 'unchanged' : 'different', customsHouse: null },
  );
}

/** What findings say was seized, with what the seizure report asks by. */
async function addSeizures(client: Client, findingIds: readonly string[]): Promise<void> {
  await client.query(
    `INSERT INTO seizure (finding_id, received_at, declaration_no, version, customs_house, found_at, kind, item_no,
       hs_code, goods, quantity, unit, value, currency, duty_difference, duty_currency, country_of_dispatch, profiles)
     SELECT f.id, f.received_at, f.declaration_no, f.version, f.customs_house, f.found_at, x.value ->> 'kind',
       (x.value ->> 'itemNo')::int,
       (SELECT item ->> 'hsCode' FROM json_array_elements(d.document -> 'items') AS item
        WHERE item ->> 'itemNo' = x.value ->> 'itemNo'),
       x.value #>> '{seizure,goods}', (x.value #>> '{seizure,quantity}')::float8, x.value #>> '{seizure,unit}',
       (x.value #>> '{seizure,value}')::float8, x.value #>> '{seizure,currency}',
       (x.value ->> 'dutyDifference')::float8,
       CASE WHEN x.value ? 'dutyDifference' THEN d.document ->> 'currency' END,
       d.document ->> 'countryOfDispatch', f.hits
     FROM finding f
     JOIN declaration d USING (declaration_no, version, received_at)
     CROSS JOIN LATERAL jsonb_array_elements(f.discrepancies) WITH ORDINALITY AS x (value, position)
     WHERE f.id = ANY ($1::bigint[]) AND x.value ? 'seizure' ORDER BY f.id, x.position`,
    [findingIds],
  );
}
