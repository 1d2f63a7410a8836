import type { Pool } from '../../shared/platform/db/pool.ts';
import { readAs } from '../../shared/platform/db/read-as.ts';
import { readKeptVersion, type KeptVersion } from '../../shared/platform/stores/decision.store.ts';
import type { Caller } from '../access/caller.ts';
import { RequestError } from '../http/errors.ts';
import type { PastRuleset, RulesetLibrary } from './ruleset-library.ts';

/** A decided version as its viewer may see it, with the ruleset of its decision. Throws RequestError. */
export async function findDecided(
  deps: { pool: Pool; rulesets: RulesetLibrary },
  caller: Caller,
  asked: { declarationNo: string; version: number | undefined },
): Promise<{ kept: KeptVersion; ruleset: PastRuleset }> {
  const { declarationNo, version } = asked;
  const scopes = caller.scopesWith('declarations.view');
  // Postgres knows no text with NUL or with half of a character.
  const askable = !declarationNo.includes('\0') && declarationNo.isWellFormed();
  const kept = askable
    ? await readAs(deps.pool, scopes, (client) => readKeptVersion(client, declarationNo, version))
    : null;
  if (kept === null) {
    throw new RequestError(404, 'unknown-declaration', 'no such version of such a declaration is known');
  }
  if (kept === 'waiting') {
    throw new RequestError(409, 'not-decided', 'this version waits for its decision');
  }
  const ruleset = await deps.rulesets.at(kept.rulesetVersion);
  if (ruleset === null) {
    throw new RequestError(409, 'ruleset-unknown', `the ruleset ${kept.rulesetVersion} is not kept any more`);
  }
  return { kept, ruleset };
}
