import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  NOT_SIGNED_IN,
  type BoardSnapshot,
  type BoardTick,
  type JoinAnswer,
} from '../../shared/contract/live.ts';
import { initialBoardState, reduceBoard, type BoardEvent, type BoardState } from './board-reducer.ts';
import { followBoard, type BoardSocket } from './socket.ts';

const readings: BoardSnapshot['readings'] = {
  serverTime: 1_700_000_000_000,
  declarationsPerMinute: 0,
  latencyP50: null,
  latencyP99: null,
  backlog: null,
  backlogLimit: 1_000,
  heartbeatAt: null,
  lastHour: { red: 0, orange: 0, green: 0 },
  hourBefore: { red: 0, orange: 0, green: 0 },
  rulesetVersion: null,
};

const snapshot = (epoch: string, seq: number): BoardSnapshot => ({
  epoch,
  seq,
  place: {
    scope: 'national',
    name: 'National centre',
    nameZh: '全国',
    districts: 1,
    houses: 1,
    parent: null,
    timeZone: 'Asia/Shanghai',
  },
  flow: [],
  hits: [],
  alarms: { counts: { critical: 0, high: 0, medium: 0, low: 0 }, top: [] },
  places: [],
  readings,
});

const tick = (epoch: string, seq: number): BoardTick => ({ scope: 'national', epoch, seq, readings });

/** What followBoard uses of a socket, with the server's side in the test's hands. */
class FakeSocket {
  connected = false;
  active = true;
  readonly asked: string[] = [];
  readonly connect = vi.fn();
  readonly disconnect = vi.fn();
  readonly emit = vi.fn();
  answers: (JoinAnswer | 'none')[] = [];
  readonly #handlers = new Map<string, (argument: never) => void>();

  on(event: string, handler: (argument: never) => void) {
    this.#handlers.set(event, handler);
  }
  off(event: string) {
    this.#handlers.delete(event);
  }
  get listeners() {
    return this.#handlers.size;
  }
  timeout() {
    return {
      emitWithAck: (event: string) => {
        this.asked.push(event);
        const answer = this.answers.shift() ?? 'none';
        return answer === 'none' ? Promise.reject(new Error('timeout')) : Promise.resolve(answer);
      },
    };
  }
  async happen(event: string, argument?: unknown) {
    if (event === 'connect') this.connected = true;
    if (event === 'disconnect') this.connected = false;
    this.#handlers.get(event)?.(argument as never);
    await vi.advanceTimersByTimeAsync(0);
  }
}

function follow() {
  const socket = new FakeSocket();
  let state: BoardState = initialBoardState('national');
  const dispatch = (event: BoardEvent) => (state = reduceBoard(state, event));
  const signedOut = vi.fn();
  const link = followBoard(socket as unknown as BoardSocket, 'national', dispatch, () => 0.5, signedOut);
  return { socket, link, signedOut, state: () => state };
}

describe('followBoard', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('joins on connection and follows the ticks', async () => {
    const { socket, state } = follow();
    socket.answers = [{ ok: true, snapshot: snapshot('a', 4) }];
    await socket.happen('connect');
    await socket.happen('board:ticked', tick('a', 5));
    expect(socket.asked).toEqual(['board:join']);
    expect(state()).toMatchObject({ connected: true, sync: 'in-sequence', model: { seq: 5 } });
  });

  test('resyncs on a gap, once', async () => {
    const { socket, state } = follow();
    socket.answers = [
      { ok: true, snapshot: snapshot('a', 4) },
      { ok: true, snapshot: snapshot('a', 7) },
    ];
    await socket.happen('connect');
    await socket.happen('board:ticked', tick('a', 7));
    await socket.happen('board:ticked', tick('a', 8));
    expect(socket.asked).toEqual(['board:join', 'board:resync']);
    expect(state()).toMatchObject({ sync: 'in-sequence', model: { seq: 8 } });
  });

  test('rejoins after a server restart', async () => {
    const { socket, state } = follow();
    socket.answers = [
      { ok: true, snapshot: snapshot('a', 4) },
      { ok: true, snapshot: snapshot('b', 0) },
    ];
    await socket.happen('connect');
    await socket.happen('disconnect', 'transport close');
    expect(state()).toMatchObject({ connected: false, sync: 'awaiting-snapshot', model: { epoch: 'a' } });
    expect(socket.connect).not.toHaveBeenCalled();
    await socket.happen('connect');
    expect(socket.asked).toEqual(['board:join', 'board:join']);
    expect(state()).toMatchObject({ connected: true, sync: 'in-sequence', model: { epoch: 'b' } });
  });

  test('connects again when the server closed the connection', async () => {
    const { socket } = follow();
    await socket.happen('disconnect', 'io server disconnect');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(socket.connect).toHaveBeenCalledOnce();
  });

  test('asks again when no answer comes', async () => {
    const { socket, state } = follow();
    socket.answers = ['none', { ok: true, snapshot: snapshot('a', 1) }];
    await socket.happen('connect');
    expect(state().sync).toBe('awaiting-snapshot');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(state().sync).toBe('in-sequence');
  });

  test('a refusal is told, and asked again later', async () => {
    const { socket, state } = follow();
    socket.answers = [
      { ok: false, reason: 'unknown-scope' },
      { ok: true, snapshot: snapshot('a', 1) },
    ];
    await socket.happen('connect');
    expect(state()).toMatchObject({ sync: 'refused', refusal: 'unknown-scope' });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(state().sync).toBe('in-sequence');
  });

  test('tells that nobody is signed in, and connects again later', async () => {
    const { socket, signedOut } = follow();
    socket.active = false;
    await socket.happen('connect_error', new Error(NOT_SIGNED_IN));
    expect(signedOut).toHaveBeenCalledOnce();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(socket.connect).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(19_000);
    expect(socket.connect).toHaveBeenCalledOnce();
  });

  test('any other failure to connect is not about who is signed in', async () => {
    const { socket, signedOut } = follow();
    socket.active = false;
    await socket.happen('connect_error', new Error('xhr poll error'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(signedOut).not.toHaveBeenCalled();
    expect(socket.connect).toHaveBeenCalledOnce();
  });

  test('a session that ends is told', async () => {
    const { socket, signedOut } = follow();
    await socket.happen('session:ended');
    expect(signedOut).toHaveBeenCalledOnce();
  });

  test('a board that is closed is refused, and asked for again later', async () => {
    const { socket, state } = follow();
    socket.answers = [
      { ok: true, snapshot: snapshot('a', 4) },
      { ok: true, snapshot: snapshot('a', 9) },
    ];
    await socket.happen('connect');
    await socket.happen('board:closed', { scope: 'district:2200' });
    expect(state().sync).toBe('in-sequence');
    await socket.happen('board:closed', { scope: 'national' });
    expect(state()).toMatchObject({ sync: 'refused', refusal: 'not-allowed', model: null });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(state()).toMatchObject({ sync: 'in-sequence', model: { seq: 9 } });
  });

  test('leaves nothing behind when closed', async () => {
    const { socket, link } = follow();
    socket.answers = ['none'];
    await socket.happen('connect');
    link.close();
    expect(socket.emit).toHaveBeenCalledWith('board:leave', { scope: 'national' });
    expect(socket.disconnect).toHaveBeenCalledOnce();
    expect(socket.listeners).toBe(0);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(socket.asked).toEqual(['board:join']);
  });
});
