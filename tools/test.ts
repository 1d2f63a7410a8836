// `npm test`: sets up what the checks need, runs them in order, cleans up and ends with the line that CI reads.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTestArguments, STEPS, turnsOf, USAGE, type StepName } from './provision/test-arguments.ts';
import { addCounts, readCounts, summary, type Counts } from './provision/test-counts.ts';
import { provisionTests, type TestServices } from './provision/test-services.ts';
import { root } from './provision/folders.ts';
import { watchParent } from './provision/parent.ts';
import { describeExit, startProcess, type RunningProcess } from './provision/process.ts';
import { progressTo, ProvisionError, seconds } from './provision/progress.ts';
import { ensureWebBuilt } from './provision/web-build.ts';

const inCi = process.env['CI'] === 'true';
const say = (line: string) => void process.stdout.write(`${line}\n`);
const progress = progressTo(say);

/** A check that says why it fails. */
class StepFailed extends Error {}

const asked = parseTestArguments(process.argv.slice(2));
if (asked.kind === 'help') {
  say(asked.fault === undefined ? USAGE : `${asked.fault}\n\n${USAGE}`);
  process.exit(asked.fault === undefined ? 0 : 2);
}
const { only, extra } = asked;

const scratch = mkdtempSync(join(tmpdir(), 'tidewaiter-test-'));
/** Every file of tests and every server that they start is a process that loads much the same modules. */
const COMPILE_CACHE = { NODE_COMPILE_CACHE: join(scratch, 'compiled') };
let total: Counts = { passed: 0, failed: 0, skipped: 0 };
let services: TestServices | undefined;
const running = new Set<RunningProcess>();
let stopping = false;
const abort = new AbortController();

/** Takes what a script prints, piece by piece. */
type Output = (text: string) => void;

interface ScriptOptions {
  env?: NodeJS.ProcessEnv;
  /** Where it is missing, the script prints for itself. */
  output?: Output | undefined;
}

/** Runs a script of this clone in a process group of its own, its output passed through or handed over. */
async function runScript(script: string, args: string[], options: ScriptOptions = {}): Promise<void> {
  if (stopping) throw new StepFailed('stopped');
  const { env = process.env, output } = options;
  const printed = output === undefined ? 'inherit' : 'pipe';
  const current = startProcess({
    command: process.execPath,
    args: [join(root, script), ...args],
    cwd: root,
    env,
    stdio: ['ignore', printed, printed],
    stopSignal: 'SIGTERM',
    hastenSignal: 'SIGKILL',
    graceMs: 15_000,
  });
  running.add(current);
  for (const stream of [current.child.stdout, current.child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => output?.(text));
  }
  const closed = new Promise((resolve) => current.child.once('close', resolve));
  const exit = await current.exited;
  endGroup(current.child.pid);
  running.delete(current);
  // What it printed last may come after its end.
  if (current.child.pid !== undefined) await closed;
  if (exit.code !== 0) throw new StepFailed(describeExit(exit));
}

/** Ends what a killed test run may have left in its process group: servers and workers that tests started. */
function endGroup(leader: number | undefined): void {
  if (leader === undefined || process.platform === 'win32') return;
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // Nobody is left in it.
  }
}

/** Runs a program of node_modules. */
function runTool(script: string, args: string[], options: ScriptOptions = {}): Promise<void> {
  return runScript(join('node_modules', script), args, options);
}

async function vitest(project: string, extraEnv: NodeJS.ProcessEnv): Promise<void> {
  const report = join(scratch, `${project}.json`);
  // Tests reach servers only through the TEST_ variables: never a real one that the shell happens to name.
  const { DATABASE_URL: _database, REDIS_URL: _redis, ...env } = process.env;
  let ran = false;
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  try {
    await runTool(
      'vitest/vitest.mjs',
      ['run', '--project', project, '--passWithNoTests', ...reporters, ...extra],
      { env: { ...env, ...COMPILE_CACHE, ...extraEnv } },
    );
  } finally {
    const counts = readCounts(report, (file) => readFileSync(file, 'utf8'));
    total = addCounts(total, counts);
    if (counts.passed + counts.failed === 0) say(`  no ${project} tests ran`);
    ran = counts.passed > 0;
  }
  if (inCi && !ran && extra.length === 0) throw new StepFailed('no test ran, and CI=true');
}

