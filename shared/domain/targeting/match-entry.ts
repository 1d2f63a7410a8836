import { compileAll, compileTree, type Compilation, type CompiledCondition } from './compile.ts';
import type { Condition } from './condition.ts';
import { registeredAtOf, type Frame } from './facts.ts';
import type { Test } from './operators/operand.ts';
import type { Profile, ProfileLevel } from './profile.ts';
import { periodOf } from './reference-list.ts';

/**
 * A condition taken apart where goods items lead to it: `item` is asked of the item that did, `rest` once for the
 * declaration. Every goods item that satisfies `item` leads to it by itself, so that none is looked for.
 */
interface Driven {
  item: Test;
  rest: CompiledCondition | null;
}

/** One profile as a matcher evaluates it. Holds what it found on the declaration at hand. */
export class MatchEntry {
  readonly profile: Profile;
  /** Position by profile code. */
  readonly rank: number;
  /** Validity in ms: from inclusive, to exclusive. */
  readonly #from: number;
  readonly #to: number;
  readonly #dated: boolean;
  /** The profile is large: what is asked of it each time stands here. */
  readonly #level: ProfileLevel;
  readonly #scope: string | undefined;
  /** The whole condition, or the condition taken apart. */
  #condition: CompiledCondition | null = null;
  #driven: Driven | null = null;
  /** `item` node by whose items every place in the index leads here; null where there is no such node. */
  #leader: Condition | null | undefined = undefined;
  /** Compiled in the order in which it is written, for declarations on which the order makes a difference. */
  #asWritten: CompiledCondition | null = null;
  /** Turn of the declaration that it, or its rest, was last evaluated on, and what came of it. */
  #turn = -1;
  #held = false;
  #hitTurn = -1;
  #items: number[] = [];

  /** Throws RangeError for a validity that no check would have let through. */
  constructor(profile: Profile, rank: number) {
    this.profile = profile;
    this.rank = rank;
    const { from, to } = periodOf(profile.validFrom, profile.validTo);
    this.#from = from;
    this.#to = to;
    this.#dated = from !== -Infinity || to !== Infinity;
    this.#level = profile.level;
    this.#scope = profile.scope;
  }

  /** Takes note of one place in the index. */
  reachedBy(item: Condition | null): void {
    this.#leader = this.#leader === undefined || this.#leader === item ? item : null;
  }

  /**
   * Compiles the condition, taken apart where all places in the index allow it; called once all are known. Throws
   * ConditionError for one that no check would have let through.
   */
  compile(how: Compilation): void {
    const leader = this.#leader;
    const conjuncts = conjunctsOf(this.profile.when);
    // What stands beneath `any` is no conjunct: other branches may hold without it.
    if (!leader || !('item' in leader) || !conjuncts.includes(leader)) {
      this.#condition = compileTree(this.profile.when, how);
      return;
    }
    const others = conjuncts.filter((one) => one !== leader);
    this.#driven = {
      item: compileTree(leader.item, how).test,
      rest: others.length === 0 ? null : compileAll(others, how),
    };
  }

  /**
   * Whether the frame's declaration is found to be a hit now; false when it was found before. The goods item in hand
   * is the one that led here.
   */
  isNewHit(frame: Frame): boolean {
    if (this.#condition !== null) {
      if (this.#turn === frame.turn) return false;
      this.#turn = frame.turn;
      return this.#applies(frame) && this.#condition.test(frame);
    }
    return this.#driven !== null && this.#isNewHitOnItem(frame, this.#driven);
  }

  #isNewHitOnItem(frame: Frame, { item, rest }: Driven): boolean {
    if (this.#turn === frame.turn && !this.#held) return false;
    if (!item(frame)) return false;
    if (this.#turn !== frame.turn) {
      this.#turn = frame.turn;
      this.#held = this.#applies(frame) && (rest === null || rest.test(frame));
      if (!this.#held) return false;
    }
    const { itemNo } = frame.item;
    if (this.#hitTurn === frame.turn) {
      this.#items.push(itemNo);
      return false;
    }
    this.#hitTurn = frame.turn;
    this.#items = [itemNo];
    return true;
  }

  /** itemNos of the goods items that made the declaration a hit, ascending; call it only when all are visited. */
  itemsOf(frame: Frame): number[] {
    if (this.#condition !== null) return collected(this.#condition, frame);
    const items = new Set(this.#items);
    this.#driven?.rest?.collect?.(frame, items);
    return ascending(items);
  }

  /** Evaluates the profile by itself: its items where it hits, else null. Throws where a fact is not readable. */
  matchAsWritten(frame: Frame, testOf: Compilation['testOf']): number[] | null {
    if (!this.#applies(frame)) return null;
    this.#asWritten ??= compileTree(this.profile.when, { testOf, inOrder: (conditions) => conditions });
    return this.#asWritten.test(frame) ? collected(this.#asWritten, frame) : null;
  }

  #applies(frame: Frame): boolean {
    if (this.#dated) {
      const at = registeredAtOf(frame);
      if (at < this.#from || at >= this.#to) return false;
    }
    if (this.#level === 'national') return true;
    return this.#scope === (this.#level === 'house' ? frame.declaration.customsHouse : frame.facts.district);
  }
}

/** The conditions of which a condition is the conjunction. */
function conjunctsOf(condition: Condition): Condition[] {
  return 'all' in condition ? condition.all.flatMap(conjunctsOf) : [condition];
}

function collected({ collect }: CompiledCondition, frame: Frame): number[] {
  if (!collect) return [];
  const items = new Set<number>();
  collect(frame, items);
  return ascending(items);
}

function ascending(items: Set<number>): number[] {
  return items.size < 2 ? [...items] : [...items].sort((a, b) => a - b);
}
