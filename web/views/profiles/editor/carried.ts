import type { Editing } from './editing.svelte.ts';

let carried: Editing | null = null;

/** Keeps what is being written while its address changes from that of a new profile to that of its first version. */
export function carry(editing: Editing): void {
  carried = editing;
}

/** What was carried over to this version; null where nothing was. */
export function takeCarried(code: string, version: number): Editing | null {
  const found = carried?.profile.code === code && carried.version === version ? carried : null;
  carried = null;
  return found;
}
