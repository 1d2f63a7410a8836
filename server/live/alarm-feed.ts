import {
  ALARMS_HEARTBEAT_MS,
  MOST_ALARMS_IN_MESSAGE,
  TICKS_PER_SECOND,
  type AlarmsJoinAnswer,
} from '../../shared/contract/live.ts';
import type { AlarmGroup, AlarmRow } from '../../shared/contract/alarms.ts';
import { maskGroup } from '../../shared/domain/access/personal-data.ts';
import type { DistrictOf, ScopeId } from '../../shared/domain/access/scope.ts';
import { placeOfAlarm } from '../../shared/domain/alarm/place.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import type { Logger } from '../../shared/platform/log.ts';
import {
  readChangedAlarms,
  readSnapshot,
  type SeenSnapshot,
} from '../../shared/platform/stores/alarm-feed.store.ts';
import { readGroupParts, type GroupPart } from '../../shared/platform/stores/alarm-group.store.ts';
import { alarmRowOf } from '../../shared/platform/stores/alarm-row.store.ts';
import { alarmRooms, scopeOfAlarmRoom } from './alarm-rooms.ts';
import type { ProfileTitles } from './profile-titles.ts';
import { scopesAround } from './scopes-around.ts';
import { mayEmit, scopeIn } from './socket-access.ts';
import { answerOf, type LiveServer, type LiveSocket, type SocketPart } from './socket-part.ts';

/**
 * Tells consoles what changes of the alarms of their scope: one reading of the database for all of them, at most four a
 * second where something changed and one a second at least, each as a numbered message.
 */
