import { compileDecidingRuleset, type DecidingRuleset } from '../../shared/domain/channel/assess.ts';
import { MissFinder } from '../../shared/domain/targeting/nearest-miss.ts';
import type { Profile } from '../../shared/domain/targeting/profile.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { readRulesetInstant } from '../../shared/platform/stores/decision.store.ts';
import { readRulesetAt } from '../../shared/platform/stores/ruleset.store.ts';

/** A ruleset that was in force once, ready to be asked again. */
export interface PastRuleset extends DecidingRuleset {
  version: number;
  inForceFrom: Date;
  profiles: ReadonlyMap<string, Profile>;
  misses: MissFinder;
}

/** Rulesets kept at once. */
const MAX_VERSIONS = 4;
/** Profiles of all rulesets kept, but for the one asked for last: compiled ones take some kilobytes each. */
const MAX_PROFILES = 100_000;

/** Rulesets by version, compiled when they are asked for; those asked for last are kept. */
export class RulesetLibrary {
  readonly #pool: Pool;
  readonly #held = new Map<number, Promise<PastRuleset | null>>();
  readonly #sizes = new Map<number, number>();

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Null where there never was such a version. */
  async at(version: number): Promise<PastRuleset | null> {
    const held = this.#held.get(version) ?? this.#load(version);
    // Asked for last, so it leaves last.
    this.#held.delete(version);
    this.#held.set(version, held);
    try {
      const found = await held;
      if (found === null) this.#forget(version, held);
      else this.#sizes.set(version, found.profiles.size);
      this.#makeRoom();
      return found;
    } catch (error) {
      this.#forget(version, held);
      throw error;
    }
  }

  async #load(version: number): Promise<PastRuleset | null> {
    const inForceFrom = await readRulesetInstant(this.#pool, version);
    const ruleset = inForceFrom && (await readRulesetAt(this.#pool, version));
    if (inForceFrom === null || ruleset === null) return null;
    return {
      ...compileDecidingRuleset(ruleset),
      version,
      inForceFrom,
      profiles: new Map(ruleset.profiles.map((profile) => [profile.code, profile])),
      misses: new MissFinder(ruleset),
    };
  }

  #makeRoom(): void {
    for (const [version, held] of this.#held) {
      const profiles = [...this.#held.keys()].reduce((sum, one) => sum + (this.#sizes.get(one) ?? 0), 0);
      const fits = this.#held.size <= MAX_VERSIONS && profiles <= MAX_PROFILES;
      if (fits || this.#held.size === 1) return;
      this.#forget(version, held);
    }
  }

  #forget(version: number, held: Promise<PastRuleset | null>): void {
    if (this.#held.get(version) !== held) return;
    this.#held.delete(version);
    this.#sizes.delete(version);
  }
}
