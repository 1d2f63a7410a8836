import { setTimeout as delay } from 'node:timers/promises';
import type { Announce } from '../../shared/contract/changes.ts';
import {
  NO_MEMORY,
  watchSystem,
  type SystemReadings,
  type WatchedFault,
} from '../../shared/domain/alarm/system-watch.ts';
import { BETWEEN, type Verdict } from '../../shared/domain/alarm/verdict.ts';
import { inTransaction, type Pool } from '../../shared/platform/db/pool.ts';
import type { Logger } from '../../shared/platform/log.ts';
import { changesOf, takeSteps } from '../../shared/platform/stores/condition-steps.store.ts';
import { countWaitingHeartbeats } from '../../shared/platform/stores/intake.store.ts';

const EVERY_MS = 2000;

/** One server at a time, whichever comes first. */
const LOCK = 7_301_021;

/** How often alarms that stand get the newest values, ms. */
const REFRESH_EVERY_MS = 10_000;

/** Heartbeats of this age wait where no worker takes them; s. */
const HEARTBEAT_AGE = { from: 3, to: 15 };
/** Of about twelve of each server; a few can be lost. */
const HEARTBEATS_WAITING = 6;

/** Watches the system as a whole from the server: a worker that is lost cannot tell of itself. */
export class SystemWatch {
  readonly #deps: { pool: Pool; readings: () => SystemReadings; announce: Announce; log: Logger };
  readonly #stop = new AbortController();
  #memory = NO_MEMORY;
  #refreshedAt = -Infinity;
  #running: Promise<void> | null = null;

  constructor(deps: { pool: Pool; readings: () => SystemReadings; announce: Announce; log: Logger }) {
    this.#deps = deps;
  }

  start(): void {
    this.#running = this.#loop();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  /** Looks once: raises and clears, and keeps from view what only follows. */
  async look(): Promise<void> {
    const { pool, announce, log } = this.#deps;
    const readings = this.#deps.readings();
    const { memory, verdicts } = watchSystem(this.#memory, readings);
    this.#memory = memory;
    const lost = await this.#lost(verdicts['worker-lost']);
    const refresh = readings.now - this.#refreshedAt >= REFRESH_EVERY_MS;
    const changed = await inTransaction(pool, async (client) => {
      const { rows } = await client.query('SELECT pg_try_advisory_xact_lock($1) AS taken', [LOCK]);
      if (rows[0].taken !== true) return [];
      const judged = Object.entries({ ...verdicts, 'worker-lost': lost }).map(([type, verdict]) => {
        return { type: type as WatchedFault, district: null, customsHouse: null, verdict };
      });
      return takeSteps(client, judged, { now: readings.now, refresh });
    });
    if (refresh) this.#refreshedAt = readings.now;
    for (const { type, condition } of changed) {
      log.info({ alarm: type, active: condition.activeState }, 'the watch over the system changed an alarm');
    }
    announce(changesOf(changed));
  }

  /** What does not come back over the live bus may have been lost there: the database knows what workers do. */
  async #lost(verdict: Verdict): Promise<Verdict> {
    if (verdict.verdict !== 'there') return verdict;
    const waiting = await countWaitingHeartbeats(this.#deps.pool, HEARTBEAT_AGE);
    return waiting >= HEARTBEATS_WAITING ? verdict : BETWEEN;
  }

  async #loop(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await delay(EVERY_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await this.look().catch((error: unknown) =>
        this.#deps.log.warn({ err: error }, 'the system could not be watched'),
      );
    }
  }
}
