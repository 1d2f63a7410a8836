import { POLICY_CODE, type PartKind, type Release } from '../../domain/ruleset/part.ts';
import type { Policy, Profile, ReferenceList, Ruleset } from '../../domain/targeting/profile.ts';
import { inTransaction, type Client, type Pool, type Queryable } from '../db/pool.ts';

export interface RulesetVersion {
  version: number;
  document: Ruleset;
}

/** One change of a ruleset: a version of a part comes into force, or the part leaves it. */
export type RulesetChange =
  | { kind: PartKind; code: string; version: number; release: Release }
  | { kind: PartKind; code: string; version: null };

/** Version of the ruleset in force; null before the first. */
export async function readRulesetNumber(db: Queryable): Promise<number | null> {
  const result = await db.query<{ version: number | null }>(
    'SELECT max(version) AS version FROM ruleset_version',
  );
  return result.rows[0]!.version;
}

/** The ruleset in force, newest version; null before the first. */
export async function readRuleset(db: Queryable): Promise<RulesetVersion | null> {
  const version = await readRulesetNumber(db);
  const document = version === null ? null : await readRulesetAt(db, version);
  return version === null || document === null ? null : { version, document };
}

interface MemberRow {
  kind: PartKind;
  code: string;
  version: number;
  level: Profile['level'];
  scope: string | null;
  content: object;
  release: Release;
}

/** The ruleset as it was under a version, however many came after it; null where there never was one. */
export async function readRulesetAt(db: Queryable, version: number): Promise<Ruleset | null> {
  const whole = await db.query<{ document: Ruleset | null }>(
    'SELECT document FROM ruleset_version WHERE version = $1',
    [version],
  );
  const [found] = whole.rows;
  if (found === undefined || found.document !== null) return found?.document ?? null;
  const { rows } = await db.query<MemberRow>(
    `SELECT m.kind, m.code, m.part_version AS version, p.level, p.scope, v.content, m.release
     FROM ruleset_member m
     JOIN ruleset_part p USING (kind, code)
     JOIN ruleset_part_version v ON v.kind = m.kind AND v.code = m.code AND v.version = m.part_version
     WHERE m.from_ruleset <= $1 AND (m.to_ruleset IS NULL OR m.to_ruleset > $1)
     ORDER BY m.kind, m.code`,
    [version],
  );
  return assemble(rows);
}

function assemble(rows: readonly MemberRow[]): Ruleset {
  const profiles: Profile[] = [];
  const lists: ReferenceList[] = [];
  let policy: Policy | undefined;
  for (const { kind, code, version, level, scope, content, release } of rows) {
    if (kind === 'list') lists.push({ name: code, ...(content as Pick<ReferenceList, 'entries'>) });
    else if (kind === 'policy') policy = content as Policy;
    else {
      profiles.push({
        code,
        version,
        level,
        ...(scope !== null && { scope }),
        ...(content as Omit<Profile, 'code' | 'version' | 'level' | 'scope' | 'status'>),
        ...release,
      });
    }
  }
  if (policy === undefined) throw new Error('the ruleset has no policy');
  return { format: 'tidewaiter-ruleset/1', profiles, lists, policy };
}

/** Holds the one lock of whoever changes the ruleset until the transaction ends. */
export async function lockRuleset(client: Client): Promise<void> {
  await client.query(`SELECT pg_advisory_xact_lock(hashtext('tidewaiter.ruleset'))`);
}

/**
 * Puts changes in force, all under one new ruleset version, which it answers. The versions named exist and the lock
 * is held; their states are the caller's to set.
 */
export async function changeRuleset(
  client: Client,
  changes: readonly RulesetChange[],
  note: string,
): Promise<number> {
  const made = await client.query<{ version: number }>(
    'INSERT INTO ruleset_version (note) VALUES ($1) RETURNING version',
    [note],
  );
  const { version } = made.rows[0]!;
  const json = JSON.stringify(changes);
  await client.query(
    `UPDATE ruleset_member m SET to_ruleset = $2
     FROM jsonb_to_recordset($1::jsonb) AS c (kind text, code text)
     WHERE m.kind = c.kind AND m.code = c.code AND m.to_ruleset IS NULL`,
    [json, version],
  );
  await client.query(
    `INSERT INTO ruleset_member (kind, code, part_version, release, from_ruleset)
     SELECT kind, code, version, release, $2
     FROM jsonb_to_recordset($1::jsonb) AS c (kind text, code text, version integer, release jsonb)
     WHERE version IS NOT NULL`,
    [json, version],
  );
  return version;
}

