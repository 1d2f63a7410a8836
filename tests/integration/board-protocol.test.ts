import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { BatchDecided } from '../../shared/contract/batch-decided.ts';
import { BUCKET_MS, type BoardSnapshot } from '../../shared/contract/live.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import type { Places } from '../../shared/platform/stores/place.store.ts';
import { BoardFeed, type CommonReadings } from '../../server/live/board-feed.ts';
import { LiveModel } from '../../server/live/live-model.ts';
import { initialBoardState, reduceBoard, type BoardState } from '../../web/live/board-reducer.ts';

const START = 150_000 * BUCKET_MS;

const place = (code: string) => ({
  code,
  name: code,
  nameZh: code,
  latitude: 0,
  longitude: 0,
  timeZone: 'UTC',
});

function placesOf(houses: string[]): Places {
  return {
    districts: new Map(houses.map((code) => [code[0]!, place(code[0]!)])),
    houses: new Map(
      houses.map((code) => [
        code,
        { ...place(code), district: code[0]!, inspectionsPerDay: 1, inspectionsPerHour: 0 },
      ]),
    ),
  };
}

/** One server with one board that watches a scope of it. */
class Watched {
  readonly model = new LiveModel();
  now = START;
  houses = ['A1', 'A2', 'B1'];
  board: BoardState;
  readonly feed: BoardFeed;
  readonly scope: ScopeId;
  #batches: BatchDecided[] = [];

  constructor(scope: ScopeId) {
    this.scope = scope;
    this.model.setPlaces(placesOf(this.houses));
    this.feed = new BoardFeed(scope, 'epoch', 0, this.model, this.model.scope(scope, this.now)!);
    this.board = initialBoardState(scope);
    this.resync();
  }

  get common(): CommonReadings {
    const { p50, p99 } = this.model.latency.quantiles(this.now);
    return {
      serverTime: this.now,
      latencyP50: p50,
      latencyP99: p99,
      backlog: 0,
      backlogLimit: 1,
      heartbeatAt: null,
      rulesetVersion: this.model.rulesetVersion,
    };
  }

  resync(): void {
    this.board = reduceBoard(this.board, { type: 'snapshot', snapshot: this.snapshot() });
  }

  snapshot(): BoardSnapshot {
    return structuredClone(this.feed.snapshot(this.common));
  }

  tick(): void {
    this.model.advance(this.now);
    const tick = structuredClone(this.feed.tick(this.common));
    this.board = reduceBoard(this.board, { type: 'tick', tick });
  }

  decide(house: string, count: number, back: number): void {
    const id = String(this.#batches.length);
    const batch: BatchDecided = {
      batchId: id,
      receivedAt: this.now - 30,
      decidedAt: this.now,
      committedAt: this.now,
      bucketAt: (Math.floor(this.now / BUCKET_MS) - back) * BUCKET_MS,
      houses: [[house, count, 1, 0, count, 2 * count]],
      hits: [
        {
          id,
          decidedAt: this.now,
          declarationNo: id,
          profile: 'P',
          title: 'T',
          channel: 'red',
          house,
          place: { name: house, nameZh: house },
        },
      ],
      alarmsAt: [],
      rulesetVersion: 1,
    };
    this.#batches.push(batch);
    this.model.apply(batch, this.now);
  }

  /** A reading of the database that knows nothing: all that is not fresh was never true. */
  correct(): void {
    this.model.reconcile(
      { buckets: [], batches: new Set(this.#batches.map((b) => b.batchId)), now: this.now },
      0,
    );
  }

  alarm(house: string): void {
    this.model.setAlarms(
      [
        {
          id: String(this.now),
          type: 'profile-hit',
          detail: null,
          priority: 'high',
          title: 'A',
          profileCode: 'P',
          district: house[0]!,
          customsHouse: house,
          occurrences: 1,
          raisedAt: new Date(this.now),
        },
      ],
      new Map(),
      this.now,
    );
  }

  open(house: string): void {
    if (!this.houses.includes(house)) this.houses.push(house);
    this.model.setPlaces(placesOf(this.houses));
  }
}

/** As a board shows it: empty buckets are no buckets. */
function shown(snapshot: BoardSnapshot): BoardSnapshot {
  return {
    ...snapshot,
    flow: snapshot.flow.filter((bucket) => bucket.red + bucket.orange + bucket.green > 0),
  };
}

const house = fc.constantFrom('A1', 'A2', 'B1', 'A3');
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ decide: house, count: fc.integer({ min: 1, max: 9 }), back: fc.nat(2) }),
  },
  { weight: 6, arbitrary: fc.constant({ tick: true as const }) },
  { weight: 2, arbitrary: fc.record({ pass: fc.constantFrom(250, 5_000, 60_000, 3_600_000) }) },
  { weight: 1, arbitrary: fc.record({ alarm: house }) },
  { weight: 1, arbitrary: fc.constant({ correct: true as const }) },
  { weight: 1, arbitrary: fc.constant({ resync: true as const }) },
  { weight: 1, arbitrary: fc.constant({ open: 'A3' }) },
);

it.each<ScopeId>(['national', 'district:A', 'house:A1'])(
  'a snapshot of %s and the ticks after it make what a fresh snapshot says',
  (scope) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
        const watched = new Watched(scope);
        for (const one of steps) {
          if ('decide' in one) watched.decide(one.decide, one.count, one.back);
          else if ('pass' in one) watched.now += one.pass;
          else if ('alarm' in one) watched.alarm(one.alarm);
          else if ('correct' in one) watched.correct();
          else if ('resync' in one) watched.resync();
          else if ('open' in one) watched.open(one.open);
          else {
            watched.tick();
            // A gap is how the server says that only a snapshot will do.
            if (watched.board.sync === 'awaiting-snapshot') watched.resync();
            expect(watched.board.sync).toBe('in-sequence');
            expect(shown(watched.board.model!)).toEqual(shown(watched.snapshot()));
          }
        }
      }),
      { numRuns: 300 },
    );
  },
);

it('a place corrected back between a snapshot and its tick is corrected on the board', () => {
  const watched = new Watched('national');
  watched.tick();
  watched.decide('A1', 5, 0);
  watched.resync();
  watched.correct();
  watched.tick();
  expect(watched.board.model!.places[0]!.totals.red).toBe(0);
});

it('a house that comes later reaches a board that has been watching', () => {
  const watched = new Watched('district:A');
  watched.tick();
  watched.open('A3');
  watched.tick();
  expect(watched.board.sync).toBe('awaiting-snapshot');
  watched.resync();
  watched.tick();
  expect(watched.board.sync).toBe('in-sequence');
  expect(watched.board.model!.places.map((one) => one.code)).toEqual(['A1', 'A2', 'A3']);
});
