import { BOARD_BUCKETS, BUCKET_MS, type ChannelTotals, type FlowBucket } from '../../shared/contract/live.ts';

/** Two hours of buckets: the hour a board shows, and the hour before it to compare with. */
const KEPT = 2 * BOARD_BUCKETS;

/** Counts of one bucket: red, orange, green, hits, scoreSum. */
export type Cells = [red: number, orange: number, green: number, hits: number, scoreSum: number];

const WIDTH = 5;

/** Number of the bucket an instant falls in. */
export function bucketIndex(instant: number): number {
  return Math.floor(instant / BUCKET_MS);
}

/** The flow of one scope over the last two hours, in a ring of fixed size. */
export class FlowSeries {
  readonly #cells = new Float64Array(KEPT * WIDTH);
  #newest: number;
  /** By place in the ring: whether the bucket changed since it was last taken. */
  readonly #changed = new Uint8Array(KEPT);

  constructor(now: number) {
    this.#newest = bucketIndex(now);
  }

  /** Moves the window up to `now`: what is older than two hours falls out. */
  advance(now: number): void {
    const target = bucketIndex(now);
    const first = Math.max(this.#newest + 1, target - KEPT + 1);
    for (let index = first; index <= target; index++) {
      const at = (index % KEPT) * WIDTH;
      this.#cells.fill(0, at, at + WIDTH);
      this.#changed[index % KEPT] = 0;
    }
    if (target > this.#newest) this.#newest = target;
  }

  #holds(index: number): boolean {
    return index <= this.#newest && index > this.#newest - KEPT;
  }

  add(index: number, cells: Cells): void {
    if (index > this.#newest) this.advance(index * BUCKET_MS);
    if (!this.#holds(index)) return;
    const at = (index % KEPT) * WIDTH;
    for (let i = 0; i < WIDTH; i++) this.#cells[at + i]! += cells[i]!;
    this.#changed[index % KEPT] = 1;
  }

  /** Sets every bucket from `from` on to what is given, or to nothing; only real differences count as changes. */
  replaceFrom(from: number, given: ReadonlyMap<number, Cells> | undefined): void {
    for (let index = Math.max(from, this.#newest - KEPT + 1); index <= this.#newest; index++) {
      const at = (index % KEPT) * WIDTH;
      const cells = given?.get(index);
      for (let i = 0; i < WIDTH; i++) {
        const value = cells?.[i] ?? 0;
        // Sums of floating-point scores may differ by the order they were added in.
        if (Math.abs(this.#cells[at + i]! - value) > 1e-6) this.#changed[index % KEPT] = 1;
        this.#cells[at + i] = value;
      }
    }
  }

  /** Buckets changed since the last call, oldest first. */
  takeChanged(): FlowBucket[] {
    const taken: FlowBucket[] = [];
    for (let index = this.#newest - KEPT + 1; index <= this.#newest; index++) {
      if (this.#changed[index % KEPT] === 1) taken.push(this.#bucket(index));
    }
    this.#changed.fill(0);
    return taken;
  }

  /** The last hour's buckets that hold anything, oldest first. */
  lastHour(): FlowBucket[] {
    const buckets: FlowBucket[] = [];
    for (let index = this.#newest - BOARD_BUCKETS + 1; index <= this.#newest; index++) {
      const bucket = this.#bucket(index);
      if (bucket.red + bucket.orange + bucket.green > 0) buckets.push(bucket);
    }
    return buckets;
  }

  #bucket(index: number): FlowBucket {
    const at = (index % KEPT) * WIDTH;
    return {
      startedAt: index * BUCKET_MS,
      red: this.#cells[at]!,
      orange: this.#cells[at + 1]!,
      green: this.#cells[at + 2]!,
      hits: this.#cells[at + 3]!,
      scoreSum: this.#cells[at + 4]!,
    };
  }

  /** Totals of the 60 minutes that end `hoursAgo` hours ago (0 or 1). */
  totals(hoursAgo: 0 | 1): ChannelTotals {
    const totals = { red: 0, orange: 0, green: 0 };
    const end = this.#newest - hoursAgo * BOARD_BUCKETS;
    for (let index = end - BOARD_BUCKETS + 1; index <= end; index++) {
      const at = (index % KEPT) * WIDTH;
      totals.red += this.#cells[at]!;
      totals.orange += this.#cells[at + 1]!;
      totals.green += this.#cells[at + 2]!;
    }
    return totals;
  }

  /** Declarations decided in the last 60 s, the oldest bucket counted for the part of it that is inside. */
  lastMinute(now: number): number {
    const inMinute = 60_000 / BUCKET_MS;
    const elapsed = (now % BUCKET_MS) / BUCKET_MS;
    let count = 0;
    for (let back = 0; back <= inMinute; back++) {
      const bucket = this.#bucket(this.#newest - back);
      count += (bucket.red + bucket.orange + bucket.green) * (back === inMinute ? 1 - elapsed : 1);
    }
    return Math.round(count);
  }
}
