import { setTimeout as delay } from 'node:timers/promises';
import type { BoardHit } from '../../shared/contract/live.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import type { Logger } from '../../shared/platform/log.ts';
import { readUnacknowledged } from '../../shared/platform/stores/alarm-view.store.ts';
import { readFlow } from '../../shared/platform/stores/flow.store.ts';
import { readRecentHits } from '../../shared/platform/stores/hit.store.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import { namesOf, type LiveModel } from './live-model.ts';
import { ProfileTitles } from './profile-titles.ts';

const EVERY_MS = 3000;
/** Every so many rounds the whole two hours are read, else the last two minutes. */
const FULL_ROUND = 20;
const TWO_HOURS = 2 * 3600_000;
const TWO_MINUTES = 120_000;
/** Without a reading for this long, the next one reads the two hours: messages may be missing from further back. */
const SHORT_GAP_MS = 30_000;
/** A model that was not put right for this long is no longer to be trusted. */
const TRUSTED_FOR_MS = 15_000;
/** Hits read when a server starts, to fill the boards of all places. */
const FIRST_HITS = 2000;

/**
 * The heartbeat a board may trust: while the model cannot be put right (flow or alarms unread), none later than the
 * last time it was, so that a frozen list is not taken for live. Instants of one clock, ms.
 */
export function trustedHeartbeat(
  heartbeatAt: number | null,
  reconciledAt: number | null,
  now: number,
): number | null {
  if (heartbeatAt === null || reconciledAt === null) return null;
  return now - reconciledAt <= TRUSTED_FOR_MS ? heartbeatAt : Math.min(heartbeatAt, reconciledAt);
}

/** Keeps the live model true to Postgres: a lost message is a correction, not an error that stays. */
export class Reconciler {
  readonly #deps: { pool: Pool; model: LiveModel; places: PlaceBook; log: Logger };
  readonly #titles = new ProfileTitles();
  readonly #stop = new AbortController();
  #running: Promise<void> | null = null;
  #alarmsWanted = false;
  /** Database clock minus this machine's, ms. */
  clockOffset = 0;
  /** When flow and alarms were last put right, by this machine's clock, ms; null before the first time. */
  reconciledAt: number | null = null;

  constructor(deps: { pool: Pool; model: LiveModel; places: PlaceBook; log: Logger }) {
    this.#deps = deps;
  }

  /** Resolves when the model holds what Postgres holds. */
  async start(): Promise<void> {
    const { model } = this.#deps;
    await this.#flow(TWO_HOURS);
    model.fillHits(await this.#firstHits(), this.#now());
    await this.#alarms();
    this.reconciledAt = Date.now();
    this.#running = this.#loop();
  }

  /** Has the alarms read again soon: a worker said they changed. */
  wantAlarms(): void {
    this.#alarmsWanted = true;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  #now(): number {
    return Date.now() + this.clockOffset;
  }

  async #loop(): Promise<void> {
    const { log } = this.#deps;
    const pause = 250;
    for (let round = 1; !this.#stop.signal.aborted; round++) {
      await delay(pause, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      if (this.#stop.signal.aborted) return;
      const due = round % (EVERY_MS / pause) === 0;
      try {
        if (due) {
          const gap = Date.now() - (this.reconciledAt ?? 0) > SHORT_GAP_MS;
          const full = gap || (round / (EVERY_MS / pause)) % FULL_ROUND === 0;
          await this.#flow(full ? TWO_HOURS : TWO_MINUTES);
        }
        if (due || this.#alarmsWanted) {
          this.#alarmsWanted = false;
          await this.#alarms();
          if (due) this.reconciledAt = Date.now();
        }
      } catch (error) {
        log.warn({ err: error }, 'the live model could not be reconciled');
      }
    }
  }

  async #flow(window: number): Promise<void> {
    const { pool, model, places } = this.#deps;
    model.setPlaces(places.places);
    const since = this.#now() - window;
    const reading = await readFlow(pool, new Date(since - 10_000), new Date(this.#now() - 40_000));
    this.clockOffset = reading.now - Date.now();
    model.reconcile(reading, since);
  }

  async #alarms(): Promise<void> {
    const { pool, model } = this.#deps;
    const titles = await this.#titles.refresh(pool);
    model.setAlarms(await readUnacknowledged(pool), titles, this.#now());
  }

  async #firstHits(): Promise<BoardHit[]> {
    const { pool, places } = this.#deps;
    const titles = await this.#titles.refresh(pool);
    const hits = await readRecentHits(pool, new Date(this.#now() - TWO_HOURS / 2), FIRST_HITS);
    return hits.map((hit) => ({
      id: `${hit.declarationNo}/${hit.version}/${hit.profile}`,
      decidedAt: hit.decidedAt.getTime(),
      declarationNo: hit.declarationNo,
      profile: hit.profile,
      title: hit.profile,
      ...titles.get(hit.profile),
      channel: hit.channel,
      house: hit.house,
      place: namesOf(places.places.houses.get(hit.house), hit.house),
    }));
  }
}
