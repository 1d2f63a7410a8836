import { MAX_COMPLETIONS, type Completion } from '../../contract/completions.ts';
import type { Queryable } from '../db/pool.ts';

/** Profiles whose conditions are looked through, those changed last. */
const PROFILES_READ = 2_000;

/** Fields that price references know, with the digits each has of a code. */
const HS_FIELDS: Record<string, number> = { 'item.hsCode': 6, 'item.hs6': 6, 'item.hs4': 4, 'item.hs2': 2 };

/**
 * Values of a field that begin with `prefix`, whatever its case: those that profiles name, and HS codes that price
 * references know. No more than MAX_COMPLETIONS, the most frequent first.
 */
export async function readCompletions(
  db: Queryable,
  { field, prefix }: { field: string; prefix: string },
): Promise<Completion[]> {
  const named = await readNamedValues(db, field, prefix);
  const declared = await readHsCodes(db, HS_FIELDS[field], prefix);
  const profiles = new Map(named.map(({ value, profiles: count }) => [value, count]));
  const goodsItems = new Map(declared.map(({ value, goodsItems: count }) => [value, count]));
  return [...new Set([...goodsItems.keys(), ...profiles.keys()])]
    .map((value) => ({
      value,
      goodsItems: goodsItems.get(value) ?? null,
      profiles: profiles.get(value) ?? 0,
    }))
    .toSorted((a, b) => (b.goodsItems ?? 0) - (a.goodsItems ?? 0) || b.profiles - a.profiles)
    .slice(0, MAX_COMPLETIONS);
}

/** Values that conditions compare the field with; names of lists and parts of text are none. */
async function readNamedValues(
  db: Queryable,
  field: string,
  prefix: string,
): Promise<{ value: string; profiles: number }[]> {
  const { rows } = await db.query<{ value: string; profiles: number }>(
    `WITH recent AS (
       SELECT code, content -> 'when' AS condition FROM ruleset_part_version
       WHERE kind = 'profile' AND state IN ('draft', 'in-review', 'shadow', 'active')
       ORDER BY changed_at DESC LIMIT ${PROFILES_READ}
     ), named AS (
       SELECT code, predicate -> 'value' AS operand
       FROM recent, jsonb_path_query(condition, 'strict $.** ? (@.field == $field)',
                                     jsonb_build_object('field', $1::text)) AS predicate
       WHERE predicate ->> 'op' NOT IN ('inList', 'notInList', 'contains', 'exists', 'missing')
     )
     SELECT held #>> '{}' AS value, count(DISTINCT code)::int AS profiles
     FROM named, jsonb_array_elements(
       CASE jsonb_typeof(operand) WHEN 'array' THEN operand ELSE jsonb_build_array(operand) END) AS held
     WHERE jsonb_typeof(held) = 'string' AND starts_with(lower(held #>> '{}'), lower($2))
     GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${MAX_COMPLETIONS}`,
    [field, prefix],
  );
  return rows;
}

/** Below two digits a prefix says too little: all chapters are known without being asked for. */
async function readHsCodes(
  db: Queryable,
  digits: number | undefined,
  prefix: string,
): Promise<{ value: string; goodsItems: number }[]> {
  if (digits === undefined || !/^\d{2,6}$/.test(prefix)) return [];
  const { rows } = await db.query<{ value: string; goodsItems: number }>(
    // A colon follows the digits in this order: what lies between begins with the prefix.
    `SELECT left(hs6, $2) AS value, sum(goods_items)::float8 AS "goodsItems"
     FROM price_reference WHERE hs6 >= $1 AND hs6 < $1 || ':' AND length(left(hs6, $2)) >= length($1)
     GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${MAX_COMPLETIONS}`,
    [prefix, digits],
  );
  return rows;
}
