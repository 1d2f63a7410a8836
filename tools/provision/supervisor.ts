import { describeExit, type Exit, type RunningProcess } from './process.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** A process that lives this long is well: what happened before is forgotten. */
const WELL_AFTER_MS = 60_000;
/** Deaths in a row, none well between, after which there is no use in going on. */
const GIVE_UP_AFTER = 5;

/** What to do about a process that ended by itself. */
export type Verdict =
  { kind: 'restart'; deaths: number; pauseMs: number } | { kind: 'give-up'; deaths: number };

/** Restarts with a doubling pause, and gives up where it dies again and again without ever being well. */
export function judgeDeath(deathsBefore: number, livedMs: number): Verdict {
  const deaths = livedMs >= WELL_AFTER_MS ? 1 : deathsBefore + 1;
  if (deaths >= GIVE_UP_AFTER) return { kind: 'give-up', deaths };
  return { kind: 'restart', deaths, pauseMs: Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (deaths - 1)) };
}

/** A process that is kept running. */
export interface Supervised {
  name: string;
  /** Stops it for good. */
  stop(): Promise<void>;
  hasten(): void;
}

/** Keeps a process running until stopped; says each restart, and calls `onGiveUp` when it is of no use. */
export function supervise(options: {
  name: string;
  start: () => RunningProcess;
  /** The first one, where it runs already. */
  running?: RunningProcess;
  say: (line: string) => void;
  onGiveUp: (reason: string) => void;
}): Supervised {
  const { name, start, say, onGiveUp } = options;
  let running = options.running ?? start();
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  const follow = (begun: number, deathsBefore: number) => {
    void running.exited.then((exit: Exit) => {
      if (stopped) return;
      const verdict = judgeDeath(deathsBefore, performance.now() - begun);
      if (verdict.kind === 'give-up') {
        onGiveUp(`${name} ${describeExit(exit)}, ${verdict.deaths} times in a row`);
        return;
      }
      say(`${name} ${describeExit(exit)}; starting it again in ${verdict.pauseMs / 1000} s`);
      timer = setTimeout(() => {
        running = start();
        follow(performance.now(), verdict.deaths);
      }, verdict.pauseMs);
    });
  };
  follow(performance.now(), 0);

  return {
    name,
    hasten: () => running.hasten(),
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running.stop();
    },
  };
}
