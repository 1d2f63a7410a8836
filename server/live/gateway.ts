import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import { z } from 'zod';
import {
  TICKS_PER_SECOND,
  type ClientEvents,
  type JoinAnswer,
  type ScopeId,
  type ServerEvents,
} from '../../shared/contract/live.ts';
import type { Logger } from '../../shared/platform/log.ts';
import { BoardFeed, type CommonReadings } from './board-feed.ts';
import type { LiveModel } from './live-model.ts';

const joinRequest = z.strictObject({
  scope: z.string().regex(/^(national|(district|house):[^\s:]{1,32})$/),
});

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
  log: Logger;
}): Gateway {
  const { http, model, epoch, readings, log } = deps;
  const io = new Server<ClientEvents, ServerEvents>(http, {
    serveClient: false,
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

  io.on('connection', (socket) => {
    const reply = (request: unknown, answer: unknown, join: boolean) => {
      if (typeof answer !== 'function') return;
      const send = answer as (result: JoinAnswer) => void;
      const parsed = joinRequest.safeParse(request);
      if (!parsed.success) return send({ ok: false, reason: 'invalid-request' });
      const scope = parsed.data.scope as ScopeId;
      const feed = feedOf(scope);
      if (feed === undefined) return send({ ok: false, reason: 'unknown-scope' });
      if (join) void socket.join(scope);
      send({ ok: true, snapshot: feed.snapshot(readings()) });
    };
    // The callback is the last argument, whatever else a client sends.
    socket.on('board:join', (request, ...rest: unknown[]) => reply(request, rest.at(-1), true));
    socket.on('board:resync', (request, ...rest: unknown[]) => reply(request, rest.at(-1), false));
    socket.on('board:leave', (request: unknown) => {
      const parsed = joinRequest.safeParse(request);
      if (parsed.success) void socket.leave(parsed.data.scope);
    });
  });

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
      await io.close();
    },
  };
}
