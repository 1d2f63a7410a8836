import { assessDeclaration, type DecidingRuleset } from '../../shared/domain/channel/assess.ts';
import type { VersionedDeclaration } from '../../shared/domain/declaration.ts';
import type { Assessed, Enriched } from './assessment.ts';

/** Targets a declaration and decides its channel. `drawOf` gives the random draw of a version. */
export function assess(
  enriched: Enriched,
  ruleset: DecidingRuleset,
  drawOf: (declaration: VersionedDeclaration) => number,
): Assessed {
  const { declaration, facts } = enriched;
  return {
    ...enriched,
    ...assessDeclaration(ruleset, declaration, facts, drawOf(declaration)),
  };
}
