// `npm test`: sets up what the checks need, runs them in order, cleans up and ends with the line that CI reads.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTestArguments, STEPS, USAGE, type StepName } from './provision/test-arguments.ts';
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

const scratch = mkdtempSync(join(tmpdir(), 'tidewaiter-test-'));
let total: Counts = { passed: 0, failed: 0, skipped: 0 };
let services: TestServices | undefined;
let current: RunningProcess | undefined;
let stopping = false;
const abort = new AbortController();

/** Runs a script of this clone in a process group of its own, its output passed through. */
async function runScript(
  script: string,
  args: string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  if (stopping) throw new StepFailed('stopped');
  current = startProcess({
    command: process.execPath,
    args: [join(root, script), ...args],
    cwd: root,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
    stopSignal: 'SIGTERM',
    hastenSignal: 'SIGKILL',
    graceMs: 15_000,
  });
  const exit = await current.exited;
  endGroup(current.child.pid);
  current = undefined;
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
function runTool(script: string, args: string[], env?: NodeJS.ProcessEnv): Promise<void> {
  return runScript(join('node_modules', script), args, env);
}

async function vitest(project: string, extraEnv: NodeJS.ProcessEnv, extra: string[]): Promise<void> {
  const report = join(scratch, `${project}.json`);
  // Tests reach servers only through the TEST_ variables: never a real one that the shell happens to name.
  const { DATABASE_URL: _database, REDIS_URL: _redis, ...env } = process.env;
  let ran = false;
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  try {
    await runTool(
      'vitest/vitest.mjs',
      ['run', '--project', project, '--passWithNoTests', ...reporters, ...extra],
      { ...env, ...extraEnv },
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

function run(step: StepName, extra: string[]): Promise<void> {
  switch (step) {
    case 'messages':
      return runScript(join('tools', 'messages.ts'), []);
    case 'lint':
      return runTool('oxlint/bin/oxlint', ['--deny-warnings']);
    case 'format':
      return runTool('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']);
    case 'unused':
      return runTool('knip/bin/knip.js', []);
    case 'audit':
      return runScript(join('tools', 'audit.ts'), []);
    case 'types':
      return runTool('typescript/bin/tsc', []);
    case 'svelte':
      return runTool('svelte-check/bin/svelte-check', ['--threshold', 'warning', '--output', 'human']);
    case 'unit':
      return vitest('unit', {}, extra);
    case 'build':
      return ensureWebBuilt(abort.signal).then((built) => say(built ? '  built' : '  up to date'));
    case 'integration':
      return integration(extra);
    case 'browser':
      return browser(extra);
  }
}

async function integration(extra: string[]): Promise<void> {
  const { env, redis } = await testServices();
  if (!redis) {
    if (inCi) throw new StepFailed('no Redis could be had, and CI=true');
    say('  no Redis could be had: the tests that need one are skipped');
  }
  await vitest('integration', env, extra);
}

async function browser(extra: string[]): Promise<void> {
  const { env, chromium } = await testServices();
  if (chromium === null) {
    if (inCi) throw new StepFailed('no Chromium could be had, and CI=true');
    say('  no Chromium could be had: skipped');
    return;
  }
  await ensureWebBuilt(abort.signal);
  await vitest('browser', { ...env, CHROMIUM_PATH: chromium }, extra);
}

async function stop(): Promise<void> {
  if (stopping) return current?.hasten();
  stopping = true;
  abort.abort();
  await current?.stop();
}
process.on('SIGINT', () => void stop());
process.on('SIGTERM', () => void stop());
watchParent(() => void stop());

const begun = performance.now();
let failedStep: string | undefined;
for (const step of asked.only ?? STEPS) {
  const started = performance.now();
  say(`\n── ${step} ──`);
  try {
    await run(step, asked.extra);
    if (stopping) throw new StepFailed('stopped');
    say(`✔ ${step} (${seconds(started)})`);
  } catch (error) {
    const known = error instanceof StepFailed || error instanceof ProvisionError;
    say(`✘ ${step} (${seconds(started)}): ${known ? error.message : String((error as Error).stack)}`);
    failedStep = step;
    break;
  }
}
await services?.stop();
rmSync(scratch, { recursive: true, force: true });

say(failedStep === undefined ? `\nAll steps passed (${seconds(begun)})` : `\nStopped at: ${failedStep}`);
if (failedStep !== undefined && total.failed === 0) total.failed = 1;
say(summary(total));
process.exit(failedStep === undefined ? 0 : 1);
