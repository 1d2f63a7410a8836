import type { Direction } from '../../shared/domain/declaration.ts';
import { hash32 } from './random.ts';

const FLAG: Record<Direction, string> = { import: 'I', export: 'E', transit: 'T' };

/** Runs that can be told apart on one day at one house: 36^4. */
const RUNS = 36 ** 4;

const base36 = (value: number, width: number): string =>
  value.toString(36).toUpperCase().padStart(width, '0');

/**
 * Numbers of 18 characters in the style of China customs: house (4), year and day of the year (5), I, E or T (1),
 * serial (8, base 36). The serial starts with four characters of the run, so that two runs do not meet; the other
 * four count the declarations of a house on a day.
 */
export class DeclarationNumbers {
  readonly #run: string;
  readonly #counters = new Map<string, number>();
  #day = '';

  constructor(run: string) {
    this.#run = base36(hash32(run) % RUNS, 4);
  }

  /** The next number of a house on the local day of `registeredAt` (RFC 3339). */
  next(house: string, registeredAt: string, direction: Direction): string {
    const date = registeredAt.slice(0, 10);
    if (date > this.#day) {
      // Zones cross midnight at different times: counters of the day before may still be wanted.
      for (const key of this.#counters.keys()) if (!key.endsWith(this.#day)) this.#counters.delete(key);
      this.#day = date;
    }
    const key = `${house}${FLAG[direction]}${date}`;
    const count = this.#counters.get(key) ?? 0;
    this.#counters.set(key, count + 1);
    return `${house}${dayOfYear(date)}${FLAG[direction]}${this.#run}${base36(count, 4)}`;
  }
}

const days = new Map<string, string>();

/** `26001` for 2026-01-01. */
function dayOfYear(date: string): string {
  let text = days.get(date);
  if (text === undefined) {
    const day = (Date.parse(date) - Date.parse(`${date.slice(0, 4)}-01-01`)) / 86_400_000 + 1;
    text = date.slice(2, 4) + String(day).padStart(3, '0');
    days.set(date, text);
  }
  return text;
}
