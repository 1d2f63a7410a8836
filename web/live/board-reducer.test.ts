import { describe, expect, test } from 'vitest';
import {
  BOARD_BUCKETS,
  BOARD_HITS,
  BUCKET_MS,
  type BoardHit,
  type BoardSnapshot,
  type BoardTick,
  type FlowBucket,
} from '../../shared/contract/live.ts';
import {
  initialBoardState,
  PENDING_TICKS,
  reduceBoard,
  type BoardEvent,
  type BoardState,
} from './board-reducer.ts';

const NOW = 1_000 * BUCKET_MS + 4_000;

const readings = (serverTime = NOW, rulesetVersion: number | null = 7): BoardSnapshot['readings'] => ({
  serverTime,
  declarationsPerMinute: 60,
  latencyP50: 20,
  latencyP99: 80,
  backlog: 0,
  backlogLimit: 1_000,
  heartbeatAt: serverTime - 300,
  lastHour: { red: 1, orange: 2, green: 3 },
  hourBefore: { red: 1, orange: 2, green: 3 },
  rulesetVersion,
});

const bucket = (index: number, red = 1): FlowBucket => ({
  startedAt: index * BUCKET_MS,
  red,
  orange: 0,
  green: 0,
  hits: 0,
  scoreSum: 0,
});

const hit = (id: string): BoardHit => ({
  id,
  decidedAt: NOW,
  declarationNo: `D${id}`,
  profile: 'VAL-0421',
  title: 'unit price far below the reference',
  channel: 'red',
  house: '2201',
  place: { name: 'Waigaoqiao', nameZh: '外高桥' },
});

const snapshot = (change: Partial<BoardSnapshot> = {}): BoardSnapshot => ({
  epoch: 'a',
  seq: 10,
  place: {
    scope: 'national',
    name: 'National centre',
    nameZh: '全国',
    districts: 1,
    houses: 2,
    parent: null,
    timeZone: 'Asia/Shanghai',
  },
  flow: [bucket(999), bucket(1_000)],
  hits: [hit('1')],
  alarms: { counts: { critical: 0, high: 0, medium: 0, low: 0 }, top: [] },
  places: [
    {
      code: '2200',
      name: 'Shanghai',
      nameZh: '上海',
      latitude: 31,
      longitude: 121,
      totals: { red: 0, orange: 0, green: 0 },
      unacknowledged: 0,
    },
  ],
  readings: readings(),
  ...change,
});

const tick = (seq: number, change: Partial<BoardTick> = {}): BoardTick => ({
  scope: 'national',
  epoch: 'a',
  seq,
  readings: readings(),
  ...change,
});

const after = (...events: BoardEvent[]): BoardState =>
  events.reduce(reduceBoard, reduceBoard(initialBoardState('national'), { type: 'connected' }));
const shot = (change?: Partial<BoardSnapshot>): BoardEvent => ({
  type: 'snapshot',
  snapshot: snapshot(change),
});
const ticked = (seq: number, change?: Partial<BoardTick>): BoardEvent => ({
  type: 'tick',
  tick: tick(seq, change),
});

