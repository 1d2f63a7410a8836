import { parseArgs } from 'node:util';
import { parseSurge, type Surge } from './surge.ts';

export interface SimulatorOptions {
  url: string | undefined;
  rate: number;
  seed: string;
  surges: Surge[];
  fraudShare: number;
  count: number;
  print: boolean;
  flat: boolean;
  /** Start of the simulated clock, ms; null for now. */
  startsAt: number | null;
  truth: string | null;
  /** Share of the checks whose finding is recorded soon; 0: nobody checks. */
  inspect: number;
}

export const USAGE = `npm run simulate -- [options]

Lodges simulated declarations with a running Tidewaiter.

  --url URL             server to lodge with (default: the one npm start runs, else http://127.0.0.1:3000)
  --rate N              declarations a second, mean over a week of the daily rhythm (default 5)
  --flat                the same rate at every hour and day
  --seed TEXT           seed (default: a new one every run)
  --at INSTANT          start of the simulated clock; with --seed the same declarations every time
  --surge SPEC          a rush, as "house=2201,factor=8,after=60,for=120" (seconds) or "district=2200,…"; repeatable
  --fraud-share S       share of fraudulent declarations, 0 to 1 (default 0.03)
  --inspect S           share of the reds and oranges that are checked soon, 0 to 1; 0: none at all (default 0.6)
  --truth FILE          write the hidden truth about them there, as NDJSON
  --count N             stop after N declarations
  --print               print declarations as NDJSON, as fast as they are read, instead of lodging them
  --help                this text
`;

/** Reads the command line; throws an Error that says what is wrong with it. `help` asks for the usage. */
export function parseOptions(argv: readonly string[]): SimulatorOptions | 'help' {
  const { values } = parseArgs({
    args: [...argv],
    strict: true,
    allowPositionals: false,
    options: {
      url: { type: 'string' },
      rate: { type: 'string', default: '5' },
      flat: { type: 'boolean', default: false },
      seed: { type: 'string' },
      at: { type: 'string' },
      surge: { type: 'string', multiple: true, default: [] },
      'fraud-share': { type: 'string', default: '0.03' },
      truth: { type: 'string' },
      inspect: { type: 'string', default: '0.6' },
      count: { type: 'string' },
      print: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const startsAt = values.at === undefined ? null : Date.parse(values.at);
  if (Number.isNaN(startsAt))
    throw new Error(`--at: expected an instant as 2026-11-23T10:00:00+08:00, not "${values.at}"`);
  return {
    url: values.url,
    rate: number('--rate', values.rate, 0.001, 1_000_000),
    seed: values.seed ?? crypto.randomUUID(),
    surges: values.surge.map(parseSurge),
    fraudShare: number('--fraud-share', values['fraud-share'], 0, 1),
    count: values.count === undefined ? Infinity : Math.floor(number('--count', values.count, 1, 1e12)),
    print: values.print,
    flat: values.flat,
    startsAt,
    truth: values.truth ?? null,
    inspect: number('--inspect', values.inspect, 0, 1),
  };
}

function number(flag: string, text: string, low: number, high: number): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= low && value <= high)) {
    throw new Error(`${flag}: expected a number from ${low} to ${high}, not "${text}"`);
  }
  return value;
}
