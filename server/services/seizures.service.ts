import type {
  SeizureGroup,
  SeizureReport,
  SeizureRow,
  SeizuresFilter,
} from '../../shared/contract/seizures.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { readAs } from '../../shared/platform/db/read-as.ts';
import { utcDay } from '../../shared/platform/db/partitions.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import {
  readSeizureGroups,
  readSeizures,
  readSeizureTotals,
  type SeizureFilter,
  type SeizureKey,
  type StoredGroup,
} from '../../shared/platform/stores/seizure.store.ts';
import type { Caller } from '../access/caller.ts';
import { RequestError } from '../http/errors.ts';
import type { ProfileTitles } from '../live/profile-titles.ts';
import { shownPlaces, type ShownPlaces } from './scope-houses.ts';

/** Newest seizures that a report names one by one. */
const NEWEST = 100;
const LOT = 1000;

interface SeizuresDeps {
  pool: Pool;
  places: PlaceBook;
  titles: ProfileTitles;
  now: () => number;
}

/** What was seized at the caller's places. */
export class SeizuresService {
  readonly #deps: SeizuresDeps;

  constructor(deps: SeizuresDeps) {
    this.#deps = deps;
  }

  async report(
    caller: Caller,
    { by, ...asked }: SeizuresFilter & { by: SeizureGroup },
  ): Promise<SeizureReport> {
    const { pool } = this.#deps;
    const { scopes, filter } = this.#allow(caller, asked);
    const read = await readAs(pool, scopes, async (client) => ({
      total: await readSeizureTotals(client, filter),
      grouped: await readSeizureGroups(client, filter, by),
      newest: await readSeizures(client, filter, NEWEST),
    }));
    const nameOf = await this.#names(by);
    const groups = read.grouped.groups.map((group: StoredGroup) => ({ ...group, ...nameOf(group.key) }));
    return {
      from: filter.from,
      to: filter.to,
      by,
      total: read.total,
      groups,
      groupsLeftOut: read.grouped.total - groups.length,
      newest: read.newest.map(({ row }) => row),
    };
  }

  /** All seizures in lots, the newest first, up to `max`; the last value says whether there are more. */
  async *rows(caller: Caller, asked: SeizuresFilter, max: number): AsyncGenerator<SeizureRow[], boolean> {
    const { scopes, filter } = this.#allow(caller, asked);
    let after: SeizureKey | undefined;
    for (let left = max; ;) {
      const size = Math.min(left, LOT);
      const read = await readAs(this.#deps.pool, scopes, (client) =>
        readSeizures(client, filter, size + 1, after),
      );
      const lot = read.slice(0, size);
      yield lot.map(({ row }) => row);
      left -= lot.length;
      after = lot.at(-1)?.key;
      if (read.length <= size || left <= 0) return read.length > size;
    }
  }

  #allow(
    caller: Caller,
    { scope, from, to, ...filter }: SeizuresFilter,
  ): ShownPlaces & { filter: SeizureFilter } {
    const places = shownPlaces(caller, 'seizures.view', scope, this.#deps.places);
    const now = new Date(this.#deps.now());
    // The month today and the eleven before it.
    const usual = utcDay(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 11, 1)));
    const period = { from: from ?? usual, to: to ?? utcDay(now) };
    if (period.from > period.to) {
      throw new RequestError(400, 'invalid-query', 'from: expected a day that is not after `to`');
    }
    return { ...places, filter: { ...filter, ...period, houses: places.houses } };
  }

  async #names(by: SeizureGroup): Promise<(key: string) => { name: string | null; nameZh: string | null }> {
    const none = { name: null, nameZh: null };
    const { places, titles, pool } = this.#deps;
    if (by === 'house' || by === 'district') return (key) => places.namesOf(`${by}:${key}`) ?? none;
    if (by === 'route') return (key) => places.namesOf(`house:${key.split('>')[1] ?? ''}`) ?? none;
    if (by !== 'profile') return () => none;
    const known = await titles.refresh(pool);
    return (key) => {
      const found = known.get(key);
      return found === undefined ? none : { name: found.title, nameZh: found.titleZh ?? null };
    };
  }
}
