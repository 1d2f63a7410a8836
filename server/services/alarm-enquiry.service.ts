import type { z } from 'zod';
import type {
  AlarmDetailView,
  AlarmMemberPage,
  AlarmPage,
  AlarmRow,
  alarmQuery,
  memberQuery,
} from '../../shared/contract/alarms.ts';
import { commonScopes } from '../../shared/domain/access/common-scopes.ts';
import { maskGroup } from '../../shared/domain/access/personal-data.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import type { Client, Pool } from '../../shared/platform/db/pool.ts';
import { readAs } from '../../shared/platform/db/read-as.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import { readOpenGroups } from '../../shared/platform/stores/alarm-group.store.ts';
import { readMembers, readProfileOf } from '../../shared/platform/stores/alarm-member.store.ts';
import { alarmRowOf, type StoredAlarm } from '../../shared/platform/stores/alarm-row.store.ts';
import {
  readAlarm,
  readAlarmEvents,
  readEarlier,
  readOpenAlarms,
  readTimeline,
} from '../../shared/platform/stores/alarm-view.store.ts';
import type { Caller } from '../access/caller.ts';
import { RequestError } from '../http/errors.ts';
import type { ProfileTitles } from '../live/profile-titles.ts';
import { alarmCursor, memberCursor } from './enquiry-cursor.ts';

/** Declarations that come with the details of an alarm. */
const NEWEST_MEMBERS = 50;

/** Shows alarms, over or not, within the places at which a caller may see them. */
export class AlarmEnquiry {
  readonly #deps: { pool: Pool; places: PlaceBook; titles: ProfileTitles };

  constructor(deps: { pool: Pool; places: PlaceBook; titles: ProfileTitles }) {
    this.#deps = deps;
  }

  /** One page of the open alarms. */
  async list(caller: Caller, query: z.infer<typeof alarmQuery>): Promise<AlarmPage> {
    const { scope, states, kinds, priorities, profile, house, assigned, since, limit, after } = query;
    const key = after === undefined ? null : alarmCursor.read(after);
    const filter = {
      states,
      kinds,
      priorities,
      profile,
      house,
      assigned: assigned === 'me' ? caller.identity.id : assigned === 'nobody' ? null : assigned,
      since: since === undefined ? undefined : new Date(since),
    };
    const page = {
      limit,
      after: key === null ? null : { urgency: key[0], annunciatedAt: key[1], id: key[2] },
    };
    const scopes = this.#scopesIn(caller, scope);
    const { alarms, next, total, groups } = await readAs(this.#deps.pool, scopes, async (client) => {
      // They are few: the first page has them all.
      const own = key === null ? await readOpenGroups(client) : [];
      return { ...(await readOpenAlarms(client, filter, page)), groups: own };
    });
    // A common cause may be a person.
    const named = scopes.every((one) => caller.may('persons.view', one));
    return {
      alarms: await this.rows(alarms),
      groups: named ? groups : groups.map(maskGroup),
      total,
      next: next === null ? null : alarmCursor.write([next.urgency, next.annunciatedAt, next.id]),
    };
  }

  /** All there is to know of one alarm. */
  async detail(caller: Caller, id: string): Promise<AlarmDetailView> {
    const view = await this.#of(caller, id, async (client, alarm) => ({
      alarm,
      events: await readAlarmEvents(client, id),
      newest: (await readMembers(client, id, { limit: NEWEST_MEMBERS, after: null })).members,
      timeline: await readTimeline(client, alarm),
      profile: await readProfileOf(client, alarm),
      earlier: await readEarlier(client, alarm),
    }));
    const { alarm, newest, ...rest } = view;
    const [row] = await this.rows([alarm]);
    // Each occurrence that has a declaration is one of it: they need not be counted one by one.
    const total = newest.length < NEWEST_MEMBERS ? newest.length : alarm.occurrences;
    return { ...rest, alarm: row!, members: { total, newest } };
  }

  /** One page of the declarations behind an alarm. */
  async members(caller: Caller, id: string, query: z.infer<typeof memberQuery>): Promise<AlarmMemberPage> {
    const key = query.after === undefined ? null : memberCursor.read(query.after);
    const after = key === null ? null : { at: key[0], declarationNo: key[1], version: key[2] };
    const { members, next } = await this.#of(caller, id, (client) =>
      readMembers(client, id, { limit: query.limit, after }),
    );
    return {
      members,
      next: next === null ? null : memberCursor.write([next.at, next.declarationNo, next.version]),
    };
  }

  /** Alarms as the web app is told of them. */
  async rows(alarms: readonly StoredAlarm[]): Promise<AlarmRow[]> {
    const titles = await this.#deps.titles.refresh(this.#deps.pool);
    return alarms.map((alarm) => alarmRowOf(alarm, titles));
  }

  /** Reads of an alarm that the caller may see; what is out of sight is not told apart from what does not exist. */
  async #of<T>(
    caller: Caller,
    id: string,
    work: (client: Client, alarm: StoredAlarm) => Promise<T>,
  ): Promise<T> {
    const unknown = new RequestError(404, 'unknown-alarm', 'there is no such alarm');
    if (!isAlarmId(id)) throw unknown;
    return readAs(this.#deps.pool, caller.scopesWith('alarms.view'), async (client) => {
      const alarm = await readAlarm(client, id);
      if (alarm === null) throw unknown;
      return work(client, alarm);
    });
  }

  #scopesIn(caller: Caller, scope: ScopeId | undefined): ScopeId[] {
    const held = caller.scopesWith('alarms.view');
    if (scope === undefined) return held;
    const { places } = this.#deps;
    if (!places.isKnownScope(scope)) {
      throw new RequestError(
        400,
        'unknown-place',
        'the scope names no district or customs house that is known',
      );
    }
    return commonScopes(held, [scope], places.districtOf);
  }
}

/** Whether a text can be the id of an alarm. */
export function isAlarmId(text: string): boolean {
  return /^[1-9]\d{0,17}$/.test(text);
}
