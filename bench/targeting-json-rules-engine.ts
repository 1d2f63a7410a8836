import { Engine, Operator, type NestedCondition, type TopLevelCondition } from 'json-rules-engine';
import type { Condition, Predicate } from '../shared/domain/targeting/condition.ts';
import type { Ruleset } from '../shared/domain/targeting/profile.ts';
import { scopedCondition, type Answer } from './targeting-engines.ts';
import { FactFlattener, flatName, HitCollector } from './targeting-facts.ts';

const OPERATORS: Partial<Record<Predicate['op'], string>> = {
  eq: 'equal',
  in: 'in',
  inList: 'contains',
  lt: 'lessThan',
  gt: 'greaterThan',
  gte: 'greaterThanInclusive',
  between: 'between',
  startsWith: 'startsWith',
  contains: 'containsText',
};

/** json-rules-engine with a rule a profile, run once for each goods item; three operators are added to its own. */
export function jsonRulesEngine(ruleset: Ruleset): Answer {
  const engine = new Engine([], { allowUndefinedFacts: true });
  engine.addOperator(
    new Operator<string, string | string[]>('startsWith', (fact, prefixes) =>
      typeof prefixes === 'string'
        ? fact.startsWith(prefixes)
        : prefixes.some((prefix) => fact.startsWith(prefix)),
    ),
  );
  engine.addOperator(new Operator<string, string>('containsText', (fact, part) => fact.includes(part)));
  engine.addOperator(
    new Operator<number, [number, number]>('between', (fact, [low, high]) => fact >= low && fact <= high),
  );
  for (const profile of ruleset.profiles) {
    const conditions: TopLevelCondition = { all: [conditionOf(scopedCondition(profile))] };
    engine.addRule({ name: profile.code, conditions, event: { type: profile.code } });
  }
  const flattener = new FactFlattener(ruleset);
  const collector = new HitCollector(ruleset.profiles);
  return async (subject) => {
    const found: string[][] = [];
    for (const facts of flattener.flatten(subject)) {
      const { events } = await engine.run(facts);
      found.push(events.map(({ type }) => type));
    }
    return collector.collect(subject, found);
  };
}

function conditionOf(condition: Condition): NestedCondition {
  if ('all' in condition) return { all: condition.all.map(conditionOf) };
  if ('any' in condition) return { any: condition.any.map(conditionOf) };
  if ('not' in condition) return { not: conditionOf(condition.not) };
  if ('item' in condition) return conditionOf(condition.item);
  const { field, op, value } = condition;
  const operator = OPERATORS[op];
  if (operator === undefined) throw new Error(`no operator for ${op}`);
  return { fact: op === 'inList' ? 'trader_lists' : flatName(field), operator, value };
}
