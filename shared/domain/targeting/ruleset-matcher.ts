import type { Declaration } from '../declaration.ts';
import { AnchorIndexBuilder } from './anchor-index.ts';
import { ClauseFinder } from './anchor.ts';
import type { Compilation } from './compile.ts';
import { FactCheck } from './fact-check.ts';
import { Frame, type EnrichedFacts } from './facts.ts';
import { parseInstant } from './instant.ts';
import { visitBucket, type Bucket } from './lookup.ts';
import { MatchEntry } from './match-entry.ts';
import { ConditionError, type Lists } from './operators/operand.ts';
import type { Profile, Ruleset } from './profile.ts';
import { indexList } from './reference-list.ts';
import { bySelectivity } from './selectivity.ts';
import { SharedPredicates } from './shared-predicates.ts';

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

/** Thrown when a ruleset cannot be compiled; names the profile. Rulesets are checked before they get here. */
export class RulesetError extends Error {
  override name = 'RulesetError';
}

/** Compiles a checked ruleset. Throws RulesetError for one that no check would have let through. */
export function compileRuleset(ruleset: Ruleset): RulesetMatcher {
  return new IndexedMatcher(ruleset);
}

class IndexedMatcher implements RulesetMatcher {
  readonly #entries: MatchEntry[];
  readonly #index: Bucket<MatchEntry>;
  readonly #facts = new FactCheck();
  readonly #testOf: Compilation['testOf'];
  readonly #frame = new Frame();
  #found: MatchEntry[] = [];

  constructor(ruleset: Ruleset) {
    const lists: Lists = new Map(ruleset.lists.map((list) => [list.name, indexList(list)]));
    this.#testOf = new SharedPredicates(lists).testOf;
    const how: Compilation = { testOf: this.#testOf, inOrder: bySelectivity };
    const profiles = ruleset.profiles.toSorted((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
    this.#entries = profiles.map((profile, rank) => naming(profile, () => new MatchEntry(profile, rank)));
    for (const { when } of profiles) this.#facts.add(when);
    const finder = new ClauseFinder(lists, this.#testOf);
    const builder = new AnchorIndexBuilder<MatchEntry>((entry, place) => entry.reachedBy(place));
    this.#index = builder.build(
      this.#entries.map((entry) => {
        const { profile } = entry;
        return { entry, clauses: naming(profile, () => finder.clausesOf(profile)) };
      }),
    );
    for (const entry of this.#entries) naming(entry.profile, () => entry.compile(how));
  }

  match(declaration: Declaration, facts: EnrichedFacts): MatchResult {
    const frame = this.#frame;
    try {
      frame.load(declaration, facts, parseInstant(declaration.registeredAt));
      this.#facts.read(frame);
      this.#found = [];
      visitBucket(this.#index, frame, this.#evaluate);
      const found = this.#found.sort((a, b) => a.rank - b.rank);
      return { hits: found.map((entry) => this.#hit(entry, entry.itemsOf(frame))), errors: [] };
    } catch {
      return this.#matchOneByOne(declaration, facts);
    }
  }

  /** Takes no short cut, so that what throws spoils no profile but its own. */
  #matchOneByOne(declaration: Declaration, facts: EnrichedFacts): MatchResult {
    const frame = this.#frame;
    const result: MatchResult = { hits: [], errors: [] };
    for (const entry of this.#entries) {
      try {
        frame.load(declaration, facts, instantOrNaN(declaration));
        const items = entry.matchAsWritten(frame, this.#testOf);
        if (items !== null) result.hits.push(this.#hit(entry, items));
      } catch (error) {
        result.errors.push({
          profile: entry.profile,
          shadow: entry.isShadow(declaration),
          message: error instanceof Error ? error.message : String(error),
        });
      }
    }
    return result;
  }

  readonly #evaluate = (entry: MatchEntry): void => {
    if (entry.isNewHit(this.#frame)) this.#found.push(entry);
  };

  #hit(entry: MatchEntry, items: number[]): Hit {
    return { profile: entry.profile, items, shadow: entry.isShadow(this.#frame.declaration) };
  }
}

function instantOrNaN(declaration: Declaration): number {
  return typeof declaration.registeredAt === 'string' ? parseInstant(declaration.registeredAt) : NaN;
}

/** Does what may find a profile faulty. Throws RulesetError that names it. */
function naming<T>({ code }: Profile, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ConditionError || error instanceof RangeError)) throw error;
    throw new RulesetError(`profile ${code}: ${error.message}`, { cause: error });
  }
}
