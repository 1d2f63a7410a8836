import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { startSystem, type TestSystem } from '../tests/harness/system.ts';
import { BoardProbe, measureBoardLatency, type LatencyFigures } from './board-latency.ts';
import { processSeconds } from './cpu-time.ts';
import { measureIntake, toBodies } from './intake.ts';
import { measurePlain } from './plain.ts';
import { withServices } from './services.ts';
import { ITEMS_PER_DECLARATION, workloadDeclarations, workloadRuleset } from './workload.ts';

const PROFILES = 1000;

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    declarations: { type: 'string', default: '300000' },
    plain: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '20' },
  },
});

/** Progress goes to standard error, so that `--json` prints nothing but JSON. */
const say = (line: string) => process.stderr.write(`${line}\n`);

async function housesOf(system: TestSystem): Promise<string[]> {
  const { rows } = await system.pool.query<{ code: string }>('SELECT code FROM customs_house ORDER BY code');
  return rows.map((row) => row.code);
}

async function latencyAt(system: TestSystem, probe: BoardProbe, rate: number): Promise<LatencyFigures> {
  const count = rate * Number(options.seconds);
  const declarations = workloadDeclarations({ count, seed: rate, houses: await housesOf(system) });
  // A hundred deliveries a second, as many lodging systems together would send.
  return measureBoardLatency({
    url: system.url,
    key: system.key,
    probe,
    rate,
    bodies: toBodies(declarations, rate / 100),
  });
}

/** Everything measured on one set of services. */
async function measure(redisUrl: string | null) {
  const ruleset = workloadRuleset(PROFILES);
  const system = await startSystem({
    backend: redisUrl === null ? 'postgres' : 'redis',
    workers: 1,
    ruleset,
    env: { INTAKE_BACKLOG_LIMIT: '1000000' },
  });
  try {
    const houses = await housesOf(system);
    const probe = new BoardProbe(system.url, await system.boardCookie());
    await probe.join();

    say('Warming up');
    await measureIntake(system, workloadDeclarations({ count: 20_000, seed: 1, houses }));
    say(`Lodging ${options.declarations} declarations as fast as they are taken`);
    const before = processSeconds();
    const count = Number(options.declarations);
    const intake = await measureIntake(system, workloadDeclarations({ count, seed: 2, houses }));
    const cpuSeconds = processSeconds(before);

    const boardLatencyMs: Record<string, LatencyFigures> = {};
    for (const rate of [1000, 5000]) {
      say(`Lodging ${rate} declarations a second`);
      boardLatencyMs[rate] = await latencyAt(system, probe, rate);
    }
    probe.close();

    let plain: number | null = null;
    if (redisUrl !== null) {
      say(`The plain way, ${options.plain} declarations`);
      plain = await measurePlain({
        redisUrl,
        databaseUrl: system.databaseUrl,
        ruleset,
        declarations: workloadDeclarations({ count: Number(options.plain), seed: 3, houses }),
      });
    }
    return { intake, cpuSeconds, boardLatencyMs, plain };
  } finally {
    await system.stop();
  }
}

const { figures, queue } = await withServices(say, async (redisUrl) => ({
  figures: await measure(redisUrl),
  queue: redisUrl === null ? 'postgres' : 'redis',
}));
const { intake, cpuSeconds, boardLatencyMs, plain } = figures;

const result = {
  declarationsPerSecond: Math.round(intake.perSecond),
  plainDeclarationsPerSecond: plain === null ? null : Math.round(plain),
  itemsPerDeclaration: ITEMS_PER_DECLARATION,
  profiles: PROFILES,
  declarations: Number(options.declarations),
  channels: intake.channels,
  boardLatencyMs,
  /** CPU seconds of each program during the intake run, the load generator's among them. */
  cpuSeconds,
  machine: {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    queue,
  },
};
if (options.json) {
  console.log(JSON.stringify(result, null, 2));
} else {
  console.log(`intake to persisted   ${result.declarationsPerSecond} declarations/s`);
  console.log(`the plain way         ${result.plainDeclarationsPerSecond ?? 'not measured'} declarations/s`);
  for (const [rate, { p50, p99 }] of Object.entries(boardLatencyMs)) {
    console.log(`board at ${rate}/s       p50 ${p50} ms, p99 ${p99} ms`);
  }
}
