import type {
  AccessEventFilter,
  AccessEventPage,
  AccessEventView,
} from '../../shared/contract/access-log.ts';
import { contains, type ScopeId } from '../../shared/domain/access/scope.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import {
  readAccessEvents,
  type AccessEventKey,
  type StoredAccessEvent,
} from '../../shared/platform/stores/access-log.store.ts';
import type { Caller } from '../access/caller.ts';
import { RequestError } from '../http/errors.ts';
import { eventCursor } from './enquiry-cursor.ts';

/** The access log as a caller may read it: the nation all of it, others what happened at their places and to their people. */
export class AccessLogService {
  readonly #deps: { pool: Pool; places: PlaceBook };

  constructor(deps: { pool: Pool; places: PlaceBook }) {
    this.#deps = deps;
  }

  async page(
    caller: Caller,
    query: AccessEventFilter & { limit?: number | undefined; cursor?: string | undefined },
  ): Promise<AccessEventPage> {
    const { limit = 50, cursor, ...filter } = query;
    let after: AccessEventKey | undefined;
    if (cursor !== undefined) {
      const [at, id] = eventCursor.read(cursor);
      after = { at, id };
    }
    const { events, more } = await this.#read(caller, filter, limit, after);
    const last = events.at(-1);
    return {
      events: events.map(toView),
      next: more && last !== undefined ? eventCursor.write([last.key.at, last.key.id]) : null,
    };
  }

  /** Everything that fits, page by page, up to `max`; the last value says whether there is more. */
  async *all(
    caller: Caller,
    filter: AccessEventFilter,
    max: number,
  ): AsyncGenerator<AccessEventView[], boolean> {
    let after: AccessEventKey | undefined;
    for (let left = max; ;) {
      const { events, more } = await this.#read(caller, filter, Math.min(left, 1000), after);
      yield events.map(toView);
      left -= events.length;
      after = events.at(-1)?.key;
      if (!more || left <= 0) return more;
    }
  }

  async #read(
    caller: Caller,
    { scope, from, to, ...filter }: AccessEventFilter,
    limit: number,
    after: AccessEventKey | undefined,
  ): Promise<{ events: StoredAccessEvent[]; more: boolean }> {
    if (scope !== undefined && !this.#deps.places.isKnownScope(scope)) {
      throw new RequestError(
        400,
        'unknown-place',
        'the scope names no district or customs house that is known',
      );
    }
    const held = caller.scopesWith('log.view');
    const events = await readAccessEvents(this.#deps.pool, {
      ...filter,
      ...(from !== undefined && { from: new Date(from) }),
      ...(to !== undefined && { to: new Date(to) }),
      // The nation's own events name it, so what lies within it is not all there is.
      ...(scope !== undefined && { scopes: this.#within([scope]) }),
      visible: held.includes('national') ? null : this.#within(held),
      after,
      limit: limit + 1,
    });
    return { events: events.slice(0, limit), more: events.length > limit };
  }

  /** These scopes and all within them. */
  #within(scopes: readonly ScopeId[]): ScopeId[] {
    const { places, districtOf } = this.#deps.places;
    const all: ScopeId[] = [
      'national',
      ...[...places.districts.keys()].map((code): ScopeId => `district:${code}`),
      ...[...places.houses.keys()].map((code): ScopeId => `house:${code}`),
    ];
    return all.filter((inner) => scopes.some((outer) => contains(outer, inner, districtOf)));
  }
}

function toView({ key, at, link: _link, ...event }: StoredAccessEvent): AccessEventView {
  return { id: key.id, at: at.toISOString(), ...event };
}
