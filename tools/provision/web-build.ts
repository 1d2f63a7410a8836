import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, root } from './folders.ts';
import { startProcess } from './process.ts';
import { ProvisionError } from './progress.ts';

const DIST = join(root, 'web', 'dist');
const STAMP = join(DIST, '.built-from');
/** What the built web app depends on. */
const SOURCES = ['web', 'shared/contract', 'shared/domain', 'vite.config.ts', 'package-lock.json'];

function* filesUnder(path: string): Generator<string> {
  if (path === DIST || !existsSync(path)) return;
  if (!statSync(path).isDirectory()) {
    if (!path.endsWith('.test.ts')) yield path;
    return;
  }
  for (const name of readdirSync(path).toSorted()) yield* filesUnder(join(path, name));
}

function sourcesHash(): string {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const file of filesUnder(join(root, source))) {
      hash
        .update(`${file.slice(root.length)}\0`)
        .update(readFileSync(file))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

/** Builds the web app where its sources changed since it was built; true where it did. `signal` stops the build. */
export async function ensureWebBuilt(signal: AbortSignal): Promise<boolean> {
  const hash = sourcesHash();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash) return false;
  const build = startProcess({
    command: process.execPath,
    args: [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'],
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    stopSignal: 'SIGTERM',
    hastenSignal: 'SIGKILL',
    graceMs: 5000,
  });
  let output = '';
  const keep = (chunk: Buffer) => (output += chunk.toString());
  build.child.stdout?.on('data', keep);
  build.child.stderr?.on('data', keep);
  const stop = () => void build.stop();
  signal.addEventListener('abort', stop);
  const exit = await build.exited;
  signal.removeEventListener('abort', stop);
  if (exit.code !== 0) throw new ProvisionError(`The web app could not be built:\n${output.trimEnd()}`);
  writeFileSync(join(makeFolder(DIST), '.built-from'), hash);
  return true;
}
