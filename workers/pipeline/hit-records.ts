import { decisiveHits } from '../../shared/domain/channel/decisive.ts';
import { compileBecause, type Because, type HeldPredicate } from '../../shared/domain/targeting/because.ts';
import type { Lists } from '../../shared/domain/targeting/operators/operand.ts';
import { parseInstant } from '../../shared/domain/targeting/instant.ts';
import { policyAt } from '../../shared/domain/targeting/policy.ts';
import type { Policy, Profile, ReferenceList } from '../../shared/domain/targeting/profile.ts';
import { indexList } from '../../shared/domain/targeting/reference-list.ts';
import type { Hit } from '../../shared/domain/targeting/ruleset-matcher.ts';
import type { Assessed } from './assessment.ts';

/** A hit as it is kept: with why it is one, and whether its declaration would not be red without it. */
export interface HitRecord extends Hit {
  because: HeldPredicate[];
  decisive: boolean;
}

/** Tells the reasons of a ruleset's hits. What a profile needs for it is compiled at its first hit. */
export class HitReasons {
  readonly #given: readonly ReferenceList[];
  #lists: Lists | null = null;
  readonly #compiled = new Map<Profile, Because>();

  constructor(lists: readonly ReferenceList[]) {
    this.#given = lists;
  }

  of({ profile }: Hit, { declaration, facts }: Pick<Assessed, 'declaration' | 'facts'>): HeldPredicate[] {
    let because = this.#compiled.get(profile);
    if (because === undefined) {
      this.#lists ??= new Map(this.#given.map((list) => [list.name, indexList(list)]));
      because = compileBecause(profile.when, this.#lists);
      this.#compiled.set(profile, because);
    }
    return because(declaration, facts);
  }
}

/** The hits of a decided declaration as they are kept. */
export function recordHits(
  assessed: Assessed,
  { reasons, policy }: { reasons: HitReasons; policy: Policy },
): HitRecord[] {
  const { hits, decision, facts } = assessed;
  if (hits.length === 0) return [];
  const decisive = decisiveHits(decision, {
    hits,
    policy: policyAt(policy, parseInstant(assessed.declaration.registeredAt)),
    creditClass: facts.creditClass,
  });
  return hits.map((hit) => ({
    ...hit,
    because: reasons.of(hit, assessed),
    decisive: decisive.includes(hit),
  }));
}
