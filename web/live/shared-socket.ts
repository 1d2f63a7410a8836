import { NOT_SIGNED_IN } from '../../shared/contract/live.ts';
import { session } from '../shell/session.svelte.ts';
import { openBoardSocket, type BoardSocket } from './socket.ts';

const RETRY_MS = 1_000;
const REFUSED_RETRY_MS = 20_000;
/** So long the connection outlives the last view that used it: the next one often comes at once. */
const LINGER_MS = 2_000;

interface Shared {
  socket: BoardSocket;
  users: number;
  close: () => void;
}

let shared: Shared | null = null;

/** The page's one connection for all that it follows beside a board; ends after the last who asked has released it. */
export function shareSocket(): { socket: BoardSocket; release: () => void } {
  shared ??= open();
  const held = shared;
  held.users += 1;
  let released = false;
  return {
    socket: held.socket,
    release: () => {
      if (released) return;
      released = true;
      held.users -= 1;
      setTimeout(() => {
        if (held.users > 0 || shared !== held) return;
        shared = null;
        held.close();
      }, LINGER_MS);
    },
  };
}

function open(): Shared {
  const socket = openBoardSocket();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const connectAfter = (delayMs: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => socket.connect(), delayMs * (0.5 + Math.random()));
  };
  // The session says whether it is over; the guard then leads to where one signs in again.
  const onSignedOut = () => void session.refresh().catch(() => undefined);
  socket.on('disconnect', (reason) => {
    // The client library leaves reconnecting to us when the server closed the connection on purpose.
    if (reason === 'io server disconnect') connectAfter(RETRY_MS);
  });
  socket.on('connect_error', (error) => {
    const refused = error.message === NOT_SIGNED_IN;
    if (refused) onSignedOut();
    if (!socket.active) connectAfter(refused ? REFUSED_RETRY_MS : RETRY_MS);
  });
  socket.on('session:ended', onSignedOut);
  return {
    socket,
    users: 0,
    close: () => {
      clearTimeout(timer);
      socket.disconnect();
    },
  };
}
