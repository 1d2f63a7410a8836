import { z } from 'zod';
import {
  CHANGE_SUBJECTS,
  joinChanges,
  type Change,
  type ChangeSubject,
} from '../../shared/contract/changes.ts';
import { TICKS_PER_SECOND, type FollowAnswer } from '../../shared/contract/live.ts';
import { parseScope, type ScopeId } from '../../shared/domain/access/scope.ts';
import { scopesAround } from './scopes-around.ts';
import { mayEmitOf } from './socket-access.ts';
import { answerOf, type LiveServer, type LiveSocket, type SocketPart } from './socket-part.ts';

const SUBJECTS = Object.keys(CHANGE_SUBJECTS) as [ChangeSubject, ...ChangeSubject[]];

const followRequest = z.strictObject({
  scope: z.string().max(100),
  subjects: z.array(z.enum(SUBJECTS)).min(1).max(SUBJECTS.length),
});

const ROOM = /^changes:([a-z]+)@(.+)$/;
const roomOf = (subject: ChangeSubject, scope: ScopeId) => `changes:${subject}@${scope}`;

/** Reads what is asked for; null where it makes no sense. */
function read(request: unknown): { scope: ScopeId; subjects: ChangeSubject[] } | null {
  const parsed = followRequest.safeParse(request);
  const scope = parsed.success ? parseScope(parsed.data.scope) : null;
  return scope === null ? null : { scope, subjects: parsed.data!.subjects };
}

/** Tells followers of a scope what changed there and below, 4 times a second at most, in as few keys as can be. */
export class ChangeRooms implements SocketPart {
  readonly #places: { isKnownScope(scope: ScopeId): boolean; districtOf(house: string): string | undefined };
  readonly #pending = new Map<string, Change[]>();
  #io: LiveServer | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(places: {
    isKnownScope(scope: ScopeId): boolean;
    districtOf(house: string): string | undefined;
  }) {
    this.#places = places;
  }

  open(io: LiveServer): void {
    this.#io = io;
    this.#timer = setInterval(() => this.#flush(), 1000 / TICKS_PER_SECOND);
  }

  /** Takes in changes that any process made. */
  tell(changes: readonly Change[]): void {
    for (const change of changes) {
      for (const scope of scopesAround(change.scope, this.#places.districtOf)) {
        const room = roomOf(change.subject, scope);
        if (!this.#io?.sockets.adapter.rooms.has(room)) continue;
        // Joined at once, so that what waits stays small however much comes.
        this.#pending.set(room, joinChanges([...(this.#pending.get(room) ?? []), change]));
      }
    }
  }

  attach(socket: LiveSocket): void {
    socket.on('changes:follow', (request: unknown, ...rest: unknown[]) => {
      const send = answerOf<FollowAnswer>(rest);
      if (send === null) return;
      const asked = read(request);
      if (asked === null) return send({ ok: false, reason: 'invalid-request' });
      const { scope, subjects } = asked;
      const { caller } = socket.data;
      if (!subjects.every((subject) => mayEmitOf(caller, 'changes:follow', subject, scope))) {
        return send({ ok: false, reason: 'not-allowed' });
      }
      if (!this.#places.isKnownScope(scope)) return send({ ok: false, reason: 'unknown-scope' });
      for (const subject of subjects) void socket.join(roomOf(subject, scope));
      send({ ok: true });
    });
    socket.on('changes:leave', (request: unknown) => {
      const asked = read(request);
      for (const subject of asked?.subjects ?? []) void socket.leave(roomOf(subject, asked!.scope));
    });
  }

  recheck(socket: LiveSocket): void {
    for (const room of socket.rooms) {
      const [, subject, scope] = ROOM.exec(room) ?? [];
      if (subject === undefined) continue;
      const closed = { scope: scope as ScopeId, subject: subject as ChangeSubject };
      if (mayEmitOf(socket.data.caller, 'changes:follow', closed.subject, closed.scope)) continue;
      void socket.leave(room);
      socket.emit('changes:closed', closed);
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #flush(): void {
    for (const [room, changes] of this.#pending) {
      const scope = ROOM.exec(room)![2] as ScopeId;
      // Not volatile: what is lost would be missed for good. Nobody piles up much: a connection that does not answer
      // a ping within 5 s is cut.
      this.#io?.to(room).emit('changes:told', { scope, changes });
    }
    this.#pending.clear();
  }
}
