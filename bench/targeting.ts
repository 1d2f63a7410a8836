import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Ruleset } from '../shared/domain/targeting/profile.ts';
import { compileRuleset, type RulesetMatcher } from '../shared/domain/targeting/ruleset-matcher.ts';
import { closures, tidewaiter, type Answer, type Hits } from './targeting-engines.ts';
import { jsonRulesEngine } from './targeting-json-rules-engine.ts';
import { targetingRuleset, targetingSubjects, type Subject } from './targeting-workload.ts';
import { zen } from './targeting-zen.ts';

/**
 * Profiles, with the declarations on which the hits of all engines are compared. They are fewer where the slowest
 * takes long.
 */
const SIZES = [
  { profiles: 100, compared: 400 },
  { profiles: 1_000, compared: 150 },
  { profiles: 10_000, compared: 20 },
  { profiles: 100_000, compared: 20 },
];

/** An engine that is expected to take longer for one declaration, going by the size before, is no longer asked. */
const USABLE_MICROSECONDS = 500_000;

/** An engine gets more declarations until it works for so long; the median of several rounds counts. */
const ROUND_MS = 1_000;
const ROUNDS = 3;

const ENGINES = {
  tidewaiter,
  zen,
  'json-rules-engine': jsonRulesEngine,
  closures,
} satisfies Record<string, (ruleset: Ruleset) => Answer>;
type EngineName = keyof typeof ENGINES;

interface Result {
  engine: EngineName;
  profiles: number;
  microsecondsPerDeclaration: number;
  /** CPU time of all threads: what is left of the above where other programs use the machine too. */
  cpuMicrosecondsPerDeclaration: number;
  /** Found on the declarations that all engines of this size got. */
  hits: number;
  /** Declarations that all engines of this size got, and that this one was timed on. */
  comparedDeclarations: number;
  timedDeclarations: number;
}

const { values: options } = parseArgs({ options: { json: { type: 'boolean', default: false } } });

