import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isAlive } from './process.ts';

/** Who runs this clone. */
export interface Holder {
  pid: number;
  /** When that process began, in the system's own words; tells it from a later one with the same number. */
  began: string;
}

/** The lock is ours until released; or another living process holds it. */
export type LockResult = { kind: 'held'; release: () => void } | { kind: 'taken'; by: Holder };

/** When a process began: on Linux its start in clock ticks since boot, elsewhere unknown (empty). */
function beganOf(pid: number): string {
  try {
    // Field 22; the second, the name in brackets, may hold spaces.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function read(file: string): Holder | null {
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8')) as Holder;
    return Number.isInteger(holder.pid) ? holder : null;
  } catch {
    return null;
  }
}

/** Takes the lock file for this process; one that a dead process left is taken over. */
export function takeLock(file: string): LockResult {
  const mine: Holder = { pid: process.pid, began: beganOf(process.pid) };
  // Written aside and linked: whoever reads the lock finds it whole.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    for (;;) {
      try {
        linkSync(draft, file);
        return { kind: 'held', release: () => rmSync(file, { force: true }) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const by = read(file);
      if (by !== null && isAlive(by.pid) && beganOf(by.pid) === by.began) return { kind: 'taken', by };
      rmSync(file, { force: true });
    }
  } finally {
    rmSync(draft, { force: true });
  }
}
