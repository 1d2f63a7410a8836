import { parseArgs } from 'node:util';

export const USAGE = `usage: npm start [-- options]
  --no-demonstration  no accounts to try and no simulator: a set-up link for the first administrator is printed
  --no-simulator      no simulated declarations
  --rate N            simulated declarations a second (default 30)
  --workers N         worker processes (default 1)
  --restore FILE      first fill the database, which must be empty, from a backup
  --help              this text
PORT and HOST set the address (default: 127.0.0.1, port 3000 or the next that is free), DATABASE_URL and REDIS_URL
name servers to use instead of those that are started, TIDEWAITER_QUEUE=postgres leaves Redis out.`;

/** What `npm start -- …` asks for. */
export interface StartOptions {
  /** Accounts with known passwords, one a role. */
  demonstration: boolean;
  simulator: boolean;
  /** Declarations a second. */
  rate: number;
  workers: number;
  /** Backup to begin with. */
  restore: string | null;
}

export type StartArguments =
  { kind: 'run'; options: StartOptions } | { kind: 'help'; fault: string | undefined };

function inRange(text: string, min: number, max: number): number | null {
  const value = Number(text);
  return text.trim() !== '' && value >= min && value <= max ? value : null;
}

/** Reads the command line; anything it does not know is a fault. */
export function parseStartArguments(args: readonly string[]): StartArguments {
  const fault = (text: string): StartArguments => ({ kind: 'help', fault: text });
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        'no-demonstration': { type: 'boolean', default: false },
        'no-simulator': { type: 'boolean', default: false },
        rate: { type: 'string', default: '30' },
        workers: { type: 'string', default: '1' },
        restore: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    return fault(error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error));
  }
  if (values.help) return { kind: 'help', fault: undefined };
  const rate = inRange(values.rate, 0.1, 100_000);
  if (rate === null) return fault('--rate takes a number from 0.1 to 100000');
  const workers = inRange(values.workers, 1, 64);
  if (workers === null || !Number.isInteger(workers))
    return fault('--workers takes a whole number from 1 to 64');
  if (values.restore === '') return fault('--restore takes the file of a backup');
  const demonstration = !values['no-demonstration'];
  return {
    kind: 'run',
    options: {
      demonstration,
      simulator: demonstration && !values['no-simulator'],
      rate,
      workers,
      restore: values.restore ?? null,
    },
  };
}
