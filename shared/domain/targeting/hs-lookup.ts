import { textOf, type Frame } from './facts.ts';
import { visitBucket, type Bucket, type Lookup } from './lookup.ts';

/** Longer prefixes are indexed by their first digits: no code has more. */
export const MAX_HS_DIGITS = 10;

/** Digits of a heading; what lies beneath one has a table of its own, small enough to stay together in memory. */
const HEADING_DIGITS = 4;

/** Buckets by digits, which are written as a number behind a 1, so that zeros in front count. */
interface PrefixTable<T> {
  /** Bit n: there are prefixes of n digits. */
  lengths: number;
  buckets: Map<number, Bucket<T>>;
}

function prefixTable<T>(): PrefixTable<T> {
  return { lengths: 0, buckets: new Map() };
}

/** By the prefixes of the HS code of the goods item in hand. */
export class HsLookup<T> implements Lookup<T> {
  readonly #short = prefixTable<T>();
  readonly #beneath = new Map<number, PrefixTable<T>>();

  /** Prefixes of 1 to `MAX_HS_DIGITS` digits. */
  constructor(buckets: ReadonlyMap<string, Bucket<T>>) {
    for (const [prefix, bucket] of buckets) {
      const heading = Number(`1${prefix.slice(0, HEADING_DIGITS)}`);
      if (prefix.length <= HEADING_DIGITS) add(this.#short, heading, prefix.length, bucket);
      else {
        let table = this.#beneath.get(heading);
        if (table === undefined) this.#beneath.set(heading, (table = prefixTable()));
        add(table, Number(`1${prefix.slice(HEADING_DIGITS)}`), prefix.length, bucket);
      }
    }
  }

  visit(frame: Frame, visit: (entry: T) => void): void {
    const code = textOf(frame.item.hsCode);
    if (code === undefined) return;
    let table: PrefixTable<T> | undefined = this.#short;
    let digits = 1;
    const length = Math.min(code.length, MAX_HS_DIGITS);
    for (let at = 0; at < length; at++) {
      const digit = code.charCodeAt(at) - 48;
      if (digit < 0 || digit > 9) return;
      digits = digits * 10 + digit;
      if (table.lengths & (2 << at)) {
        const bucket = table.buckets.get(digits);
        if (bucket !== undefined) visitBucket(bucket, frame, visit);
      }
      if (at === HEADING_DIGITS - 1) {
        table = this.#beneath.get(digits);
        if (table === undefined) return;
        digits = 1;
      }
    }
  }
}

function add<T>(table: PrefixTable<T>, digits: number, length: number, bucket: Bucket<T>): void {
  table.lengths |= 1 << length;
  table.buckets.set(digits, bucket);
}
