import type { Declaration, GoodsItem } from '../declaration.ts';
import { isShadowHit } from './canary.ts';
import { findField } from './catalogue.ts';
import { compileCondition } from './compile.ts';
import type { Condition, Predicate } from './condition.ts';
import { Frame, registeredAtOf, type EnrichedFacts } from './facts.ts';
import { parseInstant } from './instant.ts';
import type { Lists, Test } from './operators/operand.ts';
import type { Profile, Ruleset } from './profile.ts';
import { readFact, type SeenFact } from './read-fact.ts';
import { indexList, periodOf } from './reference-list.ts';

/** The one predicate that kept a profile from hitting. */
export interface Lack extends Predicate {
  /** Leads to it from the root of the condition: `all.1.item.all.0`. */
  path: string;
  /** False beneath a `not`: the predicate holds, and would have to fail. */
  wanted: boolean;
  fact: SeenFact;
  /** Goods item that came nearest; absent where the predicate looks at the header. */
  itemNo?: number;
  /** Other predicates of the profile, any one of which would do as well. */
  alternatives: number;
}

export interface NearestMiss {
  profile: Profile;
  lack: Lack;
}

/** What became of every profile of a ruleset on one declaration. The counts add up to `profiles`. */
export interface MissReport {
  /** Weightiest first: mandatory, then by channel, score and code. */
  nearest: NearestMiss[];
  counts: {
    profiles: number;
    /** Not valid at the instant of registration. */
    outOfForce: number;
    /** Of another district or customs house. */
    outOfScope: number;
    /** In shadow, or outside their canary: they would not have acted. */
    shadow: number;
    hits: number;
    /** Lacked exactly one predicate; `nearest` holds the weightiest of them. */
    lackedOne: number;
    lackedMore: number;
    /** Could not be evaluated. */
    failed: number;
    /** The lightest, left out where so many profiles and goods items meet that it would take too long. */
    notReached: number;
  };
}

/** A predicate whose truth decides: on one goods item where it looks at one, else on the whole declaration. */
interface Flip {
  predicate: Predicate;
  path: string;
  wanted: boolean;
  item: GoodsItem | undefined;
}

const NONE: readonly Flip[] = [];

/** Predicates evaluated for one report: about a second's work. */
const MAX_EVALUATIONS = 5_000_000;

const CHANNEL_WEIGHT: Record<Profile['channel'], number> = { red: 2, orange: 1, none: 0 };

/**
 * Finds the profiles of a ruleset that would have acted on a declaration had one more predicate been true. Every
 * place in a condition counts by itself: the same predicate written twice is two.
 */
export class MissFinder {
  /** The weightiest first. */
  readonly #profiles: readonly Profile[];
  readonly #lists: Lists;
  readonly #tests = new WeakMap<Predicate, Test>();
  readonly #frame = new Frame();
  readonly #maxEvaluations: number;
  #evaluations = 0;

  constructor(ruleset: Ruleset, maxEvaluations = MAX_EVALUATIONS) {
    this.#maxEvaluations = maxEvaluations;
    this.#profiles = ruleset.profiles.toSorted(byWeight);
    this.#lists = new Map(ruleset.lists.map((list) => [list.name, indexList(list)]));
  }

