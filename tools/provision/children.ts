import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './folders.ts';
import type { LogSink } from './log-sink.ts';
import { describeExit, startProcess, type RunningProcess } from './process.ts';
import { ProvisionError } from './progress.ts';
import type { Teardown } from './teardown.ts';

const GRACE_MS = 20_000;
const withParent = ['--import', pathToFileURL(join(import.meta.dirname, 'exit-with-parent.ts')).href];

/** One of this project's programs. */
interface Program {
  name: string;
  /** Path in the clone. */
  entry: string;
  args?: string[];
  env: NodeJS.ProcessEnv;
  log: LogSink;
}

/** Starts a program, its output going to the log. */
export function startProgram(options: Program): RunningProcess {
  const running = startProcess({
    command: process.execPath,
    args: [...withParent, join(root, options.entry), ...(options.args ?? [])],
    cwd: root,
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    stopSignal: 'SIGTERM',
    hastenSignal: 'SIGKILL',
    graceMs: GRACE_MS,
  });
  options.log.follow(options.name, running.child);
  return running;
}

/** Our environment with these set, and without those that are null. */
export function environmentWith(changes: Record<string, string | null>): NodeJS.ProcessEnv {
  const env = { ...process.env };
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) delete env[name];
    else env[name] = value;
  }
  return env;
}

/** Runs a program that ends by itself; a stop that is asked for ends it sooner. */
export async function runToEnd(options: Program, teardown: Teardown): Promise<void> {
  teardown.check();
  const running = startProgram(options);
  const stop = () => void running.stop();
  teardown.signal.addEventListener('abort', stop);
  const exit = await running.exited;
  teardown.signal.removeEventListener('abort', stop);
  teardown.check();
  if (exit.code !== 0)
    throw new ProvisionError(`${options.name} ${describeExit(exit)}; see above and the log.`);
}
