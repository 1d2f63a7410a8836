import { SingleBar } from 'cli-progress';
import type { ImportSummary } from './run.ts';

/** Shows how far an import is. */
export interface Progress {
  update(bytes: number, summary: Readonly<ImportSummary>): void;
  /** A line that stays on the screen. */
  say(line: string): void;
  stop(): void;
}

/** How often plain lines are written where there is no terminal, ms. */
const LINE_MS = 2_000;

const done = ({ accepted, duplicates, rejected, unreadable }: Readonly<ImportSummary>): number =>
  accepted + duplicates + rejected + unreadable;

/** Rows settled a second since `began` (ms). */
export function rate(rows: number, began: number, now: number): number {
  return Math.round(rows / Math.max(0.001, (now - began) / 1000));
}

/** A bar on a terminal, else a line every two seconds. The bar follows the bytes of the file. */
export function createProgress(
  size: number,
  out: NodeJS.WriteStream,
  now: () => number = Date.now,
): Progress {
  return out.isTTY ? barOn(size, out, now) : linesOn(size, out, now);
}

function barOn(size: number, out: NodeJS.WriteStream, now: () => number): Progress {
  const began = now();
  const bar = new SingleBar({
    format:
      '{bar} {percentage} % · {rows} rows · {rate} rows/s · {accepted} accepted, {duplicates} duplicates, {faulty} faulty',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: true,
    stream: out,
  });
  bar.start(size, 0, { rows: 0, rate: 0, accepted: 0, duplicates: 0, faulty: 0 });
  return {
    update(bytes, summary) {
      const { accepted, duplicates, rejected, unreadable } = summary;
      const rows = done(summary);
      bar.update(bytes, {
        rows,
        rate: rate(rows, began, now()),
        accepted,
        duplicates,
        faulty: rejected + unreadable,
      });
    },
    say(line) {
      // The bar is drawn again below what was said at its next update.
      out.write(`\r\u001b[K${line}\n`);
    },
    stop: () => bar.stop(),
  };
}

function linesOn(size: number, out: NodeJS.WriteStream, now: () => number): Progress {
  const began = now();
  let last = began;
  return {
    update(bytes, summary) {
      if (now() - last < LINE_MS) return;
      last = now();
      const rows = done(summary);
      const percent = size === 0 ? 100 : Math.floor((bytes / size) * 100);
      out.write(`${rows} rows read (${percent} %), ${rate(rows, began, last)} rows/s\n`);
    },
    say: (line) => void out.write(`${line}\n`),
    stop: () => {},
  };
}
