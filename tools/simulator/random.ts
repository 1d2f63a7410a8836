/** A seeded source of chance: the same seed gives the same sequence on every machine. */
export interface Random {
  /** Uniform in [0, 1), 32 bits. */
  next(): number;
  /** Uniform integer in [0, below). */
  int(below: number): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** True with the probability given. */
  chance(probability: number): boolean;
  /** Factor around 1 whose logarithm is normal with deviation `sigma`. */
  lognormal(sigma: number): number;
  /** Waiting time of a Poisson process, in the unit of `mean`. */
  exponential(mean: number): number;
  pick<T>(values: readonly T[]): T;
}

/** FNV-1a over UTF-16 code units, finished with murmur3's mixer, so that near texts give far numbers. 32 bits, unsigned. */
export function hash32(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** sfc32 (C. Doty-Humphrey, PractRand; public domain) seeded with a text. */
export function createRandom(seed: string): Random {
  let a = hash32(`${seed}/a`);
  let b = hash32(`${seed}/b`);
  let c = hash32(`${seed}/c`);
  let counter = 1;
  const next = (): number => {
    const t = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return (t >>> 0) / 0x1_0000_0000;
  };
  for (let i = 0; i < 12; i++) next();
  const int = (below: number): number => Math.floor(next() * below);
  return {
    next,
    int,
    between: (low, high) => low + next() * (high - low),
    chance: (probability) => next() < probability,
    // Box-Muller; 1 - next() is never 0.
    lognormal: (sigma) =>
      Math.exp(sigma * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())),
    exponential: (mean) => -Math.log(1 - next()) * mean,
    pick: (values) => {
      const value = values[int(values.length)];
      if (value === undefined) throw new RangeError('nothing to pick from');
      return value;
    },
  };
}

/** Values with weights, drawn in proportion to them. */
export interface Weighted<T> {
  readonly values: readonly T[];
  /** Running sums of the weights; the last is their total. */
  readonly sums: readonly number[];
}

/** Builds a table to draw from; weights of 0 or less are never drawn. */
export function weigh<T>(entries: Iterable<readonly [T, number]>): Weighted<T> {
  const values: T[] = [];
  const sums: number[] = [];
  let total = 0;
  for (const [value, weight] of entries) {
    if (!(weight > 0)) continue;
    total += weight;
    values.push(value);
    sums.push(total);
  }
  return { values, sums };
}

/** Total of a table's weights. */
export function totalWeight(table: Weighted<unknown>): number {
  return table.sums.at(-1) ?? 0;
}

/** Draws a value in proportion to its weight. */
export function draw<T>(random: Random, table: Weighted<T>): T {
  const at = random.next() * totalWeight(table);
  let low = 0;
  let high = table.sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((table.sums[middle] ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  const value = table.values[low];
  if (value === undefined) throw new RangeError('nothing to draw from');
  return value;
}

/** Table over ranks 0 … size-1 with weight 1 / (rank + 1)^exponent: few are met often, most seldom. */
export function zipf(size: number, exponent: number): Weighted<number> {
  return weigh(Array.from({ length: size }, (_, rank) => [rank, (rank + 1) ** -exponent] as const));
}
