import { onMount, untrack } from 'svelte';
import type { AlarmSync } from '../../live/alarm-store.svelte.ts';
import { connection } from '../../shell/connection.svelte.ts';
import { serverAhead } from './server-time.ts';

const SECOND = 1_000;
/** Time that the first connection may take before it counts as missing, ms. */
const BEGINNING_MS = 4_000;

/** What a console knows of time: the server's clock, and whether what it shows is of this moment. */
export class ConsoleTime {
  /** By the server's clock, ms, told every second. */
  now = $state(Date.now());
  /** When what is shown was last known to be so, ms; 0 before it ever was. */
  liveAt = $state(0);
  #ahead = $state(0);
  readonly #openedAt = Date.now();
  readonly #storeSync: () => AlarmSync;

  readonly live: boolean = $derived.by(() => this.#storeSync() === 'ready' && connection.reachable);
  readonly sync: AlarmSync = $derived.by(() => {
    const sync = this.#storeSync();
    if (sync === 'ready') return this.live ? 'ready' : 'offline';
    // A connection that is not there yet is not one that was lost.
    const beginning =
      this.liveAt === 0 && connection.reachable && this.now - this.#ahead - this.#openedAt < BEGINNING_MS;
    return sync === 'offline' && beginning ? 'loading' : sync;
  });

  /** To be made while a component is: it lives as long. */
  constructor(storeSync: () => AlarmSync) {
    this.#storeSync = storeSync;
    $effect(() => {
      if (this.live) this.liveAt = Date.now() + untrack(() => this.#ahead);
    });
    onMount(() => {
      const timer = setInterval(() => this.#beat(), SECOND);
      void serverAhead(Date.now)
        .then((ms) => {
          this.#ahead = ms;
          this.#beat();
        })
        // The desk's own clock will do until the server answers.
        .catch(() => undefined);
      return () => clearInterval(timer);
    });
  }

  #beat(): void {
    this.now = Date.now() + this.#ahead;
    if (this.live) this.liveAt = this.now;
  }
}
