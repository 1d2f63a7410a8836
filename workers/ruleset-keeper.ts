import { compileStrata, type StratumOf } from '../shared/domain/channel/strata.ts';
import type { Policy } from '../shared/domain/targeting/profile.ts';
import { compileRuleset, type RulesetMatcher } from '../shared/domain/targeting/ruleset-matcher.ts';
import type { Queryable } from '../shared/platform/db/pool.ts';
import type { Logger } from '../shared/platform/log.ts';
import {
  readRulesetFrom,
  readRulesetNumber,
  type HeldRuleset,
} from '../shared/platform/stores/ruleset.store.ts';
import { HitReasons } from './pipeline/hit-records.ts';

/** The ruleset a worker decides with: compiled, and replaced as a whole. */
export interface RulesetInForce {
  version: number;
  matcher: RulesetMatcher;
  policy: Policy;
  reasons: HitReasons;
  stratumOf: StratumOf;
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
    const matcher = compileRuleset(ruleset.document);
    this.#current = {
      version: ruleset.version,
      matcher,
      policy: ruleset.document.policy,
      reasons: new HitReasons(ruleset.document.lists),
      stratumOf: compileStrata(ruleset.document),
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
