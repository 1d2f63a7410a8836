import type { PartIdentity, PartKind, PartState, Release } from '../../domain/ruleset/part.ts';
import type { Placed } from '../../domain/ruleset/level.ts';
import type { Client, Queryable } from '../db/pool.ts';

/** A version of a part, without its content. */
export interface StoredVersion {
  version: number;
  state: PartState;
  release: Release | null;
  authorId: string;
  authorName: string;
  /** Ids of everyone who wrote what it says or submitted it: none of them approves it. */
  writers: string[];
  revision: number;
  createdAt: Date;
  changedAt: Date;
  /** Came with a ruleset file, and is decided on with all that came with it. */
  imported: boolean;
}

/** One step of a version, with who, when and why. */
export interface StoredPartEvent {
  at: Date;
  version: number;
  step: string;
  fromState: PartState | null;
  toState: PartState;
  actor: string;
  reason: string;
  release: Release | null;
  rulesetVersion: number | null;
}

/** A version as it is named. */
export interface VersionKey {
  kind: PartKind;
  code: string;
  version: number;
}

const VERSION = `v.version, v.state, v.release, v.author_id AS "authorId", v.author_name AS "authorName", v.writers,
  v.revision, v.created_at AS "createdAt", v.changed_at AS "changedAt", v.import_id IS NOT NULL AS imported`;

/** History of a part that is shown: its newest events. */
const EVENTS_SHOWN = 500;

/** A part's identity; null where there is none. */
export async function readPart(db: Queryable, kind: PartKind, code: string): Promise<PartIdentity | null> {
  const { rows } = await db.query<PartIdentity>(
    'SELECT kind, code, level, scope FROM ruleset_part WHERE kind = $1 AND code = $2',
    [kind, code],
  );
  return rows[0] ?? null;
}

/** All versions of a part, the newest first. */
export async function readVersions(db: Queryable, kind: PartKind, code: string): Promise<StoredVersion[]> {
  const { rows } = await db.query<StoredVersion>(
    `SELECT ${VERSION} FROM ruleset_part_version v WHERE v.kind = $1 AND v.code = $2 ORDER BY v.version DESC`,
    [kind, code],
  );
  return rows;
}

/** The newest events of a part, the newest first. */
export async function readPartEvents(
  db: Queryable,
  kind: PartKind,
  code: string,
): Promise<StoredPartEvent[]> {
  const { rows } = await db.query<StoredPartEvent>(
    `SELECT at, version, step, from_state AS "fromState", to_state AS "toState", actor_name AS actor, reason, release,
            ruleset_version AS "rulesetVersion"
     FROM ruleset_part_event WHERE kind = $1 AND code = $2 ORDER BY id DESC LIMIT $3`,
    [kind, code, EVENTS_SHOWN],
  );
  return rows;
}

/** What a version says; null where there is no such version. */
export async function readContent<Content>(
  db: Queryable,
  { kind, code, version }: VersionKey,
): Promise<Content | null> {
  const { rows } = await db.query<{ content: Content }>(
    'SELECT content FROM ruleset_part_version WHERE kind = $1 AND code = $2 AND version = $3',
    [kind, code, version],
  );
  return rows[0]?.content ?? null;
}

/** A version with its part, held until the transaction ends; null where there is none. */
export async function lockVersion(
  client: Client,
  { kind, code, version }: VersionKey,
): Promise<(StoredVersion & PartIdentity) | null> {
  const { rows } = await client.query<StoredVersion & PartIdentity>(
    `SELECT p.kind, p.code, p.level, p.scope, ${VERSION}
     FROM ruleset_part_version v JOIN ruleset_part p USING (kind, code)
     WHERE v.kind = $1 AND v.code = $2 AND v.version = $3 FOR UPDATE OF v`,
    [kind, code, version],
  );
  return rows[0] ?? null;
}

/** Who changed a version last, and when. */
export async function readLastChange(
  db: Queryable,
  { kind, code, version }: VersionKey,
): Promise<{ by: string; at: Date } | null> {
  const { rows } = await db.query<{ by: string; at: Date }>(
    `SELECT actor_name AS by, at FROM ruleset_part_event
     WHERE kind = $1 AND code = $2 AND version = $3 ORDER BY id DESC LIMIT 1`,
    [kind, code, version],
  );
  return rows[0] ?? null;
}

/** Adds a part; false where its code is taken. */
export async function addPart(client: Client, { kind, code, level, scope }: PartIdentity): Promise<boolean> {
  const { rowCount } = await client.query(
    'INSERT INTO ruleset_part (kind, code, level, scope) VALUES ($1, $2, $3, $4) ON CONFLICT (kind, code) DO NOTHING',
    [kind, code, level, scope],
  );
  return rowCount === 1;
}

