import type { ReExecutionView } from '../../shared/contract/decisions.ts';
import { reExecute } from '../../shared/domain/channel/re-execute.ts';
import { drawValue } from '../../shared/platform/draw.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { readDrawSalt } from '../../shared/platform/stores/decision.store.ts';
import type { Caller } from '../access/caller.ts';
import { findDecided } from './kept-version.ts';
import type { RulesetLibrary } from './ruleset-library.ts';

/**
 * Makes the decision of a declaration again under the ruleset of then, from what was kept, and says in what it
 * differs; the value drawn is checked against the salt of its day where that is kept.
 */
export async function reExecuteDeclaration(
  deps: { pool: Pool; rulesets: RulesetLibrary },
  caller: Caller,
  asked: { declarationNo: string; version: number | undefined },
): Promise<ReExecutionView> {
  const { kept, ruleset } = await findDecided(deps, caller, asked);
  const declaration = { ...kept.declaration, version: kept.version };
  const salt = await readDrawSalt(deps.pool, kept.receivedAt);
  const { value } = kept.explanation.draw;
  const drawn = salt === null ? null : drawValue(salt, declaration.declarationNo, kept.version);
  return {
    ...reExecute({ ...kept, declaration }, ruleset),
    draw: drawn === null ? 'unknown' : drawn === value ? 'confirmed' : 'contradicted',
  };
}
