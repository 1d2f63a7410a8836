import type { Declaration } from '../declaration.ts';
import type { EnrichedFacts } from '../targeting/facts.ts';
import { parseInstant } from '../targeting/instant.ts';
import { policyAt } from '../targeting/policy.ts';
import type { Policy, Ruleset } from '../targeting/profile.ts';
import { compileRuleset, type MatchResult, type RulesetMatcher } from '../targeting/ruleset-matcher.ts';
import { actingErrors, decide, type ChannelDecision, type Regulation } from './decide.ts';
import { compileStrata, type StratumOf } from './strata.ts';

/** A ruleset ready to decide with. Like its matcher not re-entrant. */
export interface DecidingRuleset {
  matcher: RulesetMatcher;
  policy: Policy;
  stratumOf: StratumOf;
}

/** A declaration targeted and decided. */
export interface Assessment extends MatchResult {
  decision: ChannelDecision;
}

/** Compiles a checked ruleset. Throws RulesetError or ConditionError for one that no check would have let through. */
export function compileDecidingRuleset(ruleset: Ruleset): DecidingRuleset {
  return { matcher: compileRuleset(ruleset), policy: ruleset.policy, stratumOf: compileStrata(ruleset) };
}

/**
 * Targets a declaration and decides its channel: what workers, re-execution and the offline command all do. `drawn` is
 * uniform in [0, 1); null where nothing is drawn. Without a regulation no red yields.
 */
export function assessDeclaration(
  { matcher, policy, stratumOf }: DecidingRuleset,
  declaration: Declaration,
  facts: EnrichedFacts,
  drawn: number | null,
  regulation: Regulation | null = null,
): Assessment {
  const { hits, errors } = matcher.match(declaration, facts);
  const { stratum, rate } = stratumOf(declaration, facts);
  const decision = decide({
    hits,
    policy: policyAt(policy, parseInstant(declaration.registeredAt)),
    ...(facts.creditClass !== undefined && { creditClass: facts.creditClass }),
    draw: drawn === null ? { value: 0, rate: 0, stratum } : { value: drawn, rate, stratum },
    evaluationErrors: actingErrors(errors),
    nationalErrors: actingErrors(errors.filter(({ profile }) => profile.level === 'national')),
    regulation,
  });
  return { hits, errors, decision };
}
