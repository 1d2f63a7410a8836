import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isAlive } from './process.ts';
import { ProvisionError, type Progress } from './progress.ts';

const FAST_SHUTDOWN_MS = 30_000;

function commandLine(pid: number): string {
  const file = `/proc/${pid}/cmdline`;
  if (existsSync(file)) return readFileSync(file, 'utf8').replaceAll('\0', ' ');
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
}

async function gone(pid: number, withinMs: number): Promise<boolean> {
  const limit = performance.now() + withinMs;
  while (isAlive(pid)) {
    if (performance.now() > limit) return false;
    await pause(50);
  }
  return true;
}

/**
 * Clears the way for a start in this data folder: stops a server that a killed start left running, and removes a
 * lock file whose process is gone or is another program that got its number. The caller holds the clone's lock.
 */
export async function stopLeftOverPostgres(data: string, progress: Progress): Promise<void> {
  const lock = join(data, 'postmaster.pid');
  if (!existsSync(lock)) return;
  const pid = Number(readFileSync(lock, 'utf8').split('\n')[0]);
  if (pid > 0 && isAlive(pid) && commandLine(pid).includes(data)) {
    progress.note(`stopping the Postgres that an earlier start left running (process ${pid})`);
    process.kill(pid, 'SIGINT');
    if (!(await gone(pid, FAST_SHUTDOWN_MS))) {
      process.kill(pid, 'SIGQUIT');
      if (!(await gone(pid, FAST_SHUTDOWN_MS))) {
        throw new ProvisionError(`Process ${pid} holds ${data} and does not stop; end it and start again.`);
      }
    }
  }
  rmSync(lock, { force: true });
}
