import { compileCondition } from '../shared/domain/targeting/compile.ts';
import type { Condition } from '../shared/domain/targeting/condition.ts';
import { Frame } from '../shared/domain/targeting/facts.ts';
import { parseInstant } from '../shared/domain/targeting/instant.ts';
import type { Profile, Ruleset } from '../shared/domain/targeting/profile.ts';
import { indexList } from '../shared/domain/targeting/reference-list.ts';
import { compileRuleset } from '../shared/domain/targeting/ruleset-matcher.ts';
import type { Subject } from './targeting-workload.ts';

/** Profiles that a declaration hits, each with the itemNos of the goods items that made it. */
export type Hits = readonly { code: string; items: readonly number[] }[];

/** A ruleset in one engine's form. Answers at once where the engine does. */
export type Answer = (subject: Subject) => Hits | Promise<Hits>;

/** The condition of a profile together with its scope. */
export function scopedCondition({ level, scope, when }: Profile): Condition {
  if (level === 'national') return when;
  const place: Condition = { field: level === 'house' ? 'customsHouse' : 'district', op: 'eq', value: scope };
  return { all: [place, when] };
}

/** The product's own matcher. */
export function tidewaiter(ruleset: Ruleset): Answer {
  const matcher = compileRuleset(ruleset);
  return ({ declaration, facts }) => {
    const { hits, errors } = matcher.match(declaration, facts);
    if (errors.length > 0) throw new Error(`${errors.length} profiles could not be evaluated`);
    return hits.map(({ profile, items }) => ({ code: profile.code, items }));
  };
}

/** One compiled closure a profile, all called in a loop: what compiling alone is worth, without an index. */
export function closures(ruleset: Ruleset): Answer {
  const lists = new Map(ruleset.lists.map((list) => [list.name, indexList(list)]));
  const compiled = ruleset.profiles.map((profile) => ({
    code: profile.code,
    condition: compileCondition(scopedCondition(profile), lists),
  }));
  const frame = new Frame();
  return ({ declaration, facts }) => {
    frame.load(declaration, facts, parseInstant(declaration.registeredAt));
    const hits: { code: string; items: number[] }[] = [];
    for (const { code, condition } of compiled) {
      if (!condition.test(frame)) continue;
      const items = new Set<number>();
      condition.collect?.(frame, items);
      hits.push({ code, items: [...items] });
    }
    return hits;
  };
}
