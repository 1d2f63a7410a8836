// `npm run -s bench:back-test`: how long a specialist waits for a back-test while declarations are lodged.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { BackTestRequest, BackTestResult } from '../shared/contract/back-tests.ts';
import type { Ruleset } from '../shared/domain/targeting/profile.ts';
import type { TestPerson } from '../tests/harness/people.ts';
import { startSystem, type TestSystem } from '../tests/harness/system.ts';
import { generateDeclarations } from '../tools/simulator/generate.ts';
import { fillArchive } from './back-test-archive.ts';
import { CONDITIONS } from './back-test-conditions.ts';
import { toBodies } from './intake.ts';
import { lodge } from './lodger.ts';
import { withServices } from './services.ts';
import { seeded } from './workload.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    declarations: { type: 'string', default: '1000000,10000000' },
    rate: { type: 'string', default: '500' },
    rounds: { type: 'string', default: '3' },
  },
});
const RATE = Number(options.rate);

/** Progress goes to standard error, so that `--json` prints nothing but JSON. */
const say = (line: string) => process.stderr.write(`${line}\n`);

/** The ruleset of the demonstration, with two lists that conditions name. */
function benchRuleset(): Ruleset {
  const ruleset = JSON.parse(
    readFileSync(new URL('../data/rulesets/demonstration.json', import.meta.url), 'utf8'),
  ) as Ruleset;
  const random = seeded(5);
  const traders = Array.from({ length: 20_000 }, (_, i) => ({
    value: `${1000 + Math.floor(random() * 8000)}9${1 + (i % 6)}${String(i % 1000).padStart(4, '0')}`,
    ...(i % 2 === 0 && { from: new Date(Date.now() - Math.floor(random() * 40) * 86_400_000).toISOString() }),
  }));
  const codes = Array.from({ length: 5000 }, () => ({
    value: String(1_000_000_000 + Math.floor(random() * 9e9)),
  }));
  const unique = (entries: { value: string }[]) => [
    ...new Map(entries.map((entry) => [entry.value, entry])).values(),
  ];
  return {
    ...ruleset,
    lists: [
      ...ruleset.lists,
      { name: 'bench-traders', entries: unique(traders) },
      { name: 'bench-codes', entries: unique(codes) },
    ],
  };
}

/** Lodges at the rate asked for until `stop` is called. */
function lodgeOn(system: TestSystem): { stop: () => Promise<number> } {
  const source = generateDeclarations({
    seed: `live-${Date.now()}`,
    startsAt: Date.now(),
    ratePerSecond: RATE,
  });
  let running = true;
  let lodged = 0;
  const startedAt = performance.now();
  const lane = async () => {
    while (running) {
      const due = Math.floor(((performance.now() - startedAt) / 1000) * RATE) - lodged;
      if (due < RATE / 20) {
        await pause(10);
        continue;
      }
      const declarations = Array.from({ length: Math.min(due, 1000) }, () => source.next().value.declaration);
      lodged += declarations.length;
      for (const { body } of toBodies(declarations, 1000)) await lodge(system.url, system.key, body);
    }
  };
  const done = lane();
  return {
    async stop() {
      running = false;
      await done;
      return lodged / ((performance.now() - startedAt) / 1000);
    },
  };
}

async function ask(
  person: TestPerson,
  request: BackTestRequest,
): Promise<BackTestResult & { waited: number }> {
  const startedAt = performance.now();
  const response = await person.fetch('/api/back-tests', { method: 'POST', body: JSON.stringify(request) });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status} ${text}`);
  return { ...(JSON.parse(text) as BackTestResult), waited: performance.now() - startedAt };
}

const quantile = (sorted: readonly number[], q: number) =>
  Math.round(sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)]!);

async function measure(count: number, redisUrl: string | null) {
  const folder = mkdtempSync(join(tmpdir(), 'tidewaiter-archive-'));
  const ruleset = benchRuleset();
  const system = await startSystem({
    backend: redisUrl === null ? 'postgres' : 'redis',
    workers: 1,
    ruleset,
    env: { INTAKE_BACKLOG_LIMIT: '10000000', ARCHIVE_DIR: folder },
  });
  try {
    const startedAt = performance.now();
    const { bytes, goodsItems } = await fillArchive(system.pool, folder, ruleset, count, say);
    say(`Archived in ${Math.round((performance.now() - startedAt) / 1000)} s`);
    const person = await system.person('specialist', 'national');
    const live = lodgeOn(system);
    try {
      return {
        declarations: count,
        goodsItems,
        bytes,
        ...(await askAll(person)),
        lodgedPerSecond: Math.round(await live.stop()),
      };
    } finally {
      await live.stop();
    }
  } finally {
    await system.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Asks every condition in turn, several times over, one answer after another. */
async function askAll(person: TestPerson) {
  await pause(5000);
  const first = await ask(person, requestOf(0));
  const waits = new Map<string, number[]>();
  const hits = new Map<string, number>();
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const [index, [name]] of CONDITIONS.entries()) {
      const answer = await ask(person, requestOf(index));
      waits.set(name, [...(waits.get(name) ?? []), answer.waited]);
      hits.set(name, answer.hits);
    }
  }
  const all = [...waits.values()].flat().toSorted((a, b) => a - b);
  return {
    backTests: all.length,
    /** After the server's start: it reads findings and files' footers for the first time. */
    firstMs: Math.round(first.waited),
    p50Ms: quantile(all, 0.5),
    p95Ms: quantile(all, 0.95),
    maxMs: quantile(all, 1),
    conditions: [...waits].map(([name, times]) => ({
      name,
      hits: hits.get(name)!,
      medianMs: quantile(
        times.toSorted((a, b) => a - b),
        0.5,
      ),
      maxMs: quantile(
        times.toSorted((a, b) => a - b),
        1,
      ),
    })),
  };
}

function requestOf(index: number): BackTestRequest {
  return { when: CONDITIONS[index]![1], channel: 'orange', mandatory: false, score: 30, level: 'national' };
}

const results = await withServices(say, async (redisUrl) => {
  const measured: Awaited<ReturnType<typeof measure>>[] = [];
  for (const count of options.declarations.split(',').map(Number)) {
    say(`${count} declarations`);
    measured.push(await measure(count, redisUrl));
  }
  return measured;
});
const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
};
if (options.json) console.log(JSON.stringify({ results, machine }, null, 2));
else {
  for (const { declarations, p50Ms, p95Ms, maxMs, bytes, conditions } of results) {
    console.log(
      `${declarations} declarations, ${Math.round(bytes / 1e6)} MB: p50 ${p50Ms} ms, p95 ${p95Ms} ms, most ${maxMs} ms`,
    );
    console.table(conditions);
  }
}