export class AlarmFeed implements SocketPart {
  readonly #deps: {
    pool: Pool;
    places: { isKnownScope(scope: ScopeId): boolean; districtOf: DistrictOf };
    titles: ProfileTitles;
    epoch: string;
    log: Logger;
  };
  /** Number of the last message of each scope that was ever told of in this epoch. */
  readonly #seq = new Map<ScopeId, number>();
  #io: LiveServer | null = null;
  #timer: NodeJS.Timeout | undefined;
  /** What the last reading saw; null while nobody watches. */
  #seen: SeenSnapshot | null = null;
  #seeing: Promise<SeenSnapshot> | null = null;
  #wanted = false;
  #readAt = -Infinity;
  #running: Promise<void> | null = null;

  constructor(deps: {
    pool: Pool;
    places: { isKnownScope(scope: ScopeId): boolean; districtOf: DistrictOf };
    titles: ProfileTitles;
    epoch: string;
    log: Logger;
  }) {
    this.#deps = deps;
  }

  open(io: LiveServer): void {
    this.#io = io;
    this.#timer = setInterval(() => this.#tick(), 1000 / TICKS_PER_SECOND);
  }

  /** Has the alarms read at the next tick: some have changed. */
  want(): void {
    this.#wanted = true;
  }

  attach(socket: LiveSocket): void {
    socket.on('alarms:join', (request: unknown, ...rest: unknown[]) => {
      const send = answerOf<AlarmsJoinAnswer>(rest);
      if (send === null) return;
      const scope = scopeIn(request);
      if (scope === null) return send({ ok: false, reason: 'invalid-request' });
      if (!mayEmit(socket.data.caller, 'alarms:join', scope)) {
        return send({ ok: false, reason: 'not-allowed' });
      }
      if (!this.#deps.places.isKnownScope(scope)) return send({ ok: false, reason: 'unknown-scope' });
      // Whoever gets no answer asks again.
      this.#join(socket, scope).then(send, (error: unknown) =>
        this.#deps.log.warn({ err: error }, 'the alarms could not be joined'),
      );
    });
    socket.on('alarms:leave', (request: unknown) => {
      const scope = scopeIn(request);
      if (scope !== null) for (const room of Object.values(alarmRooms(scope))) void socket.leave(room);
    });
  }

  recheck(socket: LiveSocket): void {
    const { caller } = socket.data;
    for (const room of socket.rooms) {
      const scope = scopeOfAlarmRoom(room);
      if (scope === null) continue;
      const allowed = mayEmit(caller, 'alarms:join', scope);
      if (allowed && room === this.#roomOf(socket, scope)) continue;
      void socket.leave(room);
      if (allowed) void socket.join(this.#roomOf(socket, scope));
      else socket.emit('alarms:closed', { scope });
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  /** Nothing is missed that changes from here on: what the page reads that the console asks for next is later. */
  async #join(socket: LiveSocket, scope: ScopeId): Promise<AlarmsJoinAnswer> {
    if (this.#seen === null) {
      this.#seeing ??= readSnapshot(this.#deps.pool).finally(() => (this.#seeing = null));
      const seen = await this.#seeing;
      this.#seen ??= seen;
      if (!socket.connected) return { ok: false, reason: 'invalid-request' };
    }
    void socket.join(this.#roomOf(socket, scope));
    return { ok: true, epoch: this.#deps.epoch, seq: this.#seq.get(scope) ?? 0 };
  }

  /** Who may look persons up is told of traders by name. */
  #roomOf(socket: LiveSocket, scope: ScopeId): string {
    const rooms = alarmRooms(scope);
    return socket.data.caller.may('persons.view', scope) ? rooms.plain : rooms.masked;
  }

  #tick(): void {
    if (this.#running !== null || this.#seen === null) return;
    const watched = this.#watched();
    if (watched.size === 0) {
      this.#seen = null;
      return;
    }
    const due = performance.now() - this.#readAt >= ALARMS_HEARTBEAT_MS - 10;
    if (!this.#wanted && !due) return;
    this.#wanted = false;
    this.#running = this.#read(this.#seen)
      .catch((error: unknown) => this.#deps.log.warn({ err: error }, 'the alarms could not be read'))
      .finally(() => (this.#running = null));
  }

  async #read(since: SeenSnapshot): Promise<void> {
    const { pool, titles, places } = this.#deps;
    const { seen, alarms, groups } = await readChangedAlarms(pool, since);
    const touched = new Set(groups);
    for (const { groupId } of alarms) if (groupId !== null) touched.add(groupId);
    const parts = await readGroupParts(pool, [...touched]);
    const names = alarms.length === 0 ? new Map() : await titles.refresh(pool);
    this.#seen = seen;
    this.#readAt = performance.now();

    const rows = new Map<ScopeId, AlarmRow[]>([...this.#watched()].map((scope) => [scope, []]));
    for (const alarm of alarms) {
      const row = alarmRowOf(alarm, names);
      // The one place where it is decided who is told of an alarm.
      for (const scope of scopesAround(placeOfAlarm(row), places.districtOf)) rows.get(scope)?.push(row);
    }
    const grouped = groupsByScope(parts, places.districtOf);
    // A scope that nothing happened at is told so: silence means that something is wrong.
    for (const [scope, own] of rows) this.#tell(scope, own, grouped.get(scope) ?? []);
  }

  #watched(): Set<ScopeId> {
    const scopes = new Set<ScopeId>();
    for (const room of this.#io?.sockets.adapter.rooms.keys() ?? []) {
      const scope = scopeOfAlarmRoom(room);
      if (scope !== null) scopes.add(scope);
    }
    return scopes;
  }

  /** Not volatile: a flood comes in pieces, none of which may be lost. Who cannot take them is cut by the ping. */
  #tell(scope: ScopeId, alarms: AlarmRow[], groups: AlarmGroup[]): void {
    const rooms = alarmRooms(scope);
    const masked = groups.map(maskGroup);
    let from = 0;
    do {
      const seq = (this.#seq.get(scope) ?? 0) + 1;
      this.#seq.set(scope, seq);
      const message = {
        scope,
        epoch: this.#deps.epoch,
        seq,
        alarms: alarms.slice(from, from + MOST_ALARMS_IN_MESSAGE),
      };
      from += MOST_ALARMS_IN_MESSAGE;
      // Groups come with the last of their alarms.
      const last = from >= alarms.length;
      this.#io?.to(rooms.plain).emit('alarms:changed', { ...message, groups: last ? groups : [] });
      this.#io?.to(rooms.masked).emit('alarms:changed', { ...message, groups: last ? masked : [] });
    } while (from < alarms.length);
  }
}

/** Groups as each scope sees them: with the alarms that belong there, and no others. */
function groupsByScope(parts: readonly GroupPart[], districtOf: DistrictOf): Map<ScopeId, AlarmGroup[]> {
  const scopes = new Map<ScopeId, Map<string, AlarmGroup>>();
  for (const { group, place, version, alarms, occurrences } of parts) {
    for (const scope of scopesAround(place, districtOf)) {
      const groups = scopes.get(scope) ?? new Map<string, AlarmGroup>();
      scopes.set(scope, groups);
      const known = groups.get(group.id) ?? group;
      groups.set(group.id, {
        ...known,
        version: known.version + version,
        alarms: known.alarms + alarms,
        occurrences: known.occurrences + occurrences,
      });
    }
  }
  return new Map([...scopes].map(([scope, groups]) => [scope, [...groups.values()]]));
}
