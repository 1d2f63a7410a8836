import type { Server, Socket } from 'socket.io';
import type { ClientEvents, ServerEvents } from '../../shared/contract/live.ts';
import type { Caller } from '../access/caller.ts';

/** Who stands behind a connection, as last found out. */
interface SocketData {
  caller: Caller;
}

export type LiveServer = Server<ClientEvents, ServerEvents, Record<string, never>, SocketData>;
export type LiveSocket = Socket<ClientEvents, ServerEvents, Record<string, never>, SocketData>;

/** A part of the live protocol with events of its own. */
export interface SocketPart {
  /** Begins to serve; called once, before the first socket comes. */
  open(io: LiveServer): void;
  /** Listens to a new connection. */
  attach(socket: LiveSocket): void;
  /** The caller was found out anew: takes back what is not theirs any more. */
  recheck(socket: LiveSocket): void;
  close(): void | Promise<void>;
}

/** The callback of an event, which is the last argument, whatever else a client sends; null for none. */
export function answerOf<Answer>(rest: readonly unknown[]): ((answer: Answer) => void) | null {
  const last = rest.at(-1);
  return typeof last === 'function' ? (last as (answer: Answer) => void) : null;
}