/** A part as a ruleset file holds it, whose content is compared with what is in force. */
interface FilePart extends Omit<MemberRow, 'version'> {
  /** Version that a new part begins with. */
  version: number;
}

/** The parts of a ruleset file. A salt of its own does not come into force. */
function partsOf({ profiles, lists, policy: { salt: _salt, ...policy } }: Ruleset): FilePart[] {
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
    ...lists.map(({ name, ...content }) => {
      return {
        kind: 'list' as const,
        code: name,
        version: 1,
        level: 'national' as const,
        scope: null,
        content,
        release,
      };
    }),
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

/**
 * Puts a whole ruleset, already checked, in force without review, as the machine's own administrator may: what it
 * changes gets new versions, what it lacks is retired. Answers the ruleset version. All or nothing.
 */
export async function loadRuleset(pool: Pool, document: Ruleset, note: string): Promise<number> {
  return inTransaction(pool, async (client) => {
    await lockRuleset(client);
    await client.query(
      `CREATE TEMPORARY TABLE loaded ON COMMIT DROP AS
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS c
         (kind text, code text, version integer, level text, scope text, content jsonb, release jsonb)`,
      [JSON.stringify(partsOf(document))],
    );
    await client.query(
      `INSERT INTO ruleset_part SELECT kind, code, level, scope FROM loaded ON CONFLICT (kind, code) DO NOTHING`,
    );
    // The same content under the same release stays as it is; another is the next version.
    await client.query(
      `DELETE FROM loaded l USING ruleset_member m, ruleset_part_version v
       WHERE m.kind = l.kind AND m.code = l.code AND m.to_ruleset IS NULL AND m.release = l.release
         AND v.kind = m.kind AND v.code = m.code AND v.version = m.part_version AND v.content = l.content`,
    );
    await client.query(
      `UPDATE loaded l SET version = greatest(l.version, v.newest + 1)
       FROM (SELECT kind, code, max(version) AS newest FROM ruleset_part_version GROUP BY kind, code) v
       WHERE v.kind = l.kind AND v.code = l.code`,
    );
    const parts = JSON.stringify(partsOf(document).map(({ kind, code }) => ({ kind, code })));
    const leaving = await client.query<{ kind: PartKind; code: string }>(
      `SELECT m.kind, m.code FROM ruleset_member m WHERE m.to_ruleset IS NULL AND NOT EXISTS (
         SELECT 1 FROM jsonb_to_recordset($1::jsonb) AS c (kind text, code text)
         WHERE c.kind = m.kind AND c.code = m.code)`,
      [parts],
    );
    const coming = await client.query<{ kind: PartKind; code: string; version: number; release: Release }>(
      'SELECT kind, code, version, release FROM loaded',
    );
    const changes = [...coming.rows, ...leaving.rows.map((row) => ({ ...row, version: null }))];
    await client.query(
      `UPDATE ruleset_part_version v SET state = 'retired', changed_at = now(), revision = revision + 1
       FROM jsonb_to_recordset($1::jsonb) AS c (kind text, code text)
       WHERE v.kind = c.kind AND v.code = c.code AND v.state IN ('shadow', 'active')`,
      [JSON.stringify(changes)],
    );
    await client.query(
      `INSERT INTO ruleset_part_version
         (kind, code, version, state, content, release, author_id, author_name, writers)
       SELECT kind, code, version, release ->> 'status', content, release, 'loaded', $1, '{}' FROM loaded`,
      [note],
    );
    const version = await changeRuleset(client, changes, note);
    await client.query(
      `INSERT INTO ruleset_part_event
         (kind, code, version, step, to_state, actor_name, reason, release, ruleset_version)
       SELECT kind, code, version, 'load', release ->> 'status', $1, $1, release, $2 FROM loaded`,
      [note, version],
    );
    return version;
  });
}
