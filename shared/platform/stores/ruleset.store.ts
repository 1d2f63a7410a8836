import type { PartContent, PartKind, Release } from '../../domain/ruleset/part.ts';
import type { Policy, Profile, ReferenceList, Ruleset } from '../../domain/targeting/profile.ts';
import { inTransaction, type Client, type Pool, type Queryable } from '../db/pool.ts';
import { addPartEvents, addStaged, partsOf, retireParts, stageRuleset } from './stage-ruleset.ts';

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

/** A part as a ruleset version holds it. */
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
  return (await readRulesetFrom(db, null, version))?.document ?? null;
}

/** A ruleset version with what it is made of, from which the next one is read. */
export interface HeldRuleset extends RulesetVersion {
  /** By kind and code; null where the version is a document of its own. */
  members: ReadonlyMap<string, MemberRow> | null;
}

/**
 * A ruleset version, read by what changed since the one held, which is an earlier one; null where there never was such
 * a version. The cost is that of the changes, however large the ruleset is.
 */
export async function readRulesetFrom(
  db: Queryable,
  held: HeldRuleset | null,
  version: number,
): Promise<HeldRuleset | null> {
  const whole = await db.query<{ document: Ruleset | null }>(
    'SELECT document FROM ruleset_version WHERE version = $1',
    [version],
  );
  const [found] = whole.rows;
  if (found === undefined) return null;
  if (found.document !== null) return { version, document: found.document, members: null };
  const since = held === null || held.members === null ? 0 : held.version;
  const members = new Map(since === 0 ? [] : held!.members);
  if (since > 0) {
    const left = await db.query<{ kind: PartKind; code: string }>(
      'SELECT kind, code FROM ruleset_member WHERE to_ruleset > $1 AND to_ruleset <= $2',
      [since, version],
    );
    for (const { kind, code } of left.rows) members.delete(`${kind} ${code}`);
  }
  const { rows } = await db.query<MemberRow>(
    `SELECT m.kind, m.code, m.part_version AS version, p.level, p.scope, v.content, m.release
     FROM ruleset_member m
     JOIN ruleset_part p USING (kind, code)
     JOIN ruleset_part_version v ON v.kind = m.kind AND v.code = m.code AND v.version = m.part_version
     WHERE m.from_ruleset > $1 AND m.from_ruleset <= $2 AND (m.to_ruleset IS NULL OR m.to_ruleset > $2)
     ORDER BY m.kind, m.code`,
    [since, version],
  );
  for (const row of rows) members.set(`${row.kind} ${row.code}`, row);
  return { version, document: assemble(members.values()), members };
}

function assemble(rows: Iterable<MemberRow>): Ruleset {
  const profiles: Profile[] = [];
  const lists: ReferenceList[] = [];
  let policy: Policy | undefined;
  for (const { kind, code, version, level, scope, content, release } of rows) {
    const placed = level === 'national' || scope === null ? {} : { level, scope };
    if (kind === 'list') lists.push({ name: code, ...placed, ...(content as PartContent['list']) });
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

/** Titles of the profiles in force; `titleZh` is null where none was written. */
export async function readProfileTitles(
  db: Queryable,
): Promise<{ code: string; title: string; titleZh: string | null }[]> {
  const { rows } = await db.query<{ code: string; title: string; titleZh: string | null }>(
    `SELECT m.code, v.content ->> 'title' AS title, v.content ->> 'titleZh' AS "titleZh"
     FROM ruleset_member m
     JOIN ruleset_part_version v ON v.kind = m.kind AND v.code = m.code AND v.version = m.part_version
     WHERE m.to_ruleset IS NULL AND m.kind = 'profile'`,
  );
  return rows;
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

/**
 * Puts a whole ruleset, already checked, in force without review, as the machine's own administrator may: what it
 * changes gets new versions, what it lacks is retired. Answers the ruleset version. All or nothing; throws where a
 * part would change its place.
 */
export async function loadRuleset(pool: Pool, document: Ruleset, note: string): Promise<number> {
  return inTransaction(pool, async (client) => {
    await lockRuleset(client);
    const { coming, leaving, misplaced } = await stageRuleset(client, partsOf(document));
    if (misplaced.length > 0) {
      const named = misplaced.slice(0, 10).map(({ kind, code }) => `${kind} ${code}`);
      throw new Error(`a part keeps its level and scope; another is stated for ${named.join(', ')}`);
    }
    const changes = [
      ...coming.map(({ releaseBefore: _before, ...change }) => change),
      ...leaving.map(({ kind, code }) => ({ kind, code, version: null })),
    ];
    const left = await retireParts(client, changes);
    await addStaged(client, { state: null, authorId: 'loaded', authorName: note, importId: null });
    const rulesetVersion = await changeRuleset(client, changes, note);
    const loaded = coming.map(({ release, ...version }) => {
      return { ...version, step: 'load', from: null, to: release.status, release };
    });
    await addPartEvents(client, [...left, ...loaded], { id: null, name: note, reason: note, rulesetVersion });
    return rulesetVersion;
  });
}
