import { SvelteMap } from 'svelte/reactivity';
import type { DeclarationRow } from '../../../shared/contract/enquiry.ts';
import type { Reroutable } from './change-channel.ts';

const keyOf = ({ declarationNo, version }: Reroutable) => `${declarationNo} ${version}`;

/** Rows of a list that the reader has chosen, as they were when they were. */
export class RowChoice {
  readonly #chosen = new SvelteMap<string, DeclarationRow>();
  readonly #allowed: (row: DeclarationRow) => boolean;

  constructor(allowed: (row: DeclarationRow) => boolean) {
    this.#allowed = allowed;
  }

  get rows(): readonly DeclarationRow[] {
    return [...this.#chosen.values()];
  }

  /** Only the newest version of a declaration can be chosen, where the reader may act. */
  mayChoose(row: DeclarationRow): boolean {
    return !row.amended && this.#allowed(row);
  }

  has(row: DeclarationRow): boolean {
    return this.#chosen.has(keyOf(row));
  }

  choose(row: DeclarationRow, on: boolean): void {
    if (!on) this.#chosen.delete(keyOf(row));
    else if (this.mayChoose(row)) this.#chosen.set(keyOf(row), row);
  }

  chooseAll(rows: readonly DeclarationRow[]): void {
    for (const row of rows) this.choose(row, true);
  }

  /** Chooses all of `rows`; where all are chosen, none. */
  toggleAll(rows: readonly DeclarationRow[]): void {
    const open = rows.some((row) => this.mayChoose(row) && !this.has(row));
    if (open) this.chooseAll(rows);
    else this.clear();
  }

  /** Leaves out all but these. */
  keep(left: readonly Reroutable[]): void {
    const kept = new Set(left.map(keyOf));
    for (const key of this.#chosen.keys()) if (!kept.has(key)) this.#chosen.delete(key);
  }

  clear(): void {
    this.#chosen.clear();
  }
}
