/** What is wrong with one place of a condition or ruleset; `path` as in `all.0.item.value`, empty for the whole. */
export interface Fault {
  path: string;
  reason: string;
}

/** Faults that are told at once; a file with more is as wrong as one with these. */
export const MAX_FAULTS = 1_000;

/** Collects faults until there are enough of them. */
export class Faults {
  readonly all: Fault[] = [];

  get full(): boolean {
    return this.all.length >= MAX_FAULTS;
  }

  add(path: string, reason: string): void {
    if (!this.full) this.all.push({ path, reason });
  }

  /** Takes over faults of something that stands at `path`. */
  addAt(path: string, faults: readonly Fault[]): void {
    for (const fault of faults) this.add(fault.path === '' ? path : `${path}.${fault.path}`, fault.reason);
  }
}
