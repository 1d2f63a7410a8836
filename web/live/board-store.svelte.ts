import type { ScopeId } from '../../shared/domain/access/scope.ts';
import { initialBoardState, reduceBoard, type BoardEvent, type BoardState } from './board-reducer.ts';
import { assessFreshness, type Receipt } from './freshness.ts';
import { trackClock, type ClockTrack } from './server-clock.ts';
import { followBoard, type BoardLink, type BoardSocket } from './socket.ts';

const REFRESH_MS = 250;
/** A stream silent for this long is asked for a snapshot: the server may have forgotten that we follow. */
const SILENCE_MS = 5_000;

/** One board's live state, its freshness and the server's clock, as runes. */
export class BoardStore {
  board: BoardState;
  #receipt: Receipt | null = $state.raw(null);
  #now = $state(0);

  readonly freshness = $derived.by(() => assessFreshness(this.#receipt, this.board.following, this.#now));
  /** The server's instant now, carried on from the last receipt; `null` before the first. */
  readonly serverNow = $derived(
    this.#receipt === null ? null : this.#receipt.serverTime + Math.max(0, this.#now - this.#receipt.at),
  );

  readonly #monotonicNow: () => number;
  readonly #link: BoardLink;
  readonly #timer: ReturnType<typeof setInterval>;
  #track: ClockTrack | null = null;

  constructor(
    scope: ScopeId,
    socket: BoardSocket,
    monotonicNow: () => number,
    random: () => number,
    onSignedOut: () => void,
  ) {
    this.board = $state.raw(initialBoardState(scope));
    this.#monotonicNow = monotonicNow;
    this.#now = monotonicNow();
    this.#link = followBoard(socket, scope, (event) => this.#dispatch(event), random, onSignedOut);
    this.#timer = setInterval(() => this.#refresh(), REFRESH_MS);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#link.close();
  }

  #dispatch(event: BoardEvent): BoardState {
    const before = this.board.model;
    this.board = reduceBoard(this.board, event);
    const model = this.board.model;
    if (model !== null && model !== before) {
      if (model.epoch !== before?.epoch) this.#track = null;
      const at = this.#monotonicNow();
      const { serverTime, heartbeatAt } = model.readings;
      const { track, delayMs } = trackClock(this.#track, at, serverTime);
      this.#track = track;
      this.#receipt = { at, delayMs, serverTime, heartbeatAt };
      this.#now = at;
    }
    return this.board;
  }

  #refresh(): void {
    this.#now = this.#monotonicNow();
    const silentFor = this.#receipt === null ? 0 : this.#now - this.#receipt.at;
    if (this.board.connected && this.board.sync === 'in-sequence' && silentFor > SILENCE_MS) {
      this.#dispatch({ type: 'gap' });
      this.#link.heal();
    }
  }
}
