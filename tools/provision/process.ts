import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';

/** How a process ended: exactly one of the two is set, unless it never started. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** What to run and how to end it. */
export interface ProcessSpec {
  command: string;
  args: string[];
  cwd: string;
  env?: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
  stdio: StdioOptions;
  /** Asks it to stop in good order. */
  stopSignal: NodeJS.Signals;
  /** Ends it at once, when it does not. */
  hastenSignal: NodeJS.Signals;
  graceMs: number;
}

/** A process that we started and must end. */
export interface RunningProcess {
  readonly child: ChildProcess;
  readonly exited: Promise<Exit>;
  /** Stops in good order, at once after the grace; resolves when it is gone. */
  stop(): Promise<Exit>;
  /** Ends a stop that is under way, or the process, at once. */
  hasten(): void;
}

/** Starts a process in a group of its own, so that a signal from the terminal reaches it only through us. */
export function startProcess(spec: ProcessSpec): RunningProcess {
  const { command, args, stopSignal, hastenSignal, graceMs, ...options } = spec;
  const child = spawn(command, args, { ...options, detached: process.platform !== 'win32' });
  let gone = false;
  const exited = new Promise<Exit>((resolve) => {
    const end = (exit: Exit) => {
      gone = true;
      resolve(exit);
    };
    child.once('error', () => end({ code: null, signal: null }));
    child.once('exit', (code, signal) => end({ code, signal }));
  });
  const hasten = () => {
    if (!gone) child.kill(hastenSignal);
  };
  return {
    child,
    exited,
    hasten,
    async stop() {
      if (gone) return exited;
      child.kill(stopSignal);
      const timers = [
        setTimeout(hasten, graceMs),
        setTimeout(() => !gone && child.kill('SIGKILL'), graceMs + 5000),
      ];
      const exit = await exited;
      timers.forEach(clearTimeout);
      return exit;
    },
  };
}

/** Whether a process with this id runs, ours or another's. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A line on how a process ended. */
export function describeExit(exit: Exit): string {
  if (exit.signal !== null) return `ended by ${exit.signal}`;
  return exit.code === null ? 'could not be started' : `ended with code ${exit.code}`;
}
