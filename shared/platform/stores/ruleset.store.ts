import type { Ruleset } from '../../domain/targeting/profile.ts';
import type { Queryable } from '../db/pool.ts';

export interface RulesetVersion {
  version: number;
  document: Ruleset;
}

/** Version of the ruleset in force; null before the first. */
export async function readRulesetNumber(db: Queryable): Promise<number | null> {
  const result = await db.query<{ version: number | null }>(
    'SELECT max(version) AS version FROM ruleset_version',
  );
  return result.rows[0]!.version;
}

/** The ruleset in force, newest version; null before the first. */
export async function readRuleset(db: Queryable): Promise<RulesetVersion | null> {
  const result = await db.query<RulesetVersion>(
    'SELECT version, document FROM ruleset_version ORDER BY version DESC LIMIT 1',
  );
  return result.rows[0] ?? null;
}

/** Puts a ruleset, already checked, in force as the next version. */
export async function addRuleset(db: Queryable, document: Ruleset, note: string): Promise<number> {
  const result = await db.query<{ version: number }>(
    'INSERT INTO ruleset_version (document, note) VALUES ($1, $2) RETURNING version',
    [JSON.stringify(document), note],
  );
  return result.rows[0]!.version;
}
