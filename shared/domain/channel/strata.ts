import type { Declaration } from '../declaration.ts';
import type { Condition } from '../targeting/condition.ts';
import { compileCondition } from '../targeting/compile.ts';
import { Frame, type EnrichedFacts } from '../targeting/facts.ts';
import { parseInstant } from '../targeting/instant.ts';
import type { Lists } from '../targeting/operators/operand.ts';
import { policyAt, STRATUM_OF_THE_REST, STRATUM_UNKNOWN } from '../targeting/policy.ts';
import type { Policy, Ruleset } from '../targeting/profile.ts';
import { indexList } from '../targeting/reference-list.ts';

/** Where a declaration's random draw is made. */
export interface DrawingStratum {
  stratum: string;
  /** Share drawn for inspection, 0 to 1. */
  rate: number;
}

/** The stratum of a declaration. Never throws. */
export type StratumOf = (declaration: Declaration, facts: EnrichedFacts) => DrawingStratum;

/**
 * Compiles the random rates of a checked ruleset's policy: the first stratum whose condition holds gives the rate, else
 * the policy's own, both as they hold at the declaration's `registeredAt`. Throws ConditionError for a condition that
 * no check would have let through.
 */
export function compileStrata({ policy, lists }: Pick<Ruleset, 'policy' | 'lists'>): StratumOf {
  if (policy.dated === undefined) return compileUndated({ policy, lists });
  const turns = [-Infinity, ...policy.dated.map(({ from }) => parseInstant(from))].map((from) => {
    const held = policyAt(policy, from);
    return { from, rate: highestRate(held), stratumOf: compileUndated({ policy: held, lists }) };
  });
  const unknown: DrawingStratum = {
    stratum: STRATUM_UNKNOWN,
    rate: Math.max(...turns.map(({ rate }) => rate)),
  };
  return (declaration, facts) => {
    try {
      const at = parseInstant(declaration.registeredAt);
      return turns.findLast(({ from }) => at >= from)?.stratumOf(declaration, facts) ?? unknown;
    } catch {
      return unknown;
    }
  };
}

function compileUndated({ policy, lists }: Pick<Ruleset, 'policy' | 'lists'>): StratumOf {
  const rest: DrawingStratum = { stratum: STRATUM_OF_THE_REST, rate: policy.randomRate };
  const { strata = [] } = policy;
  if (strata.length === 0) return () => rest;
  const used = listsUsed(strata.map(({ when }) => when));
  const indexed: Lists = new Map(
    lists.filter(({ name }) => used.has(name)).map((list) => [list.name, indexList(list)]),
  );
  const compiled = strata.map(({ name, when, rate }) => ({
    test: compileCondition(when, indexed).test,
    drawing: { stratum: name, rate },
  }));
  const unknown: DrawingStratum = { stratum: STRATUM_UNKNOWN, rate: highestRate(policy) };
  const frame = new Frame();
  return (declaration, facts) => {
    try {
      frame.load(declaration, facts, parseInstant(declaration.registeredAt));
      for (const { test, drawing } of compiled) if (test(frame)) return drawing;
      return rest;
    } catch {
      return unknown;
    }
  };
}

function highestRate({ randomRate, strata = [] }: Policy): number {
  return Math.max(randomRate, ...strata.map(({ rate }) => rate));
}

/** Lists may hold 100,000 entries: only those that a stratum looks into are indexed. */
function listsUsed(conditions: readonly Condition[], into = new Set<string>()): Set<string> {
  for (const condition of conditions) {
    if ('all' in condition) listsUsed(condition.all, into);
    else if ('any' in condition) listsUsed(condition.any, into);
    else if ('not' in condition) listsUsed([condition.not], into);
    else if ('item' in condition) listsUsed([condition.item], into);
    else if (condition.op === 'inList' || condition.op === 'notInList') into.add(String(condition.value));
  }
  return into;
}
