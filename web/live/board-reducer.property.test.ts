import { expect, test } from 'vitest';
import fc from 'fast-check';
import {
  BOARD_BUCKETS,
  BOARD_HITS,
  BUCKET_MS,
  type BoardHit,
  type BoardSnapshot,
  type BoardTick,
} from '../../shared/contract/live.ts';
import { initialBoardState, reduceBoard, type BoardState } from './board-reducer.ts';

/** A plain server: holds a whole state, changes it, tells each change as a tick. Written apart from the reducer. */
class ServerModel {
  state: BoardSnapshot = {
    epoch: 'a',
    seq: 0,
    place: {
      scope: 'national',
      name: 'National centre',
      nameZh: '全国',
      districts: 3,
      houses: 9,
      parent: null,
      timeZone: 'Asia/Shanghai',
    },
    flow: [],
    hits: [],
    alarms: { counts: { critical: 0, high: 0, medium: 0, low: 0 }, top: [] },
    places: ['2200', '5300', '0100'].map((code) => ({
      code,
      name: code,
      nameZh: code,
      latitude: 30,
      longitude: 120,
      totals: { red: 0, orange: 0, green: 0 },
      unacknowledged: 0,
    })),
    readings: {
      serverTime: 5_000 * BUCKET_MS,
      declarationsPerMinute: 0,
      latencyP50: null,
      latencyP99: null,
      backlog: 0,
      backlogLimit: 1_000,
      heartbeatAt: null,
      lastHour: { red: 0, orange: 0, green: 0 },
      hourBefore: { red: 0, orange: 0, green: 0 },
      rulesetVersion: 1,
    },
  };
  #hits = 0;

  step({ elapsed, decided, late, hits, alarms, place }: Step): BoardTick {
    const state = structuredClone(this.state);
    state.seq += 1;
    state.readings.serverTime += elapsed;
    state.readings.declarationsPerMinute = decided;
    const tick: BoardTick = {
      scope: 'national',
      epoch: state.epoch,
      seq: state.seq,
      readings: state.readings,
    };

    const current = Math.floor(state.readings.serverTime / BUCKET_MS);
    if (decided > 0) {
      const startedAt = (current - late) * BUCKET_MS;
      let bucket = state.flow.find((one) => one.startedAt === startedAt);
      if (bucket === undefined) {
        bucket = { startedAt, red: 0, orange: 0, green: 0, hits: 0, scoreSum: 0 };
        state.flow.push(bucket);
      }
      bucket.green += decided;
      tick.flow = [bucket];
    }
    state.flow = state.flow
      .filter((bucket) => bucket.startedAt > (current - BOARD_BUCKETS) * BUCKET_MS)
      .toSorted((a, b) => a.startedAt - b.startedAt);

    if (hits > 0) {
      tick.hits = Array.from({ length: hits }, () => this.#hit(state.readings.serverTime)).reverse();
      state.hits = [...tick.hits, ...state.hits].slice(0, BOARD_HITS);
    }
    if (alarms !== null) {
      state.alarms = { counts: { critical: alarms, high: 0, medium: 0, low: 1 }, top: [] };
      tick.alarms = state.alarms;
    }
    const changed = place === null ? undefined : state.places[place];
    if (changed !== undefined) {
      changed.totals = { ...changed.totals, red: changed.totals.red + 1 };
      changed.unacknowledged = decided;
      tick.places = [{ code: changed.code, totals: changed.totals, unacknowledged: changed.unacknowledged }];
    }
    this.state = state;
    return structuredClone(tick);
  }

  #hit(decidedAt: number): BoardHit {
    this.#hits += 1;
    return {
      id: String(this.#hits),
      decidedAt,
      declarationNo: 'D',
      profile: 'P',
      title: 'T',
      channel: 'orange',
      house: '2201',
      place: { name: 'H', nameZh: 'H' },
    };
  }
}

const step = fc.record({
  elapsed: fc.oneof(fc.constant(250), fc.integer({ min: 0, max: 40 * BUCKET_MS })),
  decided: fc.nat(5),
  late: fc.nat(2),
  hits: fc.nat(BOARD_HITS),
  alarms: fc.option(fc.nat(9)),
  place: fc.option(fc.nat(2)),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
const steps = fc.array(step, { minLength: 1, maxLength: 60 });

const begin = (server: ServerModel): BoardState =>
  reduceBoard(initialBoardState('national'), { type: 'snapshot', snapshot: structuredClone(server.state) });

test('any ticks on top of a snapshot make the server’s state', () => {
  fc.assert(
    fc.property(steps, steps, (before, following) => {
      const server = new ServerModel();
      for (const one of before) server.step(one);
      let board = begin(server);
      for (const one of following) {
        board = reduceBoard(board, { type: 'tick', tick: server.step(one) });
        expect(board.model).toEqual(server.state);
      }
      expect(board.sync).toBe('in-sequence');
    }),
  );
});

test('duplicates and late repeats change nothing', () => {
  fc.assert(
    fc.property(steps, fc.infiniteStream(fc.nat()), (following, picks) => {
      const server = new ServerModel();
      let board = begin(server);
      const seen: BoardTick[] = [];
      for (const one of following) {
        seen.push(server.step(one));
        board = reduceBoard(board, { type: 'tick', tick: seen.at(-1)! });
        const repeated = seen[picks.next().value! % seen.length]!;
        expect(reduceBoard(board, { type: 'tick', tick: repeated })).toBe(board);
      }
    }),
  );
});

test('a lost tick is found at the next one, and a snapshot heals it', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 2, maxLength: 40 }), fc.nat(), (following, pick) => {
      const server = new ServerModel();
      let board = begin(server);
      const lost = pick % (following.length - 1);
      following.forEach((one, index) => {
        const tick = server.step(one);
        if (index === lost) return;
        board = reduceBoard(board, { type: 'tick', tick });
        expect(board.sync).toBe(index < lost ? 'in-sequence' : 'awaiting-snapshot');
      });
      board = reduceBoard(board, { type: 'snapshot', snapshot: structuredClone(server.state) });
      expect(board.sync).toBe('in-sequence');
      expect(board.model).toEqual(server.state);
    }),
  );
});
