import type { Declaration } from '../declaration.ts';
import { AnchorIndex } from './anchor-index.ts';
import { anchorOf } from './anchor.ts';
import { isShadowHit } from './canary.ts';
import { compileCondition, type CompiledCondition } from './compile.ts';
import { Frame, registeredAtOf, type EnrichedFacts } from './facts.ts';
import { parseInstant } from './instant.ts';
import { ConditionError, type Lists } from './operators/operand.ts';
import type { Profile, Ruleset } from './profile.ts';
import { indexList, periodOf } from './reference-list.ts';

/** One profile matching one declaration. */
export interface Hit {
  profile: Profile;
  /** itemNos of the goods items that made it match, ascending; empty where only the header counted. */
  items: number[];
  /** Counted and never acted on: of a profile in shadow, or outside its canary. */
  shadow: boolean;
}

/** A profile that could not be evaluated on a declaration: neither a hit nor a miss. */
export interface EvaluationError {
  profile: Profile;
  /** True where a hit would have been a shadow hit. */
  shadow: boolean;
  /** For the log; holds no value of the declaration's. */
  message: string;
}

export interface MatchResult {
  /** Sorted by profile code; hits of shadow profiles are among them. */
  hits: Hit[];
  /** Sorted by profile code. */
  errors: EvaluationError[];
}

/** A ruleset ready to be matched. Not re-entrant, but any number may live side by side. */
export interface RulesetMatcher {
  /** Every profile in force, in scope and true for the declaration. Never throws. */
  match(declaration: Declaration, facts: EnrichedFacts): MatchResult;
}

interface Entry {
  profile: Profile;
  /** Position by profile code. */
  rank: number;
  /** Validity in ms: from inclusive, to exclusive. */
  from: number;
  to: number;
  dated: boolean;
  condition: CompiledCondition;
  /** The declaration it was last evaluated on, so that two anchors that fire cost one evaluation. */
  seen: number;
}

const LAST_TURN = 0x3fff_ffff;

/** Thrown when a ruleset cannot be compiled; names the profile. Rulesets are checked before they get here. */
export class RulesetError extends Error {
  override name = 'RulesetError';
}

/** Compiles a checked ruleset. Throws RulesetError for one that no check would have let through. */
export function compileRuleset(ruleset: Ruleset): RulesetMatcher {
  return new IndexedMatcher(ruleset);
}

class IndexedMatcher implements RulesetMatcher {
  readonly #entries: Entry[];
  readonly #always: Entry[] = [];
  readonly #index = new AnchorIndex<Entry>();
  readonly #frame = new Frame();
  #turn = 0;
  #found: Entry[] = [];

  constructor(ruleset: Ruleset) {
    const lists: Lists = new Map(ruleset.lists.map((list) => [list.name, indexList(list)]));
    const profiles = ruleset.profiles.toSorted((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
    this.#entries = profiles.map((profile, rank) => compileEntry(profile, rank, lists));
    for (const entry of this.#entries) {
      const set = anchorOf(entry.profile, lists);
      if (set) for (const anchor of set.anchors) this.#index.add(anchor, entry);
      else this.#always.push(entry);
    }
  }

  match(declaration: Declaration, facts: EnrichedFacts): MatchResult {
    const frame = this.#frame;
    try {
      frame.load(declaration, facts, parseInstant(declaration.registeredAt));
      registeredAtOf(frame);
      this.#turn = this.#turn === LAST_TURN ? this.#restart() : this.#turn + 1;
      this.#found = [];
      this.#evaluate(this.#always);
      this.#index.visit(frame, this.#evaluate);
      return { hits: this.#hits(this.#found), errors: [] };
    } catch {
      return this.#matchOneByOne(declaration, facts);
    }
  }

  /** Takes no short cut, so that what throws spoils no profile but its own. */
  #matchOneByOne(declaration: Declaration, facts: EnrichedFacts): MatchResult {
    const result: MatchResult = { hits: [], errors: [] };
    for (const entry of this.#entries) {
      try {
        this.#frame.load(declaration, facts, instantOrNaN(declaration));
        if (this.#holds(entry)) result.hits.push(...this.#hits([entry]));
      } catch (error) {
        result.errors.push({
          profile: entry.profile,
          shadow: isShadowHit(entry.profile, declaration),
          message: error instanceof Error ? error.message : String(error),
        });
      }
    }
    return result;
  }

  readonly #evaluate = (entries: readonly Entry[]): void => {
    const turn = this.#turn;
    for (const entry of entries) {
      if (entry.seen === turn) continue;
      entry.seen = turn;
      if (this.#holds(entry)) this.#found.push(entry);
    }
  };

  #holds(entry: Entry): boolean {
    const frame = this.#frame;
    if (entry.dated) {
      const at = registeredAtOf(frame);
      if (at < entry.from || at >= entry.to) return false;
    }
    const { level, scope } = entry.profile;
    if (level === 'house' && frame.declaration.customsHouse !== scope) return false;
    if (level === 'district' && frame.facts.district !== scope) return false;
    return entry.condition.test(frame);
  }

  #hits(found: Entry[]): Hit[] {
    if (found.length > 1) found.sort((a, b) => a.rank - b.rank);
    return found.map(({ profile, condition }) => {
      const shadow = isShadowHit(profile, this.#frame.declaration);
      if (!condition.collect) return { profile, items: [], shadow };
      const items = new Set<number>();
      condition.collect(this.#frame, items);
      return { profile, items: [...items].sort((a, b) => a - b), shadow };
    });
  }

  #restart(): number {
    for (const entry of this.#entries) entry.seen = 0;
    return 1;
  }
}

function instantOrNaN(declaration: Declaration): number {
  return typeof declaration.registeredAt === 'string' ? parseInstant(declaration.registeredAt) : NaN;
}

function compileEntry(profile: Profile, rank: number, lists: Lists): Entry {
  try {
    const { from, to } = periodOf(profile.validFrom, profile.validTo);
    const dated = from !== -Infinity || to !== Infinity;
    return { profile, rank, from, to, dated, condition: compileCondition(profile.when, lists), seen: 0 };
  } catch (error) {
    if (!(error instanceof ConditionError || error instanceof RangeError)) throw error;
    throw new RulesetError(`profile ${profile.code}: ${error.message}`, { cause: error });
  }
}
