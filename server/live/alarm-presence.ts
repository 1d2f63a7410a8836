import { z } from 'zod';
import type { Looking } from '../../shared/contract/live-message.ts';
import { TICKS_PER_SECOND } from '../../shared/contract/live.ts';
import { contains, parseScope, type DistrictOf, type ScopeId } from '../../shared/domain/access/scope.ts';
import { placeOfAlarm } from '../../shared/domain/alarm/place.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import type { LiveBus } from '../../shared/platform/live-bus/live-bus.ts';
import type { Logger } from '../../shared/platform/log.ts';
import { readAlarmPlace } from '../../shared/platform/stores/alarm-feed.store.ts';
import { alarmRooms, scopeOfAlarmRoom } from './alarm-rooms.ts';
import { LookingBook } from './looking.ts';
import { scopesAround } from './scopes-around.ts';
import { mayEmit } from './socket-access.ts';
import type { LiveServer, LiveSocket, SocketPart } from './socket-part.ts';

const lookRequest = z.strictObject({
  scope: z.string().max(100),
  alarmId: z
    .string()
    .regex(/^[1-9]\d{0,17}$/)
    .nullable(),
});

/** What one connection looks at, as this server has told the others. */
interface Told {
  looking: Looking;
  /** Grows with each request, so that a slow answer of the database overtakes no later one. */
  request: number;
}

/** Tells consoles which alarms the others look at, over all servers. */
export class AlarmPresence implements SocketPart {
  readonly #deps: {
    pool: Pool;
    bus: LiveBus;
    places: { districtOf: DistrictOf };
    /** Of this server's life: part of what tells connections apart. */
    epoch: string;
    log: Logger;
  };
  readonly #book = new LookingBook();
  readonly #told = new WeakMap<LiveSocket, Told>();
  readonly #news = new Set<ScopeId>();
  #io: LiveServer | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: {
    pool: Pool;
    bus: LiveBus;
    places: { districtOf: DistrictOf };
    epoch: string;
    log: Logger;
  }) {
    this.#deps = deps;
  }

  open(io: LiveServer): void {
    this.#io = io;
    this.#timer = setInterval(() => this.#flush(), 1000 / TICKS_PER_SECOND);
    io.of('/').adapter.on('join-room', (room: string, socketId: string) => {
      const scope = scopeOfAlarmRoom(room);
      if (scope === null) return;
      // After the answer that it has joined.
      const looking = this.#book.at(scope, this.#deps.places.districtOf);
      setImmediate(() => io.to(socketId).emit('alarms:looked', { scope, looking }));
    });
  }

  /** Takes in what any server tells; what this one told comes back and is known already. */
  take(looking: Looking): void {
    if (!looking.from.startsWith(`${this.#deps.epoch}/`)) this.#take(looking);
  }

  #take(looking: Looking): void {
    this.#note(this.#book.note(looking, performance.now()));
  }

  attach(socket: LiveSocket): void {
    socket.on('alarms:look', (request: unknown) => {
      const parsed = lookRequest.safeParse(request);
      const scope = parsed.success ? parseScope(parsed.data.scope) : null;
      const { caller } = socket.data;
      const { kind, id, name } = caller.identity;
      if (scope === null || kind !== 'person' || !mayEmit(caller, 'alarms:look', scope)) return;
      this.#look(socket, { id, name }, scope, parsed.data!.alarmId).catch((error: unknown) =>
        this.#deps.log.warn({ err: error }, 'what a person looks at could not be told'),
      );
    });
    socket.on('disconnect', () => this.#lookAway(socket));
  }

  recheck(socket: LiveSocket): void {
    const at = this.#told.get(socket)?.looking.alarm?.place;
    if (at !== undefined && !mayEmit(socket.data.caller, 'alarms:look', at)) this.#lookAway(socket);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #look(
    socket: LiveSocket,
    person: Looking['person'],
    scope: ScopeId,
    alarmId: string | null,
  ): Promise<void> {
    const before = this.#told.get(socket);
    const request = (before?.request ?? 0) + 1;
    const from = `${this.#deps.epoch}/${socket.id}`;
    const told: Told = before ?? { looking: { from, person, alarm: null }, request };
    told.request = request;
    this.#told.set(socket, told);
    const alarm = await this.#alarm(scope, alarmId, told.looking.alarm);
    if (told.request !== request || !socket.connected) return;
    if (alarm === null && told.looking.alarm === null) return;
    this.#tell(told, alarm);
  }

  /** The alarm with its place; null for one that is not there, or not within the scope. */
  async #alarm(
    scope: ScopeId,
    id: string | null,
    before: Looking['alarm'],
  ): Promise<{ id: string; place: ScopeId } | null> {
    if (id === null) return null;
    if (before?.id === id) return before;
    const found = await readAlarmPlace(this.#deps.pool, id);
    const place = found === null ? null : placeOfAlarm(found);
    return place !== null && contains(scope, place, this.#deps.places.districtOf) ? { id, place } : null;
  }

  #lookAway(socket: LiveSocket): void {
    const told = this.#told.get(socket);
    if (told === undefined) return;
    told.request += 1;
    if (told.looking.alarm !== null) this.#tell(told, null);
  }

  #tell(told: Told, alarm: Looking['alarm']): void {
    told.looking = { ...told.looking, alarm };
    // Here at once, whatever the bus is like.
    this.#take(told.looking);
    this.#deps.bus
      .publish({ kind: 'looking', ...told.looking })
      .catch((error: unknown) =>
        this.#deps.log.warn({ err: error }, 'who looks at an alarm could not be told'),
      );
  }

  #note(places: Set<ScopeId>): void {
    for (const place of places) {
      for (const scope of scopesAround(place, this.#deps.places.districtOf)) this.#news.add(scope);
    }
  }

  #flush(): void {
    this.#note(this.#book.lapse(performance.now()));
    for (const scope of this.#news) {
      const { plain, masked } = alarmRooms(scope);
      const looking = this.#book.at(scope, this.#deps.places.districtOf);
      this.#io?.to([plain, masked]).emit('alarms:looked', { scope, looking });
    }
    this.#news.clear();
  }
}
