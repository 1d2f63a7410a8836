import type {
  DeclarationFilter,
  DeclarationPage,
  DeclarationRow,
  HitView,
} from '../../shared/contract/enquiry.ts';
import { commonScopes } from '../../shared/domain/access/common-scopes.ts';
import { maskTexts } from '../../shared/domain/access/personal-data.ts';
import { contains, type ScopeId } from '../../shared/domain/access/scope.ts';
import type { Direction } from '../../shared/domain/declaration.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { readAs } from '../../shared/platform/db/read-as.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import {
  searchDeclarations,
  type EnquiryRow,
  type RowKey,
} from '../../shared/platform/stores/enquiry.store.ts';
import type { Caller } from '../access/caller.ts';
import { RequestError } from '../http/errors.ts';
import type { ProfileTitle, ProfileTitles } from '../live/profile-titles.ts';
import { declarationCursor } from './enquiry-cursor.ts';
import type { Looker, LookUps } from './look-ups.service.ts';
import { searchWindow, type SearchWindow } from './search-window.ts';

const QUERY_CANCELED = '57014';

interface EnquiryDeps {
  pool: Pool;
  places: PlaceBook;
  lookUps: LookUps;
  titles: ProfileTitles;
  now: () => number;
}

/** A search that is allowed, with the places and the time it covers. */
interface Search {
  filter: DeclarationFilter;
  window: SearchWindow;
  scopes: ScopeId[];
  /** Null: everywhere. */
  houses: string[] | null;
}

/** Looks for declarations within what a caller may see; a search for a trader is a look-up of a person. */
export class EnquiryService {
  readonly #deps: EnquiryDeps;

  constructor(deps: EnquiryDeps) {
    this.#deps = deps;
  }

  /** One page of what is found. */
  async search(
    looker: Looker,
    query: DeclarationFilter & { limit?: number | undefined; cursor?: string | undefined },
  ): Promise<DeclarationPage> {
    const { limit = 50, cursor, ...filter } = query;
    const after = cursor === undefined ? undefined : keyOf(cursor);
    const search = this.#allow(looker.caller, filter);
    await this.#record(looker, search, 'search');
    const { rows, more } = await this.#page(search, limit, after);
    const last = rows.at(-1);
    return {
      declarations: await this.#shown(rows),
      next: more && last !== undefined ? cursorOf(last.key) : null,
      searchedFrom: search.window.usual ? search.window.from!.toISOString() : null,
    };
  }

  /** Everything that is found, page by page, up to `max` rows; the last value says whether there is more. */
  async export(
    looker: Looker,
    filter: DeclarationFilter,
    max: number,
  ): Promise<AsyncGenerator<DeclarationRow[], boolean>> {
    const search = this.#allow(looker.caller, filter);
    await this.#record(looker, search, 'export');
    return this.#pages(search, max);
  }

  /** The newest declarations of a trader; whoever asks has recorded the look-up. */
  async lastOf(caller: Caller, trader: string, limit: number): Promise<DeclarationRow[]> {
    const { rows } = await this.#page(this.#allow(caller, { trader }), limit, undefined);
    return this.#shown(rows);
  }

  /** The scopes at which a caller may see declarations and look persons up. */
  personScopes(caller: Caller): ScopeId[] {
    return commonScopes(
      caller.scopesWith('declarations.view'),
      caller.scopesWith('persons.view'),
      this.#deps.places.districtOf,
    );
  }

  async *#pages(search: Search, max: number): AsyncGenerator<DeclarationRow[], boolean> {
    let after: RowKey | undefined;
    for (let left = max; ;) {
      const { rows, more } = await this.#page(search, Math.min(left, 1000), after);
      yield await this.#shown(rows);
      left -= rows.length;
      after = rows.at(-1)?.key;
      if (!more || left <= 0) return more;
    }
  }

  #allow(caller: Caller, filter: DeclarationFilter): Search {
    const { places, now } = this.#deps;
    if (filter.scope !== undefined && !places.isKnownScope(filter.scope)) {
      throw new RequestError(
        400,
        'unknown-place',
        'the scope names no district or customs house that is known',
      );
    }
    if (filter.trader !== undefined && caller.scopesWith('persons.view').length === 0) {
      throw new RequestError(403, 'no-right', 'to search for a trader needs the right "persons.view"');
    }
    const window = searchWindow(filter, now());
    const held =
      filter.trader === undefined ? caller.scopesWith('declarations.view') : this.personScopes(caller);
    const scopes = filter.scope === undefined ? held : commonScopes(held, [filter.scope], places.districtOf);
    return { filter, window, scopes, houses: this.#housesIn(scopes) };
  }

  #housesIn(scopes: readonly ScopeId[]): string[] | null {
    const { districtOf, places } = this.#deps.places;
    if (scopes.includes('national')) return null;
    return [...places.houses.keys()].filter((code) =>
      scopes.some((scope) => contains(scope, `house:${code}`, districtOf)),
    );
  }

  async #record(looker: Looker, { filter, scopes }: Search, via: 'search' | 'export'): Promise<void> {
    const { trader } = filter;
    if (trader === undefined) return;
    await this.#deps.lookUps.record(
      looker,
      scopes.map((scope) => ({ trader, scope, via })),
    );
  }

  async #page(
    { filter, window, scopes, houses }: Search,
    limit: number,
    after: RowKey | undefined,
  ): Promise<{ rows: EnquiryRow[]; more: boolean }> {
    if (houses?.length === 0) return { rows: [], more: false };
    const rows = await readAs(this.#deps.pool, scopes, (client) =>
      searchDeclarations(client, {
        numberPrefix: filter.number,
        trader: filter.trader,
        channel: filter.channel,
        profile: filter.profile,
        from: window.from,
        to: window.to,
        houses,
        after,
        limit: limit + 1,
      }),
    ).catch((error: unknown) => {
      if ((error as { code?: unknown }).code !== QUERY_CANCELED) throw error;
      throw new RequestError(400, 'search-too-wide', 'the search takes too long: narrow its time or place');
    });
    return { rows: rows.slice(0, limit), more: rows.length > limit };
  }

  async #shown(rows: readonly EnquiryRow[]): Promise<DeclarationRow[]> {
    const titles = await this.#deps.titles.refresh(this.#deps.pool);
    return rows.map((row) => toRow(row, titles));
  }
}

/** The words of titles are the administration's own; what they repeat of a person's is struck out. */
function toRow(row: EnquiryRow, titles: ReadonlyMap<string, ProfileTitle>): DeclarationRow {
  const titled = row.hits.map(({ profile, shadow }): HitView => {
    const { title = null, titleZh = null } = titles.get(profile) ?? {};
    return { profile, title, titleZh, shadow };
  });
  return {
    declarationNo: row.declarationNo,
    version: row.version,
    amended: row.amended,
    receivedAt: row.receivedAt.toISOString(),
    registeredAt: row.registeredAt.toISOString(),
    customsHouse: row.customsHouse,
    direction: row.direction as Direction,
    channel: row.channel,
    reroutedFrom: row.channel === row.decided ? null : row.decided,
    score: row.score,
    itemCount: row.itemCount,
    totalValue: row.totalValue,
    currency: row.currency,
    hsCode: row.hsCode,
    description: row.description,
    hits: maskTexts(titled, row.persons),
  };
}

function keyOf(cursor: string): RowKey {
  const [receivedAt, declarationNo, version] = declarationCursor.read(cursor);
  return { receivedAt, declarationNo, version };
}

function cursorOf({ receivedAt, declarationNo, version }: RowKey): string {
  return declarationCursor.write([receivedAt, declarationNo, version]);
}
