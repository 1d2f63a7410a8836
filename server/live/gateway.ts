import type { IncomingMessage, Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import { z } from 'zod';
import {
  NOT_SIGNED_IN,
  TICKS_PER_SECOND,
  type DisplayAnswer,
  type DisplayReport,
  type JoinAnswer,
} from '../../shared/contract/live.ts';
import { parseScope, type ScopeId } from '../../shared/domain/access/scope.ts';
import type { Logger } from '../../shared/platform/log.ts';
import type { Identify } from '../access/access.ts';
import { BoardFeed, type CommonReadings } from './board-feed.ts';
import type { LiveModel } from './live-model.ts';
import { isOwn, mayEmit, scopeIn } from './socket-access.ts';
import { answerOf, type LiveServer, type LiveSocket, type SocketPart } from './socket-part.ts';

/** How often who stands behind a connection is looked up again, ms: a right taken away ends within 5 s, asking included. */
const RECHECK_MS = 4000;

/** Events that a client may send in a second: a page sends a few, and each snapshot costs what ticks need too. */
const MOST_EVENTS_A_SECOND = 50;

const displayReport = z.strictObject({
  page: z.string().max(500),
  version: z.string().max(100),
  freshness: z.enum(['fresh', 'stale', 'unknown', 'none']),
});

const displayRenewal = z.strictObject({ pass: z.string().max(200) });

export interface Gateway {
  /** Clients connected now. */
  clients(): number;
  close(): Promise<void>;
}

/** Serves snapshots and ticks of the live model over Socket.IO: a fixed rate whatever the load, one tick a scope. */
export function openGateway(deps: {
  http: HttpServer;
  model: LiveModel;
  epoch: string;
  readings: () => CommonReadings;
  onTick: (seconds: number) => void;
  identify: Identify;
  /** False for a handshake that a page of another site makes. */
  isOwnPage: (request: IncomingMessage) => boolean;
  /** Notes what a display tells of itself; answers what it is to show. */
  onReport: (displayId: string, report: DisplayReport) => Promise<DisplayAnswer>;
  /** The cookies that a display's pass stands for; null for one that is worth nothing. */
  cookiesFor: (displayId: string, pass: string) => string | null;
  /** What is served beside boards and displays. */
  parts: readonly SocketPart[];
  log: Logger;
}): Gateway {
  const { http, model, epoch, readings, log, identify, parts } = deps;
  const io: LiveServer = new Server(http, {
    serveClient: false,
    allowRequest: (request, answer) => answer(null, deps.isOwnPage(request)),
    maxHttpBufferSize: 16 * 1024,
    transports: ['websocket', 'polling'],
    pingInterval: 5000,
    pingTimeout: 5000,
  });
  const feeds = new Map<ScopeId, BoardFeed>();
  /** Where the numbering of scopes nobody watches any more goes on. */
  const lastSeq = new Map<ScopeId, number>();

  const feedOf = (scope: ScopeId): BoardFeed | undefined => {
    const existing = feeds.get(scope);
    if (existing !== undefined) return existing;
    const state = model.scope(scope, readings().serverTime);
    if (state === undefined) return undefined;
    const feed = new BoardFeed(scope, epoch, lastSeq.get(scope) ?? 0, model, state);
    feeds.set(scope, feed);
    return feed;
  };

  for (const part of parts) part.open(io);

  io.use((socket, next) => {
    identify(socket.request.headers).then(
      (caller) => {
        if (caller === null) return next(new Error(NOT_SIGNED_IN));
        socket.data.caller = caller;
        next();
      },
      (error: unknown) => {
        log.error({ err: error }, 'who connects could not be found out');
        next(new Error('unavailable'));
      },
    );
  });

  io.on('connection', (socket: LiveSocket) => {
    let second = 0;
    let events = 0;
    socket.use((_event, next) => {
      const now = Math.floor(performance.now() / 1000);
      events = now === second ? events + 1 : 1;
      second = now;
      if (events <= MOST_EVENTS_A_SECOND) return next();
      if (events === MOST_EVENTS_A_SECOND + 1)
        log.warn({ by: socket.data.caller.identity.kind }, 'a socket sends too much');
      socket.disconnect(true);
    });
    const reply = (event: 'board:join' | 'board:resync', request: unknown, answer: unknown) => {
      const send = answerOf<JoinAnswer>([answer]);
      if (send === null) return;
      const scope = scopeIn(request);
      if (scope === null) return send({ ok: false, reason: 'invalid-request' });
      if (!mayEmit(socket.data.caller, event, scope)) return send({ ok: false, reason: 'not-allowed' });
      const feed = feedOf(scope);
      if (feed === undefined) return send({ ok: false, reason: 'unknown-scope' });
      if (event === 'board:join') void socket.join(scope);
      send({ ok: true, snapshot: feed.snapshot(readings()) });
    };
    for (const part of parts) part.attach(socket);
    socket.on('board:join', (request, ...rest: unknown[]) => reply('board:join', request, rest.at(-1)));
    socket.on('board:resync', (request, ...rest: unknown[]) => reply('board:resync', request, rest.at(-1)));
    socket.on('board:leave', (request: unknown) => {
      const scope = scopeIn(request);
      if (scope !== null) void socket.leave(scope);
    });
    socket.on('display:report', (request: unknown, ...rest: unknown[]) => {
      const send = answerOf<DisplayAnswer>(rest);
      if (send === null) return;
      const parsed = displayReport.safeParse(request);
      const { caller } = socket.data;
      if (!parsed.success || !isOwn(caller, 'display:report')) return send({ ok: false });
      deps.onReport(caller.identity.id, parsed.data).then(send, (error: unknown) => {
        log.warn({ err: error }, 'the report of a display could not be noted');
        send({ ok: false });
      });
    });
    socket.on('display:renew', (request: unknown, ...rest: unknown[]) => {
      const send = answerOf<{ ok: boolean }>(rest);
      if (send === null) return;
      const parsed = displayRenewal.safeParse(request);
      const { caller } = socket.data;
      const cookies =
        parsed.success && isOwn(caller, 'display:renew')
          ? deps.cookiesFor(caller.identity.id, parsed.data.pass)
          : null;
      if (cookies !== null) socket.request.headers.cookie = cookies;
      send({ ok: cookies !== null });
    });
  });

  const recheck = async (socket: LiveSocket) => {
    const caller = await identify(socket.request.headers);
    if (caller === null) {
      socket.emit('session:ended');
      socket.disconnect(true);
      return;
    }
    socket.data.caller = caller;
    for (const room of socket.rooms) {
      const scope = parseScope(room);
      if (scope === null || mayEmit(caller, 'board:join', scope)) continue;
      void socket.leave(scope);
      socket.emit('board:closed', { scope });
    }
    for (const part of parts) part.recheck(socket);
  };
  const recheckTimer = setInterval(() => {
    for (const socket of io.sockets.sockets.values()) {
      // Boards go on while the database is away: what cannot be asked is asked again.
      recheck(socket).catch((error: unknown) =>
        log.warn({ err: error }, 'the rights of a connection could not be read'),
      );
    }
  }, RECHECK_MS);

  const tick = () => {
    const startedAt = performance.now();
    const common = readings();
    model.advance(common.serverTime);
    for (const [scope, feed] of feeds) {
      const listeners = io.sockets.adapter.rooms.get(scope);
      if (listeners === undefined || listeners.size === 0) {
        lastSeq.set(scope, feed.seq);
        feeds.delete(scope);
        continue;
      }
      try {
        // Volatile: a client that cannot take this tick is skipped; the gap makes it ask for a snapshot.
        io.to(scope).volatile.emit('board:ticked', feed.tick(common));
      } catch (error) {
        log.error({ err: error, scope }, 'the tick of a scope failed');
      }
    }
    deps.onTick((performance.now() - startedAt) / 1000);
  };
  const timer = setInterval(() => {
    try {
      tick();
    } catch (error) {
      log.error({ err: error }, 'a tick failed');
    }
  }, 1000 / TICKS_PER_SECOND);

  return {
    clients: () => io.engine.clientsCount,
    async close() {
      clearInterval(timer);
      clearInterval(recheckTimer);
      await Promise.all(parts.map((part) => part.close()));
      await io.close();
    },
  };
}
