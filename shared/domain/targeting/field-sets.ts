import type { ListIndex } from './reference-list.ts';

/**
 * Sets of text that the profiles look one field up in, by value: one look-up tells all the sets that a fact stands
 * in, however many profiles share them.
 */
export class FieldSets {
  readonly #setsOf = new Map<string, readonly ListIndex[]>();
  readonly #known = new Set<ListIndex>();

  add(set: ListIndex): void {
    if (this.#known.has(set)) return;
    this.#known.add(set);
    // Most values stand in one set alone: they share its array.
    const alone: readonly ListIndex[] = [set];
    for (const value of set.values) {
      const others = this.#setsOf.get(value);
      this.#setsOf.set(value, others === undefined ? alone : [...others, set]);
    }
  }

  /** The sets that ever held a value. */
  of(value: unknown): readonly ListIndex[] | undefined {
    return this.#setsOf.get(value as string);
  }
}
