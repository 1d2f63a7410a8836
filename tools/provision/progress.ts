/** A fault whose message tells the user what happened and what to do; shown without a stack trace. */
export class ProvisionError extends Error {
  override name = 'ProvisionError';
}

/** Says how set-up gets on; one line each. */
export interface Progress {
  note(line: string): void;
  /** Runs a piece of work; on success prints `✔ title (1.2 s)`, with the title that the work returns. */
  step<T>(work: () => Promise<T>, title: (result: T) => string): Promise<T>;
}

export function seconds(sinceMs: number): string {
  return `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;
}

/** Progress as plain lines, which read well in a terminal and in a log alike. */
export function progressTo(write: (line: string) => void): Progress {
  return {
    note: (line) => write(`  ${line}`),
    async step(work, title) {
      const started = performance.now();
      const result = await work();
      write(`✔ ${title(result)} (${seconds(started)})`);
      return result;
    },
  };
}
