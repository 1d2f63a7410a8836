import { assessDeclaration, type DecidingRuleset } from '../../shared/domain/channel/assess.ts';
import type { Assessed, Enriched } from './assessment.ts';

/** Targets a declaration and decides its channel. `drawOf` gives the random draw of a declaration number. */
export function assess(
  enriched: Enriched,
  ruleset: DecidingRuleset,
  drawOf: (declarationNo: string) => number,
): Assessed {
  const { declaration, facts } = enriched;
  return {
    ...enriched,
    ...assessDeclaration(ruleset, declaration, facts, drawOf(declaration.declarationNo)),
  };
}
