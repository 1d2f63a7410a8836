import type { Declaration } from '../declaration.ts';
import type { Place } from './anchor-index.ts';
import { isShadowHit } from './canary.ts';
import { compileAll, compileTree, type Compilation, type CompiledCondition } from './compile.ts';
import type { Condition } from './condition.ts';
import { registeredAtOf, type Frame } from './facts.ts';
import type { Profile, ProfileLevel } from './profile.ts';
import { periodOf } from './reference-list.ts';

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
  readonly #hasCanary: boolean;
  readonly #inShadow: boolean;
  /**
   * The condition taken apart where goods items lead to it: this is asked of the item that did, and the rest once for
   * the declaration. Every goods item that satisfies it leads to it by itself, so that none is looked for.
   */
  #isLed = false;
  #onItem: CompiledCondition | null = null;
  /** The rest, or the whole condition; null where nothing is left. */
  #condition: CompiledCondition | null = null;
  /** What all places in the index have in common: the `item` node that leads here, and what they prove. */
  #leader: Condition | null | undefined = undefined;
  #proved: readonly Condition[] = [];
  /** Compiled in the order in which it is written, for declarations on which the order makes a difference. */
  #asWritten: CompiledCondition | null = null;
  /** Turn of the declaration that the rest was last evaluated on, and whether it held. */
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
    this.#hasCanary = profile.canary !== undefined;
    this.#inShadow = profile.status === 'shadow';
  }

  /** Takes note of one place in the index. */
  reachedBy({ item, led }: Place): void {
    const proved: Condition[] = led.flatMap(({ proves }) => proves ?? []);
    if (this.#leader === undefined) {
      this.#leader = item;
      this.#proved = proved;
    } else {
      if (this.#leader !== item) this.#leader = null;
      this.#proved = this.#proved.filter((one) => proved.includes(one));
    }
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
    const isOpen = (one: Condition) => one !== leader && !this.#proved.includes(one);
    this.#onItem = conjunctionOf(conjunctsOf(leader.item).filter(isOpen), how);
    this.#condition = conjunctionOf(conjuncts.filter(isOpen), how);
    this.#isLed = true;
  }

  /**
   * Whether the frame's declaration is found to be a hit now; false when it was found before. The goods item in hand
   * is the one that led here.
   */
  isNewHit(frame: Frame): boolean {
    if (this.#turn === frame.turn && !this.#held) return false;
    if (!this.#isLed) return this.#turn !== frame.turn && this.#holds(frame);
    if (this.#onItem !== null && !this.#onItem.test(frame)) return false;
    if (this.#turn !== frame.turn && !this.#holds(frame)) return false;
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
    const items = new Set(this.#isLed ? this.#items : []);
    this.#condition?.collect?.(frame, items);
    return ascending(items);
  }

  /** Evaluates the profile by itself: its items where it hits, else null. Throws where a fact is not readable. */
  matchAsWritten(frame: Frame, testOf: Compilation['testOf']): number[] | null {
    if (!this.#applies(frame)) return null;
    this.#asWritten ??= compileTree(this.profile.when, { testOf, inOrder: (conditions) => conditions });
    if (!this.#asWritten.test(frame)) return null;
    const items = new Set<number>();
    this.#asWritten.collect?.(frame, items);
    return ascending(items);
  }

  /** Whether what is asked of the declaration once holds; kept for its turn. */
  #holds(frame: Frame): boolean {
    this.#turn = frame.turn;
    this.#held = this.#applies(frame) && (this.#condition === null || this.#condition.test(frame));
    return this.#held;
  }

  /** Whether a hit on the declaration is counted and never acted on. */
  isShadow(declaration: Declaration): boolean {
    return this.#hasCanary ? isShadowHit(this.profile, declaration) : this.#inShadow;
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

function conjunctionOf(conditions: readonly Condition[], how: Compilation): CompiledCondition | null {
  return conditions.length === 0 ? null : compileAll(conditions, how);
}

function ascending(items: Set<number>): number[] {
  return items.size < 2 ? [...items] : [...items].sort((a, b) => a - b);
}
