import { SingleBar } from 'cli-progress';

/** Shows how far a long piece of work is. */
export interface Progress {
  /** `done` of `total`, in whatever unit; `detail` is for people. */
  update(done: number, total: number, detail: string): void;
  stop(): void;
}

/** How often plain lines are written where there is no terminal, ms. */
const LINE_MS = 2_000;

/** A bar on a terminal, else a line every two seconds. */
export function createProgress(out: NodeJS.WriteStream, now: () => number = Date.now): Progress {
  return out.isTTY ? barOn(out) : linesOn(out, now);
}

function barOn(out: NodeJS.WriteStream): Progress {
  const bar = new SingleBar({
    format: '{bar} {percentage} % · {detail}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: true,
    stream: out,
  });
  bar.start(1, 0, { detail: '' });
  return {
    update(done, total, detail) {
      bar.setTotal(Math.max(1, total));
      bar.update(done, { detail });
    },
    stop: () => bar.stop(),
  };
}

function linesOn(out: NodeJS.WriteStream, now: () => number): Progress {
  let last = now();
  return {
    update(done, total, detail) {
      if (now() - last < LINE_MS) return;
      last = now();
      out.write(`${Math.floor((done / Math.max(1, total)) * 100)} % · ${detail}\n`);
    },
    stop: () => {},
  };
}
