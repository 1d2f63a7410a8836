import type { SeizureGroup, SeizureRow, SeizuresFilter, SeizureTotals } from '../../contract/seizures.ts';
import type { Queryable } from '../db/pool.ts';
import type { Period } from './profile-performance.store.ts';

/** Most groups of one report. */
const MOST_GROUPS = 500;

/** What to look for; everything given must hold. */
export interface SeizureFilter extends Period, Pick<SeizuresFilter, 'kind' | 'hs' | 'profile' | 'country'> {
  houses: readonly string[];
}

/** SQL of the key that a seizure counts under, `s` being the seizure and `h` its house. */
const KEYS: Record<SeizureGroup, string> = {
  month: `to_char(s.found_at AT TIME ZONE 'UTC', 'YYYY-MM')`,
  kind: 's.kind',
  district: `coalesce(h.district, '')`,
  house: 's.customs_house',
  heading: `coalesce(left(s.hs_code, 4), '')`,
  route: `coalesce(s.country_of_dispatch, '') || '>' || s.customs_house`,
  profile: `coalesce(p.code, '')`,
};

export interface StoredGroup extends SeizureTotals {
  key: string;
}

/** The seizures of a filter, summed up by the key of a group; at most 500 groups, and how many there are. */
export async function readSeizureGroups(
  db: Queryable,
  filter: SeizureFilter,
  by: SeizureGroup,
): Promise<{ groups: StoredGroup[]; total: number }> {
  const values: unknown[] = [];
  const { rows } = await db.query<StoredGroup & { total: number }>(
    `${summed(filter, KEYS[by], by === 'profile', values)}
     ORDER BY ${by === 'month' ? 'g.key' : 'g.seizures DESC, g.key'} LIMIT ${MOST_GROUPS}`,
    values,
  );
  const groups = rows.map(({ key, seizures, declarations, quantities, values: worth, dutyDifferences }) => {
    return { key, seizures, declarations, quantities, values: worth, dutyDifferences };
  });
  return { groups, total: rows[0]?.total ?? 0 };
}

/** All seizures of a filter, summed up; each counts once, whatever profiles hit. */
export async function readSeizureTotals(db: Queryable, filter: SeizureFilter): Promise<SeizureTotals> {
  const values: unknown[] = [];
  const { rows } = await db.query<StoredGroup & { total: number }>(
    summed(filter, `''`, false, values),
    values,
  );
  const [all] = rows;
  if (all === undefined)
    return { seizures: 0, declarations: 0, quantities: [], values: [], dutyDifferences: [] };
  const { seizures, declarations, quantities, values: worth, dutyDifferences } = all;
  return { seizures, declarations, quantities, values: worth, dutyDifferences };
}

function summed(filter: SeizureFilter, key: string, byProfile: boolean, values: unknown[]): string {
  const sum = (unit: string, amount: string, names: [string, string]) =>
    `coalesce((SELECT json_agg(json_build_object('${names[0]}', x.unit, '${names[1]}', x.amount)
        ORDER BY x.amount DESC, x.unit)
      FROM (SELECT ${unit} AS unit, sum(${amount}::numeric)::float8 AS amount FROM base b
            WHERE b.key = g.key AND ${amount} IS NOT NULL GROUP BY 1) x), '[]')`;
  return `WITH base AS MATERIALIZED (
      SELECT s.*, ${key} AS key FROM seizure s
      LEFT JOIN customs_house h ON h.code = s.customs_house
      ${byProfile ? 'LEFT JOIN LATERAL unnest(s.profiles) AS p (code) ON true' : ''}
      WHERE ${conditionsOf(filter, values)}),
    g AS (SELECT key, count(*)::int AS seizures, count(DISTINCT (declaration_no, version))::int AS declarations
          FROM base GROUP BY key)
    SELECT g.key, g.seizures, g.declarations, count(*) OVER ()::int AS total,
      ${sum('b.unit', 'b.quantity', ['unit', 'quantity'])} AS quantities,
      ${sum('b.currency', 'b.value', ['currency', 'value'])} AS values,
      ${sum('b.duty_currency', 'b.duty_difference', ['currency', 'amount'])} AS "dutyDifferences"
    FROM g`;
}

/** Place of a seizure in the list: the instant to the microsecond, and its id. */
export type SeizureKey = [foundAt: string, id: string];

/** Seizures, the newest first; meant to run inside `readAs`, as all of these. */
export async function readSeizures(
  db: Queryable,
  filter: SeizureFilter,
  limit: number,
  after?: SeizureKey,
): Promise<{ row: SeizureRow; key: SeizureKey }[]> {
  const values: unknown[] = [];
  const conditions = [conditionsOf(filter, values)];
  if (after !== undefined) {
    const [foundAt, id] = after.map((value) => `$${values.push(value)}`);
    conditions.push(`(s.found_at, s.id) < (${foundAt}::timestamptz, ${id}::bigint)`);
  }
  const { rows } = await db.query<{ row: SeizureRow; key: SeizureKey }>(
    `SELECT json_build_object('id', s.id::text, 'foundAt', floor(extract(epoch FROM s.found_at) * 1000)::bigint,
       'declarationNo', s.declaration_no, 'version', s.version, 'customsHouse', s.customs_house, 'kind', s.kind,
       'itemNo', s.item_no, 'hsCode', s.hs_code, 'goods', s.goods, 'quantity', s.quantity, 'unit', s.unit,
       'value', s.value, 'currency', s.currency, 'dutyDifference', s.duty_difference,
       'countryOfDispatch', s.country_of_dispatch, 'profiles', s.profiles) AS row,
       json_build_array(to_char(s.found_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), s.id::text) AS key
     FROM seizure s WHERE ${conditions.join(' AND ')}
     ORDER BY s.found_at DESC, s.id DESC LIMIT $${values.push(limit)}`,
    values,
  );
  return rows;
}

function conditionsOf(
  { from, to, houses, kind, hs, profile, country }: SeizureFilter,
  values: unknown[],
): string {
  const given = (value: unknown) => `$${values.push(value)}`;
  const conditions = [
    `s.found_at >= ${given(from)}::date::timestamp AT TIME ZONE 'UTC'`,
    `s.found_at < (${given(to)}::date + 1)::timestamp AT TIME ZONE 'UTC'`,
    `s.customs_house = ANY (${given(houses)}::text[])`,
  ];
  if (kind !== undefined) conditions.push(`s.kind = ${given(kind)}`);
  if (hs !== undefined) conditions.push(`s.hs_code LIKE ${given(`${hs}%`)}`);
  if (profile !== undefined) conditions.push(`${given(profile)} = ANY (s.profiles)`);
  if (country !== undefined) conditions.push(`s.country_of_dispatch = ${given(country)}`);
  return conditions.join(' AND ');
}
