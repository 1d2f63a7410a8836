import { actingErrors, decide } from '../../shared/domain/channel/decide.ts';
import { parseInstant } from '../../shared/domain/targeting/instant.ts';
import { policyAt } from '../../shared/domain/targeting/policy.ts';
import type { RulesetInForce } from '../ruleset-keeper.ts';
import type { Assessed, Enriched } from './assessment.ts';

/** Targets a declaration and decides its channel. `drawOf` gives the random draw of a declaration number. */
export function assess(
  enriched: Enriched,
  { matcher, policy, stratumOf }: RulesetInForce,
  drawOf: (declarationNo: string) => number,
): Assessed {
  const { declaration, facts } = enriched;
  const { hits, errors } = matcher.match(declaration, facts);
  const decision = decide({
    hits,
    policy: policyAt(policy, parseInstant(declaration.registeredAt)),
    ...(facts.creditClass !== undefined && { creditClass: facts.creditClass }),
    draw: { value: drawOf(declaration.declarationNo), ...stratumOf(declaration, facts) },
    evaluationErrors: actingErrors(errors),
  });
  return { ...enriched, hits, errors, decision };
}
