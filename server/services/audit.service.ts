import type { AuditChainView, AuditEvent, AuditPage, AuditQuery } from '../../shared/contract/audit.ts';
import { maskTexts } from '../../shared/domain/access/personal-data.ts';
import { contains, type ScopeId } from '../../shared/domain/access/scope.ts';
import { readAs } from '../../shared/platform/db/read-as.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import { readAccessEvents } from '../../shared/platform/stores/access-log.store.ts';
import {
  AUDIT_ARMS,
  newestFirst,
  readActors,
  readAuditArm,
  readDocuments,
  tells,
  type AuditFilter,
} from '../../shared/platform/stores/audit-search.store.ts';
import { readChain } from '../../shared/platform/stores/audit.store.ts';
import { readNames } from '../../shared/platform/stores/person.store.ts';
import type { Caller } from '../access/caller.ts';
import { RequestError } from '../http/errors.ts';
import { auditCursor } from './enquiry-cursor.ts';

const KINDS = Object.keys(AUDIT_ARMS) as (keyof typeof AUDIT_ARMS)[];

/** The words of an event. */
type Told = Pick<AuditEvent, 'text' | 'detail'>;

/**
 * What persons and rules did, as far as the caller's places reach; what was done to accounts only for who may see it.
 * Persons in declarations are struck out for everybody: whoever looks one up does so where it is recorded.
 */
export class AuditService {
  readonly #deps: { pool: Pool; places: PlaceBook };

  constructor(deps: { pool: Pool; places: PlaceBook }) {
    this.#deps = deps;
  }

  async page(caller: Caller, query: AuditQuery): Promise<AuditPage> {
    const { limit = 50, cursor, scope, person, ...asked } = query;
    const filter: AuditFilter = {
      ...asked,
      person: person === undefined ? undefined : await readActors(this.#deps.pool, person),
      houses: scope === undefined || scope === 'national' ? null : this.#housesOf(scope),
      after: cursor === undefined ? undefined : auditCursor.read(cursor),
      limit: limit + 1,
    };
    const arms = await readAs(this.#deps.pool, caller.scopesWith('audit.view'), async (client) => {
      const found: AuditEvent[] = [];
      // One after the other: they share a connection.
      for (const kind of KINDS)
        if (tells(kind, filter)) found.push(...(await readAuditArm(client, kind, filter)));
      return found;
    });
    const all = [...arms, ...(await this.#access(caller, filter, { scope, person }))].toSorted(newestFirst);
    const events = all.slice(0, limit);
    const last = events.at(-1);
    const more = all.length > limit && last !== undefined;
    return {
      events: await this.#named(await this.#struck(caller, events)),
      next: more ? auditCursor.write({ at: last.at, kind: last.kind, id: last.id }) : null,
    };
  }

  chain(): Promise<AuditChainView> {
    return readChain(this.#deps.pool);
  }

  #housesOf(scope: ScopeId): string[] {
    const { places, districtOf } = this.#deps.places;
    if (!this.#deps.places.isKnownScope(scope)) {
      throw new RequestError(
        400,
        'unknown-place',
        'the scope names no district or customs house that is known',
      );
    }
    return [...places.houses.keys()].filter((code) => contains(scope, `house:${code}`, districtOf));
  }

  /** Events of the access log, for who may see all of it; they tell of no declaration, alarm or profile. */
  async #access(
    caller: Caller,
    filter: AuditFilter,
    { scope, person }: Pick<AuditQuery, 'scope' | 'person'>,
  ): Promise<AuditEvent[]> {
    const { declaration, alarm, profile, from, to, after, limit } = filter;
    if (!caller.may('log.view', 'national') || (scope !== undefined && scope !== 'national')) return [];
    if ([declaration, alarm, profile].some((asked) => asked !== undefined)) return [];
    const events = await readAccessEvents(this.#deps.pool, {
      actor: person,
      from: from === undefined ? undefined : new Date(from),
      to: to === undefined ? undefined : new Date(to),
      // No event has the number 0: those of the same instant are told before any other kind.
      after: after && { at: after.at, id: after.kind === 'access' ? after.id : '0' },
      visible: null,
      limit,
    });
    return events.map(({ key, actor, action, subject, scope: at, detail, link }) => ({
      kind: 'access',
      id: key.id,
      at: key.at,
      actor: actor.kind === 'system' ? null : { id: actor.id, name: actor.name ?? actor.kind },
      action,
      declarationNo: null,
      version: null,
      alarmId: null,
      profile: null,
      customsHouse: at?.startsWith('house:') === true ? at.slice('house:'.length) : null,
      text: subject,
      detail,
      link,
    }));
  }

  /** Reasons and findings are words of people, who may have written down whom they were about. */
  async #struck(caller: Caller, events: AuditEvent[]): Promise<AuditEvent[]> {
    const numbers = events.flatMap(({ declarationNo }) => declarationNo ?? []);
    if (numbers.length === 0) return events;
    const documents = await readAs(this.#deps.pool, caller.scopesWith('audit.view'), (client) =>
      readDocuments(client, [...new Set(numbers)]),
    );
    return events.map((event) => {
      const { declarationNo, text, detail } = event;
      const versions = declarationNo === null ? [] : (documents.get(declarationNo) ?? []);
      return {
        ...event,
        ...versions.reduce<Told>((told, version) => maskTexts(told, version), { text, detail }),
      };
    });
  }

  /** Findings name who recorded them by kind and id. */
  async #named(events: AuditEvent[]): Promise<AuditEvent[]> {
    const ids = events.flatMap(({ kind, actor }) => (kind === 'finding' && actor?.id ? [actor.id] : []));
    if (ids.length === 0) return events;
    const names = await readNames(this.#deps.pool, ids);
    return events.map((event) => {
      const id = event.actor?.id ?? null;
      const name = event.kind === 'finding' && id !== null ? names.get(id) : undefined;
      return name === undefined ? event : { ...event, actor: { id, name } };
    });
  }
}