/** Adds the next version of a part as a draft; null while another is open. */
export async function addDraft(
  client: Client,
  draft: {
    kind: PartKind;
    code: string;
    content: unknown;
    authorId: string;
    authorName: string;
    /** Who else wrote what it says. */
    writers: readonly string[];
  },
): Promise<StoredVersion | null> {
  const { kind, code, content, authorId, authorName, writers } = draft;
  // The part's row is held, so that two who begin at once get numbers of their own.
  await client.query('SELECT 1 FROM ruleset_part WHERE kind = $1 AND code = $2 FOR UPDATE', [kind, code]);
  const { rows } = await client.query<StoredVersion>(
    `INSERT INTO ruleset_part_version AS v (kind, code, version, state, content, author_id, author_name, writers)
     SELECT $1, $2, coalesce(max(version), 0) + 1, 'draft', $3, $4, $5, $6::text[]
     FROM ruleset_part_version WHERE kind = $1 AND code = $2
     HAVING NOT coalesce(bool_or(state IN ('draft', 'in-review')), false)
     RETURNING ${VERSION}`,
    [kind, code, JSON.stringify(content), authorId, authorName, [...new Set([authorId, ...writers])]],
  );
  return rows[0] ?? null;
}

/** Writes a draft anew; answers its revision. */
export async function writeDraft(
  client: Client,
  { kind, code, version }: VersionKey,
  content: unknown,
  writerId: string,
): Promise<number> {
  const { rows } = await client.query<{ revision: number }>(
    `UPDATE ruleset_part_version SET content = $4, revision = revision + 1, changed_at = now(),
       writers = CASE WHEN $5 = ANY (writers) THEN writers ELSE writers || $5 END
     WHERE kind = $1 AND code = $2 AND version = $3 RETURNING revision`,
    [kind, code, version, JSON.stringify(content), writerId],
  );
  return rows[0]!.revision;
}

/** Counts somebody among those who answer for what a version says. */
export async function addWriter(
  client: Client,
  { kind, code, version }: VersionKey,
  writerId: string,
): Promise<void> {
  await client.query(
    `UPDATE ruleset_part_version SET writers = writers || $4::text
     WHERE kind = $1 AND code = $2 AND version = $3 AND $4 <> ALL (writers)`,
    [kind, code, version, writerId],
  );
}

/** Moves a version to another state; answers its revision. */
export async function setState(
  client: Client,
  { kind, code, version }: VersionKey,
  state: PartState,
  release: Release | null,
): Promise<number> {
  const { rows } = await client.query<{ revision: number }>(
    `UPDATE ruleset_part_version SET state = $4, release = $5, revision = revision + 1, changed_at = now()
     WHERE kind = $1 AND code = $2 AND version = $3 RETURNING revision`,
    [kind, code, version, state, release === null ? null : JSON.stringify(release)],
  );
  return rows[0]!.revision;
}

/** Retires what another version of the part is to replace; answers it with the state it had. */
export async function retireReplaced(
  client: Client,
  { kind, code, version }: VersionKey,
): Promise<{ version: number; state: PartState; release: Release | null }[]> {
  const { rows } = await client.query<{ version: number; state: PartState; release: Release | null }>(
    `UPDATE ruleset_part_version v SET state = 'retired', revision = v.revision + 1, changed_at = now()
     FROM ruleset_part_version was
     WHERE v.kind = $1 AND v.code = $2 AND v.version <> $3 AND v.state IN ('shadow', 'active', 'suspended')
       AND was.kind = v.kind AND was.code = v.code AND was.version = v.version
     RETURNING v.version, was.state, v.release`,
    [kind, code, version],
  );
  return rows;
}

/** Adds to the history of a version; it is never changed again. */
export async function addPartEvent(
  client: Client,
  { kind, code, version }: VersionKey,
  event: {
    step: string;
    from: PartState | null;
    to: PartState;
    /** Null id: a rule did it. */
    actor: { id: string | null; name: string };
    reason: string;
    release?: Release | null;
    rulesetVersion?: number | null;
  },
): Promise<void> {
  const { step, from, to, actor, reason, release = null, rulesetVersion = null } = event;
  await client.query(
    `INSERT INTO ruleset_part_event
       (kind, code, version, step, from_state, to_state, actor_id, actor_name, reason, release, ruleset_version)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      kind,
      code,
      version,
      step,
      from,
      to,
      actor.id,
      actor.name,
      reason,
      release === null ? null : JSON.stringify(release),
      rulesetVersion,
    ],
  );
}

/** Where the reference lists belong that are in force, or, with `open`, that have any version not retired. */
export async function readListPlaces(
  db: Queryable,
  which: 'in-force' | 'open',
): Promise<Map<string, Placed>> {
  const states = which === 'in-force' ? `= 'active'` : `<> 'retired'`;
  const { rows } = await db.query<Placed & { code: string }>(
    `SELECT p.code, p.level, p.scope FROM ruleset_part p WHERE p.kind = 'list' AND EXISTS (
       SELECT 1 FROM ruleset_part_version v WHERE v.kind = p.kind AND v.code = p.code AND v.state ${states})`,
  );
  return new Map(rows.map(({ code, level, scope }) => [code, { level, scope }]));
}

/** Profiles and policies, in force or suspended, whose conditions name a list. */
export async function readUsersOfList(
  db: Queryable,
  name: string,
): Promise<{ kind: PartKind; code: string }[]> {
  const { rows } = await db.query<{ kind: PartKind; code: string }>(
    `SELECT kind, code FROM ruleset_part_version
     WHERE lists ? $1 AND state <> 'retired' AND state IN ('shadow', 'active', 'suspended') ORDER BY kind, code`,
    [name],
  );
  return rows;
}
