import { mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone this file belongs to. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** What a running clone keeps: git-ignored; removing it is a fresh start. */
export const dataFolder = join(root, '.data');

const ROTATE_AT_BYTES = 20 * 1024 * 1024;

/** Makes the folder; others may pass through it (a database under its own account must), not list it. */
export function makeFolder(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o711 });
  return path;
}

/** Moves a log that has grown over 20 MB aside, once. Call before it is opened. */
export function rotate(log: string): void {
  const size = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  if (size > ROTATE_AT_BYTES) renameSync(log, `${log}.1`);
}

/** The last lines of a log, for a message that says why something did not start. */
export function tail(log: string, lines = 12): string {
  try {
    return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
}
