import type { ListEntry } from '../targeting/profile.ts';
import { parseInstant } from '../targeting/instant.ts';

/** How the rows of a file come into a list. `now` is an RFC 3339 instant. */
export interface UploadRule {
  mode: 'add' | 'replace';
  /** When rows without dates begin. */
  undated: 'now' | 'always';
  now: string;
}

/** A list after an upload, with what became of its entries. */
export interface Uploaded {
  entries: ListEntry[];
  added: number;
  ended: number;
  unchanged: number;
}

/**
 * Brings rows into a list. What begins now leaves alone what the list says of the past, and what leaves it (mode
 * `replace`) ends now instead of never having been there.
 */
export function uploadEntries(
  held: readonly ListEntry[],
  rows: readonly ListEntry[],
  { mode, undated, now }: UploadRule,
): Uploaded {
  const at = parseInstant(now);
  const exact = new Set(held.map(keyOf));
  const holdNow = new Set(
    held.filter((entry) => isOpen(entry, at) && !begins(entry, at)).map(({ value }) => value),
  );
  const named = new Set(rows.map(({ value }) => value));
  const come: ListEntry[] = [];
  for (const row of rows) {
    const dated = row.from !== undefined || row.to !== undefined;
    const asNow = !dated && undated === 'now';
    if (asNow && holdNow.has(row.value)) continue;
    const entry = asNow ? { value: row.value, from: now } : row;
    if (exact.has(keyOf(entry))) continue;
    exact.add(keyOf(entry));
    come.push(entry);
  }
  let ended = 0;
  const kept = held.flatMap((entry): ListEntry[] => {
    if (mode === 'add' || named.has(entry.value) || !isOpen(entry, at)) return [entry];
    ended += 1;
    // What has not begun yet never will.
    return begins(entry, at) ? [] : [{ ...entry, to: now }];
  });
  return { entries: [...kept, ...come], added: come.length, ended, unchanged: held.length - ended };
}

/** Whether an entry holds at an instant (ms) or will. */
function isOpen({ to }: ListEntry, at: number): boolean {
  return to === undefined || parseInstant(to) > at;
}

/** Whether an entry has yet to begin at an instant (ms), or begins with it. */
function begins({ from }: ListEntry, at: number): boolean {
  return from !== undefined && parseInstant(from) >= at;
}

function keyOf({ value, from = '', to = '' }: ListEntry): string {
  return `${value}\n${from}\n${to}`;
}
