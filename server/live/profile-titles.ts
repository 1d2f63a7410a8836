import type { Queryable } from '../../shared/platform/db/pool.ts';
import { readRuleset, readRulesetNumber } from '../../shared/platform/stores/ruleset.store.ts';

/** A profile's title as its administration wrote it, in one language or two. */
export interface ProfileTitle {
  title: string;
  titleZh?: string;
}

/** Titles of the profiles in force. */
export class ProfileTitles {
  #version: number | null = null;
  #titles: ReadonlyMap<string, ProfileTitle> = new Map();

  /** Reads the ruleset where another one is in force than at the last reading. */
  async refresh(db: Queryable): Promise<ReadonlyMap<string, ProfileTitle>> {
    if ((await readRulesetNumber(db)) === this.#version) return this.#titles;
    const ruleset = await readRuleset(db);
    this.#version = ruleset?.version ?? null;
    this.#titles = new Map(ruleset?.document.profiles.map((profile) => [profile.code, titleOf(profile)]));
    return this.#titles;
  }
}

function titleOf({ title, titleZh }: ProfileTitle): ProfileTitle {
  return titleZh === undefined ? { title } : { title, titleZh };
}
