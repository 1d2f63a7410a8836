import type { AlarmRow } from '../../../shared/contract/alarms.ts';
import type { AlarmQuery } from './query.ts';
import { AlarmRows, alarmsOf, type Entry, type RowChanges, type RowContext } from './rows.ts';
import { extended, toggled } from './selection.ts';

/** The list as it is on the screen: its rows, which of them is active, what is selected and expanded. */
export class AlarmList {
  entries: readonly Entry[] = $state.raw([]);
  /** Alarms that fit the query, those in collapsed groups among them. */
  count = $state(0);
  /** Key of the row that the keyboard is at. */
  active: string | null = $state(null);
  /** Ids of alarms; always of those in the list, so that nothing is done to what is not shown. */
  selected: ReadonlySet<string> = $state.raw(new Set());
  /** Keys of groups. */
  expanded: ReadonlySet<string> = $state.raw(new Set());

  /** Grows each time that the reader goes to a row, which what is beside the list follows. */
  moves = $state(0);

  /** Place of the active row; -1 where there is none. */
  readonly place = $derived(
    this.active === null ? -1 : this.entries.findIndex(({ key }) => key === this.active),
  );
  readonly activeEntry = $derived(this.entries[this.place] ?? null);
  /** What a deed is done to: the selection, else the active row. */
  readonly chosen: readonly AlarmRow[] = $derived.by(() => {
    if (this.selected.size === 0) return this.activeEntry === null ? [] : alarmsOf(this.activeEntry);
    const { selected } = this;
    // Read for its signal: what is selected is as the list has it now.
    void this.entries;
    return this.#rows.alarms().filter(({ id }) => selected.has(id));
  });

  #rows: AlarmRows;
  /** Where a range that is extended began. */
  #anchor: string | null = null;

  constructor(query: AlarmQuery, context: RowContext) {
    this.#rows = new AlarmRows(query, context);
  }

  /** Lays out the list anew. */
  show(query: AlarmQuery, context: RowContext, alarms: Iterable<AlarmRow>, words: readonly string[]): void {
    this.#rows = new AlarmRows(query, context, alarms, this.expanded, words);
    this.#refresh();
  }

  /** Takes in what changed. */
  take(changes: RowChanges): void {
    this.#rows.apply(changes);
    this.#refresh();
  }

  moveTo(place: number): void {
    const entry = this.entries[Math.max(0, Math.min(place, this.entries.length - 1))];
    if (entry === undefined) return;
    this.active = entry.key;
    this.#anchor = entry.key;
    this.moves += 1;
  }

  /** Moves, and selects all on the way since the range began. */
  extendTo(place: number): void {
    const to = Math.max(0, Math.min(place, this.entries.length - 1));
    const anchor = this.entries.findIndex(({ key }) => key === this.#anchor);
    const from = anchor < 0 ? Math.max(0, this.place) : anchor;
    this.#anchor = this.entries[from]?.key ?? null;
    this.selected = extended(this.selected, this.entries, from, to);
    this.active = this.entries[to]?.key ?? null;
  }

  toggle(key = this.active): void {
    const entry = this.entries.find((other) => other.key === key);
    if (entry === undefined) return;
    this.selected = toggled(this.selected, entry);
    this.#anchor = entry.key;
  }

  /** Selects all that the list shows, in collapsed groups too; where all are, none. */
  toggleAll(): void {
    this.selected =
      this.selected.size === this.count ? new Set() : new Set(this.#rows.alarms().map(({ id }) => id));
  }

  selectNone(): void {
    this.selected = new Set();
  }

  expand(key: string, open: boolean): void {
    const expanded = new Set(this.expanded);
    if (open) expanded.add(key);
    else expanded.delete(key);
    const within = this.activeEntry?.kind === 'alarm' ? this.activeEntry.within : null;
    this.expanded = expanded;
    this.#rows.expand(expanded);
    if (!open && within === key) this.active = key;
    this.#refresh();
  }

  /** Makes an alarm the active row, in its group, which is opened; false where the list has it not. */
  goTo(id: string): boolean {
    const row = this.#rows.rowOf(id);
    if (row === null) return false;
    if (row !== id) this.expand(row, true);
    this.active = id;
    this.#anchor = id;
    return true;
  }

  /** Key of the row in which an alarm is to be found. */
  rowOf(id: string): string | null {
    return this.#rows.rowOf(id);
  }

  #refresh(): void {
    const before = this.place;
    this.entries = this.#rows.entries;
    this.count = this.#rows.count;
    if (this.selected.size > 0) {
      const kept = [...this.selected].filter((id) => this.#rows.has(id));
      if (kept.length < this.selected.size) this.selected = new Set(kept);
    }
    if (this.place >= 0) return;
    // Its group may hold it now; where it has gone, the row that came to its place is next.
    const at = Math.max(0, Math.min(before, this.entries.length - 1));
    this.active = (this.active && this.#rows.rowOf(this.active)) ?? this.entries[at]?.key ?? null;
  }
}