/** Progress goes to standard error, so that `--json` prints nothing but JSON. */
const say = (line: string) => process.stderr.write(`${line}\n`);

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapMb(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

async function answerAll(answer: Answer, subjects: readonly Subject[]): Promise<Hits[]> {
  const answers: Hits[] = [];
  for (const subject of subjects) {
    const hits = answer(subject);
    answers.push(hits instanceof Promise ? await hits : hits);
  }
  return answers;
}

/** Milliseconds on the clock, and of CPU time in all threads. */
interface Elapsed {
  wall: number;
  cpu: number;
}

async function elapsedFor(work: () => void | Promise<void>): Promise<Elapsed> {
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const working = work();
  if (working instanceof Promise) await working;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { wall: performance.now() - startedAt, cpu: (user + system) / 1000 };
}

/** Times a warm engine on `first` subjects, or on twice as many until a round takes long enough to be measured. */
async function time(answer: Answer, subjects: readonly Subject[], first: number) {
  let count = first;
  const round = () =>
    elapsedFor(async () => {
      for (let at = 0; at < count; at++) {
        const hits = answer(subjects[at]!);
        if (hits instanceof Promise) await hits;
      }
    });
  let elapsed = await round();
  while (elapsed.wall < ROUND_MS && count < subjects.length) {
    count = Math.min(count * 2, subjects.length);
    elapsed = await round();
  }
  const rounds = [elapsed];
  while (rounds.length < ROUNDS && elapsed.wall < 2 * ROUND_MS) rounds.push(await round());
  rounds.sort((a, b) => a.wall - b.wall);
  return { elapsed: rounds[rounds.length >> 1]!, timed: count };
}

function expectEqual(engine: string, profiles: number, answers: readonly Hits[], expected: readonly Hits[]) {
  for (const [at, hits] of answers.entries()) {
    const [found, wanted] = [JSON.stringify(hits), JSON.stringify(expected[at])];
    if (found !== wanted) {
      throw new Error(
        `${engine} differs at ${profiles} profiles on declaration ${at}: ${found}, not ${wanted}`,
      );
    }
  }
}

const subjects = targetingSubjects(40_000, 1);
const results: Result[] = [];
const compiled: Record<
  number,
  { compileMs: number; compileCpuMs: number; heapMb: number; heapWithProfilesMb: number }
> = {};
const lastMicroseconds = new Map<EngineName, { microseconds: number; profiles: number }>();

/** Compile time and heap of the matcher alone; the second compilation counts, as in a worker that runs already. */
async function measureCompilation(profiles: number): Promise<Ruleset> {
  const before = heapMb();
  const ruleset = targetingRuleset(profiles);
  const withProfiles = heapMb();
  compileRuleset(ruleset);
  collectGarbage();
  let matcher: RulesetMatcher | null = null;
  const elapsed = await elapsedFor(() => void (matcher = compileRuleset(ruleset)));
  const after = heapMb();
  // Held until here, so that it is among what is measured.
  if (matcher === null) throw new Error('nothing was compiled');
  compiled[profiles] = {
    compileMs: Math.round(elapsed.wall),
    compileCpuMs: Math.round(elapsed.cpu),
    heapMb: Math.round(after - withProfiles),
    heapWithProfilesMb: Math.round(after - before),
  };
  return ruleset;
}

for (const { profiles, compared } of SIZES) {
  const ruleset = await measureCompilation(profiles);
  const common = subjects.slice(0, compared);
  let expected: Hits[] | null = null;
  for (const engine of Object.keys(ENGINES) as EngineName[]) {
    const last = lastMicroseconds.get(engine);
    if (last && (last.microseconds * profiles) / last.profiles > USABLE_MICROSECONDS) {
      say(`${engine}: ${profiles} profiles would take too long`);
      continue;
    }
    say(`${engine}: ${profiles} profiles`);
    const answer = ENGINES[engine](ruleset);
    let answers: Hits[] = [];
    const first = await elapsedFor(async () => {
      answers = await answerAll(answer, common);
    });
    expected ??= answers;
    expectEqual(engine, profiles, answers, expected);
    const hits = answers.reduce((sum, found) => sum + found.length, 0);
    if (hits === 0) throw new Error(`no hit at ${profiles} profiles: nothing was compared`);
    // What takes seconds is warm by then, and not asked twice.
    const { elapsed, timed } =
      first.wall > 2 * ROUND_MS
        ? { elapsed: first, timed: compared }
        : await time(answer, subjects, compared);
    const microseconds = (elapsed.wall * 1000) / timed;
    lastMicroseconds.set(engine, { microseconds, profiles });
    results.push({
      engine,
      profiles,
      microsecondsPerDeclaration: Math.round(microseconds * 1000) / 1000,
      cpuMicrosecondsPerDeclaration: Math.round((elapsed.cpu * 1e6) / timed) / 1000,
      hits,
      comparedDeclarations: compared,
      timedDeclarations: timed,
    });
  }
}

/** How many times as long as Tidewaiter an engine takes for the same profiles. */
function ratioOf({ engine, profiles, microsecondsPerDeclaration }: Result): number {
  const own = results.find((one) => one.engine === 'tidewaiter' && one.profiles === profiles)!;
  return engine === 'tidewaiter' ? 1 : microsecondsPerDeclaration / own.microsecondsPerDeclaration;
}

if (options.json) {
  const ratios: Record<number, Record<string, number>> = {};
  for (const result of results) {
    (ratios[result.profiles] ??= {})[result.engine] = Math.round(ratioOf(result));
  }
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
  console.log(JSON.stringify({ results, ratios, compiled, machine }, null, 2));
} else {
  console.log(
    'profiles  engine             µs a declaration   of CPU time       × ours   hits (on)        timed on',
  );
  for (const result of results) {
    const { engine, profiles, hits, comparedDeclarations } = result;
    console.log(
      `${String(profiles).padStart(8)}  ${engine.padEnd(17)}  ${result.microsecondsPerDeclaration.toFixed(2).padStart(16)}  ` +
        `${result.cpuMicrosecondsPerDeclaration.toFixed(2).padStart(12)}  ${ratioOf(result).toFixed(0).padStart(9)}   ${`${hits} (${comparedDeclarations})`.padEnd(14)}  ${String(result.timedDeclarations).padStart(6)}`,
    );
  }
  for (const [profiles, { compileMs, heapMb: own, heapWithProfilesMb }] of Object.entries(compiled)) {
    console.log(
      `${profiles.padStart(8)}  compiled in ${compileMs} ms, heap ${own} MB, ${heapWithProfilesMb} MB with the profiles`,
    );
  }
}