  /** Never throws; `limit` bounds what is named, not what is counted. */
  find(declaration: Declaration, facts: EnrichedFacts, limit: number): MissReport {
    const { registeredAt } = declaration;
    this.#frame.load(declaration, facts, typeof registeredAt === 'string' ? parseInstant(registeredAt) : NaN);
    this.#evaluations = 0;
    const counts: MissReport['counts'] = {
      profiles: this.#profiles.length,
      outOfForce: 0,
      outOfScope: 0,
      shadow: 0,
      hits: 0,
      lackedOne: 0,
      lackedMore: 0,
      failed: 0,
      notReached: 0,
    };
    const nearest: NearestMiss[] = [];
    for (const profile of this.#profiles) {
      try {
        if (this.#evaluations >= this.#maxEvaluations) counts.notReached++;
        else if (!this.#isInForce(profile)) counts.outOfForce++;
        else if (!this.#isInScope(profile)) counts.outOfScope++;
        else if (isShadowHit(profile, declaration)) counts.shadow++;
        else {
          const flips = this.#flips(profile.when, true, '');
          if (flips === null) counts.hits++;
          else if (flips.length === 0) counts.lackedMore++;
          else if (counts.lackedOne++ < limit) nearest.push({ profile, lack: this.#lackOf(flips) });
        }
      } catch {
        counts.failed++;
      }
    }
    return { nearest, counts };
  }

  #isInForce({ validFrom, validTo }: Profile): boolean {
    if (validFrom === undefined && validTo === undefined) return true;
    const { from, to } = periodOf(validFrom, validTo);
    const at = registeredAtOf(this.#frame);
    return at >= from && at < to;
  }

  #isInScope({ level, scope }: Profile): boolean {
    if (level === 'national') return true;
    const { declaration, facts } = this.#frame;
    return scope === (level === 'house' ? declaration.customsHouse : facts.district);
  }

  /**
   * Every single predicate that would bring the condition to `wanted`; null where it is there already, none where it
   * takes more than one.
   */
  #flips(condition: Condition, wanted: boolean, path: string): readonly Flip[] | null {
    if ('all' in condition) return this.#children(condition.all, wanted, wanted, `${path}all.`);
    if ('any' in condition) return this.#children(condition.any, wanted, !wanted, `${path}any.`);
    if ('not' in condition) return this.#flips(condition.not, !wanted, `${path}not.`);
    if ('item' in condition) {
      return wanted
        ? this.#someItem(condition.item, `${path}item.`)
        : this.#noItem(condition.item, `${path}item.`);
    }
    const { item } = this.#frame;
    this.#evaluations++;
    if (this.#testOf(condition)(this.#frame) === wanted) return null;
    const onItem = findField(condition.field)?.place === 'item';
    return [{ predicate: condition, path: path.slice(0, -1), wanted, item: onItem ? item : undefined }];
  }

  /** `every`: all of the children have to come to `wanted`; else one of them is enough. */
  #children(
    children: readonly Condition[],
    wanted: boolean,
    every: boolean,
    path: string,
  ): readonly Flip[] | null {
    let lacking: readonly Flip[] | null = null;
    for (let at = 0; at < children.length; at++) {
      const flips = this.#flips(children[at]!, wanted, `${path}${at}.`);
      if (!every) {
        if (flips === null) return null;
        lacking = lacking === null ? flips : lacking.concat(flips);
      } else if (flips !== null) {
        if (lacking !== null || flips.length === 0) return NONE;
        lacking = flips;
      }
    }
    return lacking;
  }

  /** One goods item has to satisfy the condition. What turns a predicate of the header turns it for all of them. */
  #someItem(condition: Condition, path: string): readonly Flip[] | null {
    const found: Flip[] = [];
    const header = new Set<string>();
    for (const item of this.#frame.declaration.items) {
      this.#frame.item = item;
      const flips = this.#flips(condition, true, path);
      if (flips === null) return null;
      for (const flip of flips) {
        if (flip.item === undefined) {
          if (header.has(flip.path)) continue;
          header.add(flip.path);
        }
        found.push(flip);
      }
    }
    return found;
  }

  /**
   * No goods item may satisfy the condition. Where more than one does, only a predicate of the header that turns it
   * for each of them is enough; it turns it the same way for the others, so that none begins to satisfy it.
   */
  #noItem(condition: Condition, path: string): readonly Flip[] | null {
    let lacking: readonly Flip[] | null = null;
    for (const item of this.#frame.declaration.items) {
      this.#frame.item = item;
      const flips = this.#flips(condition, false, path);
      if (flips === null) continue;
      if (lacking === null) lacking = flips;
      else {
        const own = new Set(flips.flatMap((flip) => (flip.item === undefined ? [flip.path] : [])));
        lacking = lacking.filter((flip) => flip.item === undefined && own.has(flip.path));
      }
      if (lacking.length === 0) return NONE;
    }
    return lacking;
  }

  #testOf(predicate: Predicate): Test {
    let test = this.#tests.get(predicate);
    if (test === undefined) {
      test = compileCondition(predicate, this.#lists).test;
      this.#tests.set(predicate, test);
    }
    return test;
  }

  #lackOf(flips: readonly Flip[]): Lack {
    const { predicate, path, wanted, item } = flips[0]!;
    if (item !== undefined) this.#frame.item = item;
    return {
      ...predicate,
      path,
      wanted,
      fact: readFact(predicate.field, this.#frame),
      ...(item !== undefined && { itemNo: item.itemNo }),
      alternatives: flips.length - 1,
    };
  }
}

function byWeight(a: Profile, b: Profile): number {
  if (a.mandatory !== b.mandatory) return a.mandatory ? -1 : 1;
  const weight = CHANNEL_WEIGHT[b.channel] - CHANNEL_WEIGHT[a.channel] || b.score - a.score;
  return weight !== 0 ? weight : a.code < b.code ? -1 : 1;
}
