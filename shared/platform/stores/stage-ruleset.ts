import {
  POLICY_CODE,
  type PartIdentity,
  type PartKind,
  type PartState,
  type Release,
} from '../../domain/ruleset/part.ts';
import type { Ruleset } from '../../domain/targeting/profile.ts';
import type { Client } from '../db/pool.ts';

/** A part as a ruleset file holds it. */
export interface FilePart extends PartIdentity {
  /** Version that a new part begins with. */
  version: number;
  content: object;
  release: Release;
}

/** The parts of a checked ruleset file. A salt of its own does not come into force. */
export function partsOf({ profiles, lists, policy: { salt: _salt, ...policy } }: Ruleset): FilePart[] {
  const release: Release = { status: 'active' };
  return [
    ...profiles.map(({ code, version, level, scope, status, canary, guard, ...content }) => ({
      kind: 'profile' as const,
      code,
      version,
      level,
      scope: scope ?? null,
      content,
      release: { status, ...(canary && { canary }), ...(guard && { guard }) },
    })),
    ...lists.map(({ name, level = 'national', scope = null, ...content }) => ({
      kind: 'list' as const,
      code: name,
      version: 1,
      level,
      scope,
      content,
      release,
    })),
    {
      kind: 'policy',
      code: POLICY_CODE,
      version: 1,
      level: 'national',
      scope: null,
      content: policy,
      release,
    },
  ];
}

/** What a file changes in the ruleset in force. */
export interface Staged {
  /** Parts that get the version named; `releaseBefore` is null where none of theirs is in force. */
  coming: {
    kind: PartKind;
    code: string;
    version: number;
    release: Release;
    releaseBefore: Release | null;
  }[];
  /** Parts in force that the file lacks, with the version that would leave. */
  leaving: { kind: PartKind; code: string; version: number; releaseBefore: Release }[];
  /** Parts that are there already at another place: a part keeps its own. */
  misplaced: { kind: PartKind; code: string }[];
}

/**
 * Puts the parts of a file beside the ruleset in force, in the temporary table `staged`, where those that change
 * anything are left with the number of their version. The lock of the ruleset is held.
 */
export async function stageRuleset(client: Client, parts: readonly FilePart[]): Promise<Staged> {
  await client.query(
    `CREATE TEMPORARY TABLE staged ON COMMIT DROP AS
     SELECT * FROM jsonb_to_recordset($1::jsonb) AS c
       (kind text, code text COLLATE "C", version integer, level text, scope text, content jsonb, release jsonb)`,
    [JSON.stringify(parts)],
  );
  await client.query('ANALYZE staged');
  const misplaced = await client.query<{ kind: PartKind; code: string }>(
    `SELECT kind, code FROM staged s JOIN ruleset_part p USING (kind, code)
     WHERE p.level <> s.level OR p.scope IS DISTINCT FROM s.scope`,
  );
  const leaving = await client.query<Staged['leaving'][number]>(
    `SELECT m.kind, m.code, m.part_version AS version, m.release AS "releaseBefore" FROM ruleset_member m
     WHERE m.to_ruleset IS NULL
       AND NOT EXISTS (SELECT 1 FROM staged s WHERE s.kind = m.kind AND s.code = m.code)`,
  );
  // The same content under the same release stays as it is; another is the next version.
  await client.query(
    `DELETE FROM staged s USING ruleset_member m, ruleset_part_version v
     WHERE m.kind = s.kind AND m.code = s.code AND m.to_ruleset IS NULL AND m.release = s.release
       AND v.kind = m.kind AND v.code = m.code AND v.version = m.part_version AND v.content = s.content`,
  );
  await client.query(
    `UPDATE staged s SET version = greatest(s.version, v.newest + 1)
     FROM (SELECT kind, code, max(version) AS newest FROM ruleset_part_version GROUP BY kind, code) v
     WHERE v.kind = s.kind AND v.code = s.code`,
  );
  const coming = await client.query<Staged['coming'][number]>(
    `SELECT s.kind, s.code, s.version, s.release, m.release AS "releaseBefore" FROM staged s
     LEFT JOIN ruleset_member m ON m.kind = s.kind AND m.code = s.code AND m.to_ruleset IS NULL
     ORDER BY s.kind, s.code`,
  );
  return { coming: coming.rows, leaving: leaving.rows, misplaced: misplaced.rows };
}

/** Adds what is staged: its parts where they are new, and its versions in the state that each is to have. */
export async function addStaged(
  client: Client,
  as: { state: 'in-review' | null; authorId: string; authorName: string; importId: string | null },
): Promise<void> {
  await client.query(
    'INSERT INTO ruleset_part SELECT kind, code, level, scope FROM staged ON CONFLICT (kind, code) DO NOTHING',
  );
  await client.query(
    `INSERT INTO ruleset_part_version
       (kind, code, version, state, content, release, author_id, author_name, writers, import_id)
     SELECT kind, code, version, coalesce($1, release ->> 'status'), content,
            CASE WHEN $1::text IS NULL THEN release END, $2, $3, CASE WHEN $1::text IS NULL THEN '{}' ELSE ARRAY[$2] END, $4
     FROM staged`,
    [as.state, as.authorId, as.authorName, as.importId],
  );
}

/** A version that left its state because of a file. */
export interface Left {
  kind: PartKind;
  code: string;
  version: number;
  step: 'replace' | 'retire';
  from: PartState;
  to: PartState;
  release: Release | null;
}

/** Retires what is in force or suspended of the parts named, but for the versions named. */
export async function retireParts(
  client: Client,
  parts: readonly { kind: PartKind; code: string; version: number | null }[],
): Promise<Left[]> {
  const { rows } = await client.query<Left>(
    `UPDATE ruleset_part_version v SET state = 'retired', changed_at = now(), revision = v.revision + 1
     FROM jsonb_to_recordset($1::jsonb) AS c (kind text, code text, version integer), ruleset_part_version was
     WHERE v.kind = c.kind AND v.code = c.code AND v.version IS DISTINCT FROM c.version
       AND v.state IN ('shadow', 'active', 'suspended')
       AND was.kind = v.kind AND was.code = v.code AND was.version = v.version
     RETURNING v.kind, v.code, v.version, was.state AS "from", v.state AS "to", v.release,
       CASE WHEN c.version IS NULL THEN 'retire' ELSE 'replace' END AS step`,
    [JSON.stringify(parts)],
  );
  return rows;
}

/** Adds one event for each version, all by the same and for the same reason. */
export async function addPartEvents(
  client: Client,
  versions: readonly {
    kind: PartKind;
    code: string;
    version: number;
    step: string;
    from: PartState | null;
    to: PartState;
    release: Release | null;
  }[],
  by: { id: string | null; name: string; reason: string; rulesetVersion: number | null },
): Promise<void> {
  await client.query(
    `INSERT INTO ruleset_part_event
       (kind, code, version, step, from_state, to_state, actor_id, actor_name, reason, release, ruleset_version)
     SELECT kind, code, version, step, "from", "to", $2, $3, $4, release, $5
     FROM jsonb_to_recordset($1::jsonb) AS e
       (kind text, code text, version integer, step text, "from" text, "to" text, release jsonb)`,
    [JSON.stringify(versions), by.id, by.name, by.reason, by.rulesetVersion],
  );
}
