import type { Queryable } from '../../shared/platform/db/pool.ts';
import { readProfileTitles, readRulesetNumber } from '../../shared/platform/stores/ruleset.store.ts';

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
    const version = await readRulesetNumber(db);
    if (version === this.#version) return this.#titles;
    const titles = await readProfileTitles(db);
    this.#version = version;
    this.#titles = new Map(titles.map(({ code, ...profile }) => [code, titleOf(profile)]));
    return this.#titles;
  }
}

function titleOf({ title, titleZh }: { title: string; titleZh: string | null }): ProfileTitle {
  return titleZh === null ? { title } : { title, titleZh };
}
