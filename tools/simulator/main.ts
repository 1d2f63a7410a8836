import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { createLodgingClient } from '../lodging/client.ts';
import { resolveTarget } from '../lodging/target.ts';
import { createCrew } from './crew.ts';
import { generateDeclarations, type Generated } from './generate.ts';
import { createInspector } from './inspect.ts';
import { lodgeAsDue } from './lodge.ts';
import { createRandom } from './random.ts';
import { parseOptions, USAGE, type SimulatorOptions } from './options.ts';

const REPORT_MS = 30_000;
/** Time between the rounds of the simulated site officers. */
const INSPECT_MS = 5_000;
const REJECTIONS_SHOWN = 10;
/** After a signal, requests under way may take this long to be answered. */
const STOP_MS = 5_000;

const say = (line: string): void => void process.stderr.write(`simulator: ${line}\n`);

function readCommandLine(): SimulatorOptions {
  try {
    const options = parseOptions(process.argv.slice(2));
    if (options !== 'help') return options;
    process.stdout.write(USAGE);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

/** Ends with the first SIGINT or SIGTERM: `stop` at once, `giveUp` a little later, for what still waits for answers. */
function watchSignals(): { stop: AbortSignal; giveUp: AbortController } {
  const stop = new AbortController();
  const giveUp = new AbortController();
  const onSignal = (): void => {
    if (stop.signal.aborted) giveUp.abort();
    stop.abort();
    setTimeout(() => giveUp.abort(), STOP_MS).unref();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return { stop: stop.signal, giveUp };
}

async function print(
  source: Iterator<Generated, never>,
  count: number,
  onGenerated: (g: Generated) => void,
  stop: AbortSignal,
) {
  process.stdout.on('error', () => process.exit(0));
  for (let left = count; left > 0 && !stop.aborted; left--) {
    const generated = source.next().value;
    onGenerated(generated);
    if (!process.stdout.write(`${JSON.stringify(generated.declaration)}\n`))
      await once(process.stdout, 'drain');
  }
}

async function lodge(
  options: SimulatorOptions,
  source: ReturnType<typeof generateDeclarations>,
  startsAt: number,
  onGenerated: (g: Generated) => void,
  signals: ReturnType<typeof watchSignals>,
): Promise<void> {
  const { url, key } = resolveTarget(options.url, process.env['TIDEWAITER_KEY']);
  const total = { lodged: 0, accepted: 0, rejected: 0, inspected: 0 };
  let waiting = false;
  // Nothing of this run is owed to a server that is not there.
  signals.stop.addEventListener('abort', () => waiting && signals.giveUp.abort());
  const client = createLodgingClient({
    url,
    key,
    patienceMs: Infinity,
    signal: signals.giveUp.signal,
    onWait: ({ message }) => {
      if (!waiting) say(`waiting for ${url}: ${message}`);
      waiting = true;
      if (signals.stop.aborted) signals.giveUp.abort();
    },
  });
  say(`${options.rate} declarations a second to ${url}, seed ${options.seed}`);
  const tell = () =>
    say(
      `${total.lodged} lodged, ${total.accepted} accepted, ${total.rejected} rejected, ${total.inspected} inspected`,
    );
  const report = setInterval(tell, REPORT_MS);
  const inspector = createInspector({
    url,
    key,
    share: options.inspect,
    leaves: (house) => crew.works(house),
    random: createRandom(`${options.seed}/inspect`),
    now: Date.now,
    signal: signals.giveUp.signal,
  });
  const crew = createCrew({
    url,
    truthOf: inspector.truthOf,
    random: createRandom(`${options.seed}/crew`),
    signal: signals.giveUp.signal,
  });
  // What a round misses while the server is away, or has not decided yet, a later one makes up for.
  const inspecting = setInterval(() => {
    if (options.inspect === 0) return;
    // The crew first: whose orders it works is known from its first round on.
    crew
      .round()
      .then((answered) => (total.inspected += answered))
      .catch(() => undefined)
      .then(() => inspector.round())
      .then(
        (recorded) => (total.inspected += recorded),
        () => undefined,
      );
  }, INSPECT_MS);
  try {
    await lodgeAsDue({
      source,
      client,
      startsAt,
      count: options.count,
      signal: signals.stop,
      onGenerated: (generated) => {
        onGenerated(generated);
        if (options.inspect > 0) inspector.remember(generated);
      },
      onReceipt: (receipt, lodged) => {
        if (waiting) say('the server answers again');
        waiting = false;
        total.lodged += lodged;
        total.accepted += receipt.accepted;
        for (const refused of receipt.rejected) {
          const reasons = refused.faults.map((fault) => `${fault.path}: ${fault.reason}`).join('; ');
          if (total.rejected++ < REJECTIONS_SHOWN) say(`rejected ${refused.declarationNo}: ${reasons}`);
        }
      },
    });
  } finally {
    clearInterval(report);
    clearInterval(inspecting);
    tell();
  }
}

async function main(): Promise<void> {
  const options = readCommandLine();
  const signals = watchSignals();
  const startsAt = options.startsAt ?? Date.now();
  const source = generateDeclarations({
    seed: options.seed,
    startsAt,
    ratePerSecond: options.rate,
    fraudShare: options.fraudShare,
    surges: options.surges,
    rhythm: !options.flat,
  });
  const truth: WriteStream | null = options.truth ? createWriteStream(options.truth, { flags: 'a' }) : null;
  const onGenerated = (generated: Generated): void => {
    if (generated.truth) truth?.write(`${JSON.stringify(generated.truth)}\n`);
  };
  try {
    if (options.print) await print(source, options.count, onGenerated, signals.stop);
    else await lodge(options, source, startsAt, onGenerated, signals);
  } finally {
    if (truth) await new Promise((resolve) => truth.end(resolve));
  }
}

try {
  await main();
  process.exit(0);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
