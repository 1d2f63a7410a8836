import { readdirSync, readFileSync } from 'node:fs';

/** Kernel ticks a second of /proc's times on Linux. */
const TICKS = 100;

/**
 * CPU seconds used so far by each program of this machine that belongs to the bench (Linux; elsewhere nothing),
 * or since an earlier reading.
 */
export function processSeconds(before: Record<string, number> = {}): Record<string, number> {
  const sums: Record<string, number> = {};
  let pids: string[] = [];
  try {
    pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
  } catch {
    return sums;
  }
  for (const pid of pids) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      const label = labelOf(command);
      if (label === null) continue;
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      sums[label] = (sums[label] ?? 0) + (Number(fields[11]) + Number(fields[12])) / TICKS;
    } catch {
      // The process ended meanwhile.
    }
  }
  return Object.fromEntries(
    Object.entries(sums).map(([label, seconds]) => [
      label,
      Math.round((seconds - (before[label] ?? 0)) * 10) / 10,
    ]),
  );
}

function labelOf(command: string): string | null {
  if (command.includes('server/main.ts')) return 'server';
  if (command.includes('workers/main.ts')) return 'worker';
  if (command.includes('bench/main.ts')) return 'load generator';
  if (/^(\S*\/)?postgres(:| )/.test(command)) return 'postgres';
  if (/redis-server|valkey-server/.test(command)) return 'redis';
  return null;
}
