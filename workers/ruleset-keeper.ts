import { compileDecidingRuleset, type DecidingRuleset } from '../shared/domain/channel/assess.ts';
import type { Queryable } from '../shared/platform/db/pool.ts';
import type { Logger } from '../shared/platform/log.ts';
import {
  readRulesetFrom,
  readRulesetNumber,
  type HeldRuleset,
} from '../shared/platform/stores/ruleset.store.ts';
import { HitReasons } from './pipeline/hit-records.ts';

/** The ruleset a worker decides with: compiled, and replaced as a whole. */
export interface RulesetInForce extends DecidingRuleset {
  version: number;
  reasons: HitReasons;
}

const POLL_MS = 1000;

/** Keeps the newest ruleset compiled; a new version is in force here within about a second. */
export class RulesetKeeper {
  readonly #db: Queryable;
  readonly #log: Logger;
  #current: RulesetInForce | null = null;
  /** What `#current` was compiled from. */
  #held: HeldRuleset | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(db: Queryable, log: Logger) {
    this.#db = db;
    this.#log = log;
  }

  /** Throws while there is no ruleset: without one nothing may be decided. */
  get current(): RulesetInForce {
    if (this.#current === null) throw new Error('no ruleset is in force');
    return this.#current;
  }

  async start(): Promise<void> {
    await this.#refresh();
    this.#timer = setInterval(() => {
      this.#refresh().catch((error: unknown) =>
        this.#log.error({ err: error }, 'the ruleset could not be read'),
      );
    }, POLL_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  async #refresh(): Promise<void> {
    const newest = await readRulesetNumber(this.#db);
    if (newest === null || newest === this.#current?.version) return;
    const ruleset = await readRulesetFrom(this.#db, this.#held, newest);
    // A slow reading may be overtaken by the next one.
    if (ruleset === null || ruleset.version <= (this.#current?.version ?? 0)) return;
    const startedAt = performance.now();
    this.#current = {
      ...compileDecidingRuleset(ruleset.document),
      version: ruleset.version,
      reasons: new HitReasons(ruleset.document.lists),
    };
    this.#held = ruleset;
    this.#log.info(
      {
        ruleset: ruleset.version,
        profiles: ruleset.document.profiles.length,
        compileMs: Math.round(performance.now() - startedAt),
      },
      'ruleset in force',
    );
  }
}
