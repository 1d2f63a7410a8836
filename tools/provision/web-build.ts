import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, root } from './folders.ts';
import { MESSAGES } from './messages.ts';
import { startProcess } from './process.ts';
import { ProvisionError } from './progress.ts';

const DIST = join(root, 'web', 'dist');
const STAMP = join(DIST, '.built-from');
/** What the built web app depends on. */
const SOURCES = [
  'web',
  'shared/contract',
  'shared/domain',
  'vite.config.ts',
  'tools/provision/messages.ts',
  'package-lock.json',
];
/** What the build itself makes; of the message project, all but its settings. */
const MADE = new Set([DIST, MESSAGES.outdir, MESSAGES.project]);
const SETTINGS = join(MESSAGES.project, 'settings.json');

function* filesUnder(path: string): Generator<string> {
  if (MADE.has(path) || !existsSync(path)) return;
  if (!statSync(path).isDirectory()) {
    if (!path.endsWith('.test.ts')) yield path;
    return;
  }
  for (const name of readdirSync(path).toSorted()) yield* filesUnder(join(path, name));
}

function sourcesHash(): string {
  const hash = createHash('sha256');
  for (const source of [...SOURCES.map((path) => join(root, path)), SETTINGS]) {
    for (const file of filesUnder(source)) {
      hash
        .update(`${file.slice(root.length)}\0`)
        .update(readFileSync(file))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

/**
 * Builds the web app where its sources changed since it was built; true where it did. `signal` stops the build; its
 * messages are compiled first, unless they just were.
 */
export async function ensureWebBuilt(signal: AbortSignal, messages?: 'compiled'): Promise<boolean> {
  const hash = sourcesHash();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash) return false;
  if (messages === undefined) await run([join('tools', 'messages.ts')], signal);
  await run([join('node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'], signal);
  writeFileSync(join(makeFolder(DIST), '.built-from'), hash);
  return true;
}

/** Runs one step of the build; what it prints is told only where it fails. */
async function run([script = '', ...args]: string[], signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const step = startProcess({
    command: process.execPath,
    args: [join(root, script), ...args],
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    stopSignal: 'SIGTERM',
    hastenSignal: 'SIGKILL',
    graceMs: 5000,
  });
  let output = '';
  const keep = (chunk: Buffer) => (output += chunk.toString());
  step.child.stdout?.on('data', keep);
  step.child.stderr?.on('data', keep);
  const stop = () => void step.stop();
  signal.addEventListener('abort', stop);
  const exit = await step.exited;
  signal.removeEventListener('abort', stop);
  if (exit.code !== 0) throw new ProvisionError(`The web app could not be built:\n${output.trimEnd()}`);
}
