import { compileDecidingRuleset, type DecidingRuleset } from '../shared/domain/channel/assess.ts';
import { ALARM_DEFINITIONS } from '../shared/domain/alarm/definition.ts';
import type { AlarmOccurrence } from '../shared/domain/alarm/raise.ts';
import { faultCause } from '../shared/domain/alarm/system-fault.ts';
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

/** Attempts at reading a version after which people are told: the database may go away between two questions. */
const READINGS_BEFORE_ALARM = 3;

/** A version that cannot be taken up. */
interface Unusable {
  version: number;
  attempts: number;
  /** What a version says never changes: one that was read and does not compile is not tried again. */
  forGood: boolean;
  told: boolean;
}

/**
 * Keeps the newest ruleset compiled; a new version is in force here within about a second. One that cannot be read or
 * compiled raises an alarm, once, and leaves the one before in force.
 */
export class RulesetKeeper {
  readonly #db: Queryable;
  readonly #raise: (alarm: AlarmOccurrence) => Promise<unknown>;
  readonly #log: Logger;
  #current: RulesetInForce | null = null;
  /** What `#current` was compiled from. */
  #held: HeldRuleset | null = null;
  #unusable: Unusable | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(db: Queryable, raise: (alarm: AlarmOccurrence) => Promise<unknown>, log: Logger) {
    this.#db = db;
    this.#raise = raise;
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
        this.#log.error({ err: error }, 'it could not be asked which ruleset is in force'),
      );
    }, POLL_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  async #refresh(): Promise<void> {
    const newest = await readRulesetNumber(this.#db);
    if (newest === null || newest === this.#current?.version) return;
    if (this.#unusable?.version === newest && this.#unusable.forGood) return this.#tell(this.#unusable);
    let ruleset: HeldRuleset | null;
    try {
      ruleset = await readRulesetFrom(this.#db, this.#held, newest);
    } catch (error) {
      return this.#giveUp(newest, error, false);
    }
    // A slow reading may be overtaken by the next one.
    if (ruleset === null || ruleset.version <= (this.#current?.version ?? 0)) return;
    try {
      this.#take(ruleset);
    } catch (error) {
      await this.#giveUp(newest, error, true);
    }
  }

  #take(ruleset: HeldRuleset): void {
    const startedAt = performance.now();
    this.#current = {
      ...compileDecidingRuleset(ruleset.document),
      version: ruleset.version,
      reasons: new HitReasons(ruleset.document.lists),
    };
    this.#held = ruleset;
    this.#unusable = null;
    this.#log.info(
      {
        ruleset: ruleset.version,
        profiles: ruleset.document.profiles.length,
        compileMs: Math.round(performance.now() - startedAt),
      },
      'ruleset in force',
    );
  }

  async #giveUp(version: number, error: unknown, forGood: boolean): Promise<void> {
    if (version <= (this.#current?.version ?? 0)) return;
    if (this.#unusable?.version !== version) {
      this.#unusable = { version, attempts: 0, forGood, told: false };
      this.#log.error(
        { err: error, ruleset: version, inForce: this.#current?.version ?? null },
        'the newest ruleset cannot be used, and what is in force stays',
      );
    }
    const unusable = this.#unusable;
    unusable.attempts++;
    unusable.forGood ||= forGood;
    if (unusable.forGood || unusable.attempts >= READINGS_BEFORE_ALARM) await this.#tell(unusable);
  }

  async #tell(unusable: Unusable): Promise<void> {
    if (unusable.told) return;
    // Set first: the next round may begin before this one has ended.
    unusable.told = true;
    const { version } = unusable;
    const now = new Date();
    const alarm = {
      cause: faultCause('ruleset-unusable', { ruleset: version }),
      type: 'ruleset-unusable' as const,
      priority: ALARM_DEFINITIONS['ruleset-unusable'].priority,
      title: `Ruleset ${version} cannot be used, and the one before decides`,
      profileCode: null,
      district: null,
      customsHouse: null,
      occurrences: 1,
      firstAt: now,
      lastAt: now,
      rulesetVersion: version,
    };
    try {
      await this.#raise(alarm);
    } catch (error) {
      unusable.told = false;
      throw error;
    }
  }
}
