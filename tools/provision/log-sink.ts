import { closeSync, openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { prettyFactory } from 'pino-pretty';
import { rotate } from './folders.ts';

/** How the line begins in which a server shows the link of the first administrator. */
const SET_UP_LINE = 'Set up the first administrator';

const WARN = 40;
const ROTATE_CHECK_BYTES = 1024 * 1024;

/** Where the output of the processes that we run goes. */
export interface LogSink {
  /** Takes in what a process writes; each line is marked with its name. */
  follow(name: string, output: { stdout: Readable | null; stderr: Readable | null }): void;
  close(): void;
}

function parse(line: string): { level: number } | null {
  if (!line.startsWith('{')) return null;
  try {
    const record = JSON.parse(line) as { level?: unknown };
    return typeof record.level === 'number' ? { level: record.level } : null;
  } catch {
    return null;
  }
}

/**
 * Writes all lines into the log file, pino's JSON made readable. Warnings and worse go to the terminal too, and so
 * do lines on standard error that are no JSON: the trace of a crash. The file is moved aside when it has grown over 20 MB.
 */
export function openLog(file: string, terminal: (line: string) => void, colour: boolean): LogSink {
  const common = { ignore: 'pid,hostname', translateTime: 'SYS:yyyy-mm-dd HH:MM:ss.l', singleLine: true };
  const plain = prettyFactory({ ...common, colorize: false });
  const forTerminal = prettyFactory({ ...common, translateTime: 'SYS:HH:MM:ss', colorize: colour });
  rotate(file);
  let fd = openSync(file, 'a', 0o600);
  let sinceCheck = 0;
  let open = true;

  const write = (line: string) => {
    if (!open) return;
    sinceCheck += writeSync(fd, `${line}\n`);
    if (sinceCheck < ROTATE_CHECK_BYTES) return;
    sinceCheck = 0;
    closeSync(fd);
    rotate(file);
    fd = openSync(file, 'a', 0o600);
  };

  const take = (name: string, line: string, isError: boolean) => {
    const record = parse(line);
    if (record === null) {
      // Whoever opens the link is the administrator: it is shown once and kept nowhere.
      if (line.startsWith(SET_UP_LINE)) return terminal(line);
      write(`[${name}] ${line}`);
      if (isError) terminal(`[${name}] ${line}`);
      return;
    }
    write(`[${name}] ${(plain(line) ?? line).trimEnd()}`);
    if (record.level >= WARN) terminal(`[${name}] ${(forTerminal(line) ?? line).trimEnd()}`);
  };

  return {
    follow(name, { stdout, stderr }) {
      for (const input of [stdout, stderr]) {
        if (input !== null)
          createInterface({ input }).on('line', (line) => take(name, line, input === stderr));
      }
    },
    close() {
      open = false;
      closeSync(fd);
    },
  };
}
