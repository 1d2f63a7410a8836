import { io, type Socket } from 'socket.io-client';
import {
  NOT_SIGNED_IN,
  type ClientEvents,
  type JoinAnswer,
  type ServerEvents,
} from '../../shared/contract/live.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import type { BoardEvent, BoardState } from './board-reducer.ts';

export type BoardSocket = Socket<ServerEvents, ClientEvents>;

const ANSWER_TIMEOUT_MS = 5_000;
const RETRY_MS = 1_000;
const REFUSED_RETRY_MS = 20_000;

/** A socket to the server this page came from. Reconnects by itself for ever, after a jittered delay. */
export function openBoardSocket(): BoardSocket {
  return io({
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
    randomizationFactor: 0.5,
    timeout: 5_000,
  });
}

export interface BoardLink {
  /** Asks for a snapshot unless one is under way. */
  heal: () => void;
  close: () => void;
}

/**
 * Keeps one scope followed: joins on every connection, resyncs whenever the state awaits a snapshot, tries again
 * later where the answer fails or refuses. `dispatch` returns the state after the event. `onSignedOut` hears that
 * the server knows nobody behind the connection, each time it says so.
 */
export function followBoard(
  socket: BoardSocket,
  scope: ScopeId,
  dispatch: (event: BoardEvent) => BoardState,
  random: () => number,
  onSignedOut: () => void,
): BoardLink {
  let connection = 0;
  let asking = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const after = (delayMs: number, act: () => void) => {
    clearTimeout(timer);
    timer = setTimeout(
      () => {
        timer = undefined;
        act();
      },
      delayMs * (0.5 + random()),
    );
  };

  const ask = async (event: 'board:join' | 'board:resync') => {
    if (asking || timer !== undefined) return;
    asking = true;
    const asked = connection;
    let answer: JoinAnswer | null = null;
    try {
      answer = await socket.timeout(ANSWER_TIMEOUT_MS).emitWithAck(event, { scope });
    } catch {
      // No answer in time: asked again below.
    }
    if (asked !== connection) return;
    asking = false;
    if (answer === null) return after(RETRY_MS, () => void ask('board:join'));
    if (!answer.ok) {
      dispatch({ type: 'refused', reason: answer.reason });
      return after(REFUSED_RETRY_MS, () => void ask('board:join'));
    }
    const state = dispatch({ type: 'snapshot', snapshot: answer.snapshot });
    if (state.sync === 'awaiting-snapshot') after(RETRY_MS, () => void ask('board:resync'));
  };

  const startOver = () => {
    connection += 1;
    asking = false;
    clearTimeout(timer);
    timer = undefined;
  };

  const onConnect = () => {
    startOver();
    dispatch({ type: 'connected' });
    void ask('board:join');
  };
  const onDisconnect = (reason: string) => {
    startOver();
    dispatch({ type: 'disconnected' });
    // The client library leaves reconnecting to us when the server closed the connection on purpose.
    if (reason === 'io server disconnect') after(RETRY_MS, () => socket.connect());
  };
  const onConnectError = (error: Error) => {
    const refused = error.message === NOT_SIGNED_IN;
    if (refused) onSignedOut();
    if (!socket.active) after(refused ? REFUSED_RETRY_MS : RETRY_MS, () => socket.connect());
  };
  const onClosed: ServerEvents['board:closed'] = (closed) => {
    if (closed.scope !== scope) return;
    startOver();
    dispatch({ type: 'refused', reason: 'not-allowed' });
    // Rights that were taken may be given again, to a display that nobody stands before.
    after(REFUSED_RETRY_MS, () => void ask('board:join'));
  };
  const onTick: ServerEvents['board:ticked'] = (tick) => {
    if (dispatch({ type: 'tick', tick }).sync === 'awaiting-snapshot') void ask('board:resync');
  };

  socket.on('connect', onConnect);
  socket.on('disconnect', onDisconnect);
  socket.on('connect_error', onConnectError);
  socket.on('board:ticked', onTick);
  socket.on('board:closed', onClosed);
  socket.on('session:ended', onSignedOut);
  if (socket.connected) onConnect();

  return {
    heal: () => {
      if (socket.connected) void ask('board:join');
    },
    close: () => {
      startOver();
      if (socket.connected) socket.emit('board:leave', { scope });
      socket.off('connect', onConnect);
      socket.off('disconnect', onDisconnect);
      socket.off('connect_error', onConnectError);
      socket.off('board:ticked', onTick);
      socket.off('board:closed', onClosed);
      socket.off('session:ended', onSignedOut);
      socket.disconnect();
    },
  };
}
