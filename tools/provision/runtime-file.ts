import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder } from './folders.ts';
import { isAlive } from './process.ts';

/** Where the running system of this clone is to be found, for the other tools. */
export interface Runtime {
  /** The process that `npm start` is. */
  pid: number;
  /** The server, without a slash at the end. */
  url: string;
  /** What people open: a name, where `url` is an address of this machine. */
  publicUrl: string;
  databaseUrl: string;
  /** Key by which the tools of this clone lodge. */
  key: string;
  redisUrl: string | null;
  /** One address a worker process, with `/metrics`. */
  workerUrls: string[];
}

const FILE = join(dataFolder, 'runtime.json');

/** Writes it for the owner's eyes alone: it holds passwords. */
export function writeRuntime(runtime: Runtime): void {
  writeFileSync(`${FILE}.new`, `${JSON.stringify(runtime, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${FILE}.new`, FILE);
}

export function removeRuntime(): void {
  rmSync(FILE, { force: true });
}

/** The running system of this clone; null where none runs. */
export function readRuntime(): Runtime | null {
  try {
    const runtime = JSON.parse(readFileSync(FILE, 'utf8')) as Runtime;
    return isAlive(runtime.pid) ? runtime : null;
  } catch {
    return null;
  }
}
