import type { ListEntry, Profile, ProfileLevel } from '../../domain/targeting/profile.ts';
import type { AlarmPriority } from '../../domain/targeting/profile.ts';
import type { PartState, Release } from '../../domain/ruleset/part.ts';
import type { ListVersion } from '../../contract/profiles.ts';
import type { Queryable } from '../db/pool.ts';
import type { VersionKey } from './ruleset-part.store.ts';

/** Part of a list of parts: the newest version that is not retired, else the newest, and which one is in force. */
const SHOWN = `
  SELECT DISTINCT ON (v.code) v.code, p.level, p.scope, v.version, v.state, v.release, v.content,
    v.author_name AS author, v.author_id AS "authorId", v.writers, v.import_id IS NOT NULL AS imported,
    v.changed_at AS "changedAt", f.version AS "inForce", f.content AS content_in_force
  FROM ruleset_part_version v
  JOIN ruleset_part p USING (kind, code)
  LEFT JOIN ruleset_part_version f ON f.kind = v.kind AND f.code = v.code AND f.state IN ('shadow', 'active')
  WHERE v.kind = $1
  ORDER BY v.code, v.state = 'retired', v.version DESC`;

interface ShownRow {
  code: string;
  level: ProfileLevel;
  scope: string | null;
  version: number;
  state: PartState;
  author: string;
  changedAt: Date;
  /** Null where none is. */
  inForce: number | null;
}

export interface StoredProfileRow extends ShownRow {
  authorId: string;
  writers: string[];
  imported: boolean;
  release: Release | null;
  title: string;
  titleZh: string | null;
  channel: Profile['channel'];
  mandatory: boolean;
  score: number;
  alarm: AlarmPriority | null;
  validFrom: string | null;
  validTo: string | null;
}

export interface StoredListRow extends ShownRow {
  title: string | null;
  entries: number;
  entriesNow: number;
}

/** Every profile that the reader of `db` sees, by code. */
export async function readProfileRows(db: Queryable): Promise<StoredProfileRow[]> {
  const { rows } = await db.query<StoredProfileRow>(
    `SELECT code, level, scope, version, state, release, author, "authorId", writers, imported,
       "changedAt", "inForce", content ->> 'title' AS title, content ->> 'titleZh' AS "titleZh", content ->> 'channel' AS channel,
       (content ->> 'mandatory')::boolean AS mandatory, (content ->> 'score')::float8 AS score,
       content ->> 'alarm' AS alarm, content ->> 'validFrom' AS "validFrom", content ->> 'validTo' AS "validTo"
     FROM (${SHOWN}) shown`,
    ['profile'],
  );
  return rows;
}

/** Every reference list that the reader of `db` sees, by name; entries that hold now are those of the one in force. */
export async function readListRows(db: Queryable): Promise<StoredListRow[]> {
  const { rows } = await db.query<StoredListRow>(
    `SELECT code, level, scope, version, state, author, "changedAt", "inForce", content ->> 'title' AS title,
       jsonb_array_length(content -> 'entries') AS entries,
       (SELECT count(*)::int FROM jsonb_to_recordset(content_in_force -> 'entries') AS e ("from" text, "to" text)
        WHERE (e."from" IS NULL OR e."from"::timestamptz <= now()) AND (e."to" IS NULL OR e."to"::timestamptz > now())
       ) AS "entriesNow"
     FROM (${SHOWN}) shown`,
    ['list'],
  );
  return rows;
}

/** Profiles in force, suspended or being written that name each list, as far as the reader of `db` sees them. */
export async function readListUsers(
  db: Queryable,
): Promise<{ list: string; code: string; title: string; titleZh: string | null }[]> {
  const { rows } = await db.query<{ list: string; code: string; title: string; titleZh: string | null }>(
    `SELECT DISTINCT ON (list, v.code) list, v.code, v.content ->> 'title' AS title, v.content ->> 'titleZh' AS "titleZh"
     FROM ruleset_part_version v CROSS JOIN LATERAL jsonb_array_elements_text(v.lists) AS list
     WHERE v.kind = 'profile' AND v.state <> 'retired' AND v.lists <> '[]'
     ORDER BY list, v.code, v.version DESC`,
  );
  return rows;
}

/** What a version of a list says but for its entries; null where there is none. */
export async function readListHead(
  db: Queryable,
  { code, version }: VersionKey,
): Promise<ListVersion['content'] | null> {
  const { rows } = await db.query<ListVersion['content']>(
    `SELECT content ->> 'title' AS title, jsonb_array_length(content -> 'entries') AS entries
     FROM ruleset_part_version WHERE kind = 'list' AND code = $1 AND version = $2`,
    [code, version],
  );
  return rows[0] ?? null;
}

/** Entries of a version whose value holds a text, by value; null where there is no such version. */
export async function readListEntries(
  db: Queryable,
  { code, version }: Pick<VersionKey, 'code' | 'version'>,
  page: { search: string; offset: number; limit: number },
): Promise<{ entries: ListEntry[]; total: number } | null> {
  const { rows } = await db.query<{ entries: ListEntry[]; total: number }>(
    `SELECT coalesce(jsonb_agg(entry ORDER BY place) FILTER (WHERE place > $4 AND place <= $4 + $5), '[]') AS entries,
            count(place)::int AS total
     FROM ruleset_part_version v
     LEFT JOIN LATERAL (
       SELECT entry, row_number() OVER (ORDER BY entry ->> 'value' COLLATE "C", at) AS place
       FROM jsonb_array_elements(v.content -> 'entries') WITH ORDINALITY AS e (entry, at)
       WHERE strpos(lower(entry ->> 'value'), lower($3)) > 0 OR $3 = ''
     ) found ON true
     WHERE v.kind = 'list' AND v.code = $1 AND v.version = $2
     GROUP BY v.version`,
    [code, version, page.search, page.offset, page.limit],
  );
  return rows[0] ?? null;
}
