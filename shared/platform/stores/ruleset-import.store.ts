import type { RulesetImportView } from '../../contract/profiles.ts';
import type { Client, Queryable } from '../db/pool.ts';

export type ImportChange = RulesetImportView['changes'][number];

/** A ruleset file handed in. */
export interface StoredImport {
  id: string;
  at: Date;
  authorId: string;
  author: string;
  note: string;
  state: RulesetImportView['state'];
  changes: ImportChange[];
  /** The ruleset in force that the file was compared with. */
  base: number;
  decidedBy: string | null;
  decidedAt: Date | null;
  rulesetVersion: number | null;
}

const COLUMNS = `id::text, at, author_id AS "authorId", author_name AS author, note, state, changes, base,
  decided_by AS "decidedBy", decided_at AS "decidedAt", ruleset_version AS "rulesetVersion"`;

/** Imports that are shown: the newest. */
const SHOWN = 200;

/** The newest imports, the newest first. */
export async function readImports(db: Queryable): Promise<StoredImport[]> {
  const { rows } = await db.query<StoredImport>(
    `SELECT ${COLUMNS} FROM ruleset_import ORDER BY ruleset_import.id DESC LIMIT $1`,
    [SHOWN],
  );
  return rows;
}

/** One import; null where there is none. With `lock` it is held until the transaction ends. */
export async function readImport(
  db: Queryable,
  id: string,
  { lock = false } = {},
): Promise<StoredImport | null> {
  if (!/^\d{1,18}$/.test(id)) return null;
  const { rows } = await db.query<StoredImport>(
    `SELECT ${COLUMNS} FROM ruleset_import WHERE id = $1 ${lock ? 'FOR UPDATE' : ''}`,
    [id],
  );
  return rows[0] ?? null;
}

/** Adds an import in review; answers its id. Its changes follow. */
export async function addImport(
  client: Client,
  { authorId, author, note, base }: Pick<StoredImport, 'authorId' | 'author' | 'note' | 'base'>,
): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO ruleset_import (author_id, author_name, note, state, changes, base)
     VALUES ($1, $2, $3, 'in-review', '[]', $4) RETURNING id::text`,
    [authorId, author, note, base],
  );
  return rows[0]!.id;
}

export async function setImportChanges(
  client: Client,
  id: string,
  changes: readonly ImportChange[],
): Promise<void> {
  await client.query('UPDATE ruleset_import SET changes = $2 WHERE id = $1', [id, JSON.stringify(changes)]);
}

/** Ends the review of an import. */
export async function decideImport(
  client: Client,
  id: string,
  decision: { state: 'in-force' | 'returned'; by: string; rulesetVersion: number | null },
): Promise<void> {
  await client.query(
    `UPDATE ruleset_import SET state = $2, decided_by = $3, decided_at = now(), ruleset_version = $4 WHERE id = $1`,
    [id, decision.state, decision.by, decision.rulesetVersion],
  );
}

/** Parts staged or leaving that somebody is writing or reviewing, with who. */
export async function readOpenVersions(
  client: Client,
  parts: readonly { kind: string; code: string }[],
): Promise<{ kind: string; code: string; version: number; author: string }[]> {
  const { rows } = await client.query<{ kind: string; code: string; version: number; author: string }>(
    `SELECT v.kind, v.code, v.version, v.author_name AS author
     FROM jsonb_to_recordset($1::jsonb) AS c (kind text, code text)
     JOIN ruleset_part_version v ON v.kind = c.kind AND v.code = c.code AND v.state IN ('draft', 'in-review')
     ORDER BY v.kind, v.code`,
    [JSON.stringify(parts)],
  );
  return rows;
}

/** Parts among those named that came into force, or left it, after a ruleset version. */
export async function readChangedSince(
  client: Client,
  parts: readonly { kind: string; code: string }[],
  base: number,
): Promise<string[]> {
  const { rows } = await client.query<{ code: string }>(
    `SELECT DISTINCT m.code FROM jsonb_to_recordset($1::jsonb) AS c (kind text, code text)
     JOIN ruleset_member m ON m.kind = c.kind AND m.code = c.code AND (m.from_ruleset > $2 OR m.to_ruleset > $2)
     ORDER BY m.code`,
    [JSON.stringify(parts), base],
  );
  return rows.map(({ code }) => code);
}

/** Puts all versions of an import in the states that their releases say. */
export async function releaseImported(
  client: Client,
  id: string,
  changes: readonly ImportChange[],
): Promise<void> {
  await client.query(
    `UPDATE ruleset_part_version v SET state = c.release ->> 'status', release = c.release,
       revision = v.revision + 1, changed_at = now()
     FROM jsonb_to_recordset($2::jsonb) AS c (kind text, code text, version integer, release jsonb)
     WHERE v.import_id = $1 AND v.kind = c.kind AND v.code = c.code AND v.version = c.version`,
    [id, JSON.stringify(changes)],
  );
}

/** Gives all versions of an import up. */
export async function discardImported(client: Client, id: string): Promise<void> {
  await client.query(
    `UPDATE ruleset_part_version SET state = 'retired', revision = revision + 1, changed_at = now()
     WHERE import_id = $1 AND state = 'in-review'`,
    [id],
  );
}

/** Parts in force whose conditions name a list that is not. */
export async function readMissingLists(client: Client): Promise<{ code: string; list: string }[]> {
  const { rows } = await client.query<{ code: string; list: string }>(
    `SELECT DISTINCT v.code, list FROM ruleset_part_version v CROSS JOIN LATERAL jsonb_array_elements_text(v.lists) list
     WHERE v.state IN ('shadow', 'active') AND v.lists <> '[]' AND NOT EXISTS (
       SELECT 1 FROM ruleset_part_version l WHERE l.kind = 'list' AND l.code = list AND l.state = 'active')
     ORDER BY v.code, list LIMIT 100`,
  );
  return rows;
}
