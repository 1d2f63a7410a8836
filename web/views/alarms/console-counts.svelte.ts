import { untrack } from 'svelte';
import type { AlarmStore } from '../../live/alarm-store.svelte.ts';
import { countAlarms, type AlarmCounts } from './counts.ts';
import type { RowContext } from './rows.ts';
import type { AlarmQuery } from './query.ts';

/** Counts are told again at most this often, ms. */
const COUNT_MS = 500;
/** Alarms become a day old by time alone: they are counted anew after this long, ms. */
const AGED_MS = 10_000;

/** How many alarms of a place await somebody and are in each view, counted as they change. */
export class ConsoleCounts {
  current: AlarmCounts = $state.raw(countAlarms([], '', { me: '', now: 0, districtOf: () => undefined }));
  readonly awaiting: number = $derived.by(() =>
    Object.values(this.current.awaiting).reduce((sum, count) => sum + count, 0),
  );
  #countedAt = -Infinity;

  /** To be made while a component is: it lives as long. */
  constructor(
    store: Pick<AlarmStore, 'revision' | 'rows'>,
    given: { place: () => AlarmQuery['place']; context: () => RowContext; now: () => number },
  ) {
    const aged = $derived(Math.floor(given.now() / AGED_MS));
    $effect(() => {
      void store.revision;
      void aged;
      const place = given.place();
      const context = given.context();
      const count = () => {
        this.#countedAt = performance.now();
        this.current = countAlarms(store.rows.values(), place, { ...context, now: untrack(given.now) });
      };
      const timer = setTimeout(count, Math.max(0, this.#countedAt + COUNT_MS - performance.now()));
      return () => clearTimeout(timer);
    });
  }
}