async function testServices(): Promise<TestServices> {
  services ??= await provisionTests({ env: process.env, progress });
  return services;
}

function run(step: StepName, output?: Output): Promise<void> {
  switch (step) {
    case 'messages':
      return runScript(join('tools', 'messages.ts'), []);
    case 'lint':
      return runTool('oxlint/bin/oxlint', ['--deny-warnings'], { output });
    case 'format':
      return runTool('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.'], { output });
    case 'unused':
      return runTool('knip/bin/knip.js', [], { output });
    case 'audit':
      return runScript(join('tools', 'audit.ts'), [], { output });
    // Of components and of everything else: what tsc finds, it finds too.
    case 'types':
      return runTool('svelte-check/bin/svelte-check', ['--threshold', 'warning', '--output', 'human'], {
        output,
      });
    case 'unit':
      return vitest('unit', {});
    case 'build':
      // Not compiled anew: others read the messages meanwhile.
      return ensureWebBuilt(abort.signal, 'compiled').then((built) => {
        const told = built ? '  built' : '  up to date';
        if (output === undefined) say(told);
        else output(`${told}\n`);
      });
    case 'integration':
      return integration();
    case 'browser':
      return browser();
  }
}

async function integration(): Promise<void> {
  const { env, redis } = await testServices();
  if (!redis) {
    if (inCi) throw new StepFailed('no Redis could be had, and CI=true');
    say('  no Redis could be had: the tests that need one are skipped');
  }
  await vitest('integration', env);
}

async function browser(): Promise<void> {
  const { env, chromium } = await testServices();
  if (chromium === null) {
    if (inCi) throw new StepFailed('no Chromium could be had, and CI=true');
    say('  no Chromium could be had: skipped');
    return;
  }
  await ensureWebBuilt(abort.signal);
  // A browser has work for more than a core: a third lane would make all of them slower.
  await vitest('browser', { ...env, TEST_LANES: '2', CHROMIUM_PATH: chromium });
}

async function stop(): Promise<void> {
  if (stopping) return running.forEach((script) => script.hasten());
  stopping = true;
  abort.abort();
  await Promise.all([...running].map((script) => script.stop()));
}
process.on('SIGINT', () => void stop());
process.on('SIGTERM', () => void stop());
watchParent(() => void stop());

const begun = performance.now();
let failedStep: StepName | undefined;

/** Runs a step; one of several at a time is told of in one piece when it ends, and not at all once another failed. */
async function take(step: StepName, alone: boolean): Promise<void> {
  const started = performance.now();
  let told = '';
  const print: Output = (text) => void (alone ? process.stdout.write(text) : (told += text));
  print(`\n── ${step} ──\n`);
  let fault: string | undefined;
  try {
    await run(step, alone ? undefined : print);
    if (stopping) throw new StepFailed('stopped');
  } catch (error) {
    const known = error instanceof StepFailed || error instanceof ProvisionError;
    fault = known ? error.message : String((error as Error).stack);
  }
  if (failedStep !== undefined) return;
  print(`${fault === undefined ? '✔' : '✘'} ${step} (${seconds(started)})`);
  print(fault === undefined ? '\n' : `: ${fault}\n`);
  process.stdout.write(told);
  if (fault === undefined) return;
  failedStep = step;
  if (!stopping) await stop();
}

for (const turn of turnsOf(only ?? STEPS)) {
  const waiting = [...turn];
  const lane = async () => {
    for (let step = waiting.shift(); step !== undefined && failedStep === undefined; step = waiting.shift()) {
      await take(step, turn.length === 1);
    }
  };
  await Promise.all([lane(), lane()]);
  if (failedStep !== undefined) break;
}
await services?.stop();
rmSync(scratch, { recursive: true, force: true });

say(failedStep === undefined ? `\nAll steps passed (${seconds(begun)})` : `\nStopped at: ${failedStep}`);
if (failedStep !== undefined && total.failed === 0) total.failed = 1;
say(summary(total));
process.exit(failedStep === undefined ? 0 : 1);
