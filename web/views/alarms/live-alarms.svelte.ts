import type { AlarmRow } from '../../../shared/contract/alarms.ts';
import type { AlarmStore } from '../../live/alarm-store.svelte.ts';
import type { AlarmList } from './alarm-list.svelte.ts';
import { isNewCall } from './sound.ts';

/** Carries what changes from the store into the list, and says which alarms call anew. */
export class LiveAlarms {
  readonly #store: AlarmStore;
  readonly #list: AlarmList;
  /** As they were last, to tell a new call by. */
  readonly #known = new Map<string, AlarmRow>();
  /** Versions of the common causes that the list has. */
  readonly #groups = new Map<string, number>();
  /** The first reading is done: what comes from here on is news. */
  #begun = false;

  constructor(store: AlarmStore, list: AlarmList) {
    this.#store = store;
    this.#list = list;
  }

  /** Takes in what the store has heard since the last time; answers the alarms that call anew. */
  flow(): AlarmRow[] {
    const { changed, removed } = this.#store.drain();
    const calls = this.#begun ? changed.filter((row) => isNewCall(this.#known.get(row.id), row)) : [];
    for (const row of changed) this.#known.set(row.id, row);
    for (const id of removed) this.#known.delete(id);
    this.#begun ||= this.#store.sync === 'ready';
    const regrouped = this.#regrouped();
    if (changed.length + removed.length + regrouped.length > 0)
      this.#list.take({ changed: [...regrouped, ...changed], removed });
    return calls;
  }

  /** Rows of which some must be placed anew, because a common cause is new or has changed. */
  #regrouped(): AlarmRow[] {
    const fresh = new Set<string>();
    const grown = new Set<string>();
    for (const { id, version } of this.#store.groups.values()) {
      const before = this.#groups.get(id);
      if (before === version) continue;
      (before === undefined ? fresh : grown).add(id);
      this.#groups.set(id, version);
    }
    for (const id of this.#groups.keys()) {
      if (this.#store.groups.has(id)) continue;
      fresh.add(id);
      this.#groups.delete(id);
    }
    if (fresh.size + grown.size === 0) return [];
    const rows: AlarmRow[] = [];
    for (const row of this.#store.rows.values()) {
      if (row.group === null) continue;
      // Any one of its alarms makes the row of a cause anew.
      if (fresh.has(row.group) || grown.delete(row.group)) rows.push(row);
    }
    return rows;
  }
}