describe('sequence and epoch', () => {
  test.each<[string, BoardEvent[], BoardState['sync'], number | null]>([
    ['starts awaiting', [], 'awaiting-snapshot', null],
    ['a snapshot begins the sequence', [shot()], 'in-sequence', 10],
    ['the next tick follows', [shot(), ticked(11)], 'in-sequence', 11],
    ['a duplicate is ignored', [shot(), ticked(11), ticked(11)], 'in-sequence', 11],
    ['an old tick is ignored', [shot(), ticked(9)], 'in-sequence', 10],
    ['a gap needs a snapshot', [shot(), ticked(12)], 'awaiting-snapshot', 10],
    ['another epoch needs a snapshot', [shot(), ticked(11, { epoch: 'b' })], 'awaiting-snapshot', 10],
    ['another scope is ignored', [shot(), ticked(12, { scope: 'district:22' })], 'in-sequence', 10],
    [
      'the snapshot of another scope is ignored',
      [shot({ place: { ...snapshot().place, scope: 'district:22' } })],
      'awaiting-snapshot',
      null,
    ],
    ['a gap is healed by a snapshot', [shot(), ticked(12), shot({ seq: 12 })], 'in-sequence', 12],
    [
      'ticks during healing are replayed',
      [shot(), ticked(12), ticked(13), shot({ seq: 12 })],
      'in-sequence',
      13,
    ],
    [
      'a gap among those shows at the next',
      [shot(), ticked(12), ticked(14), shot({ seq: 12 }), ticked(15)],
      'awaiting-snapshot',
      12,
    ],
    [
      'a scope may count anew after a disconnect',
      [shot(), { type: 'disconnected' }, shot({ seq: 0 }), ticked(1)],
      'in-sequence',
      1,
    ],
    [
      'leftovers of the old count do not hold it up',
      [shot(), ticked(12), shot({ seq: 1 }), ticked(2)],
      'in-sequence',
      2,
    ],
    ['ticks before the first snapshot are replayed', [ticked(11), shot()], 'in-sequence', 11],
    ['an outdated answer does not turn back', [shot(), ticked(11), shot({ seq: 10 })], 'in-sequence', 11],
    ['a new epoch may start low', [shot(), shot({ epoch: 'b', seq: 0 })], 'in-sequence', 0],
    [
      'ticks of the old epoch are dropped at the new',
      [shot(), ticked(12), shot({ epoch: 'b', seq: 1 })],
      'in-sequence',
      1,
    ],
    ['a known silence needs a snapshot', [shot(), { type: 'gap' }], 'awaiting-snapshot', 10],
    ['a disconnect needs a snapshot', [shot(), { type: 'disconnected' }], 'awaiting-snapshot', 10],
    [
      'the same state again is taken',
      [shot(), { type: 'disconnected' }, { type: 'connected' }, shot()],
      'in-sequence',
      10,
    ],
    ['a refusal stands', [{ type: 'refused', reason: 'unknown-scope' }, ticked(11)], 'refused', null],
    ['a snapshot ends a refusal', [{ type: 'refused', reason: 'unknown-scope' }, shot()], 'in-sequence', 10],
  ])('%s', (_, events, sync, seq) => {
    const state = after(...events);
    expect(state.sync).toBe(sync);
    expect(state.model?.seq ?? null).toBe(seq);
  });

  test('what is ignored leaves the very same state', () => {
    const state = after(shot());
    expect(reduceBoard(state, ticked(10))).toBe(state);
    expect(reduceBoard(state, ticked(11, { scope: 'house:1' }))).toBe(state);
  });

  test('a new connection is followed from its snapshot on, a gap does not end that', () => {
    expect(after().following).toBe(false);
    expect(after(shot(), ticked(12)).following).toBe(true);
    const back = after(shot(), { type: 'disconnected' }, { type: 'connected' });
    expect(back.following).toBe(false);
    expect(reduceBoard(back, shot()).following).toBe(true);
    expect(after(shot(), { type: 'refused', reason: 'unknown-scope' }).following).toBe(false);
  });

  test('the connection is known', () => {
    expect(after().connected).toBe(true);
    expect(after({ type: 'disconnected' }).connected).toBe(false);
  });

  test('ticks kept for replay are bounded', () => {
    const state = after(...Array.from({ length: 100 }, (_, seq) => ticked(seq)));
    expect(state.pending).toHaveLength(PENDING_TICKS);
    expect(state.pending.at(-1)?.seq).toBe(99);
  });
});

describe('content', () => {
  test('buckets replace those of the same start and stay in order', () => {
    const { model } = after(shot(), ticked(11, { flow: [bucket(1_000, 5), bucket(998, 2)] }));
    expect(model?.flow.map(({ startedAt, red }) => [startedAt / BUCKET_MS, red])).toEqual([
      [998, 2],
      [999, 1],
      [1_000, 5],
    ]);
  });

  test('buckets older than the last BOARD_BUCKETS leave, even on a tick without flow', () => {
    const full = Array.from({ length: 400 }, (_, index) => bucket(601 + index));
    const begun = after(shot({ flow: full }));
    expect(begun.model?.flow).toHaveLength(BOARD_BUCKETS);
    expect(begun.model?.flow[0]?.startedAt).toBe(641 * BUCKET_MS);
    const later = reduceBoard(begun, ticked(11, { readings: readings(NOW + 5 * BUCKET_MS) }));
    expect(later.model?.flow[0]?.startedAt).toBe(646 * BUCKET_MS);
  });

  test('hits come newest first, once, and capped', () => {
    const many = Array.from({ length: BOARD_HITS }, (_, index) => hit(`m${index}`));
    const { model } = after(shot(), ticked(11, { hits: [hit('2'), hit('1')] }));
    expect(model?.hits.map(({ id }) => id)).toEqual(['2', '1']);
    expect(after(shot(), ticked(11, { hits: many })).model?.hits).toEqual(many);
  });

  test('alarms replace, places merge, strangers are left out', () => {
    const alarms = { counts: { critical: 1, high: 0, medium: 0, low: 0 }, top: [] };
    const totals = { red: 9, orange: 9, green: 9 };
    const { model } = after(
      shot(),
      ticked(11, {
        alarms,
        places: [
          { code: '2200', totals, unacknowledged: 3 },
          { code: '9999', totals, unacknowledged: 1 },
        ],
      }),
    );
    expect(model?.alarms).toEqual(alarms);
    expect(model?.places).toEqual([{ ...snapshot().places[0], totals, unacknowledged: 3 }]);
  });

  test('a change of ruleset is noted, its first sight is not', () => {
    const state = after(shot(), ticked(11), ticked(12, { readings: readings(NOW + 250, 8) }));
    expect(state.rulesetChanges).toEqual([{ at: NOW + 250, version: 8 }]);
  });
});
