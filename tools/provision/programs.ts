import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Progress } from './progress.ts';

/** The first of the programs that is on the PATH, as an absolute path; null where none is. */
export function findProgram(names: readonly string[], path = process.env['PATH'] ?? ''): string | null {
  for (const name of names) {
    for (const folder of path.split(delimiter)) {
      const file = join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        if (statSync(file).isFile()) return file;
      } catch {
        // not here
      }
    }
  }
  return null;
}

/** True where packages can be installed without asking anyone: root, on a system with apt. */
export function canInstallPackages(): boolean {
  return process.getuid?.() === 0 && findProgram(['apt-get']) !== null;
}

const POLICY_FILE = '/usr/sbin/policy-rc.d';

/** Installs the package with apt, without starting a service that it brings; false where that fails. */
export async function installPackage(name: string, progress: Progress): Promise<boolean> {
  if (!(await apt(['update'])) || !(await known(name))) return false;
  progress.note(`installing ${name} with apt, once …`);
  // Debian's way to say that packages must not start their services.
  const ours = !existsSync(POLICY_FILE);
  if (ours) writeFileSync(POLICY_FILE, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return await apt(['install', '-y', '--no-install-recommends', name]);
  } finally {
    if (ours) rmSync(POLICY_FILE, { force: true });
  }
}

function apt(args: string[]): Promise<boolean> {
  return run('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=300', ...args]);
}

function known(name: string): Promise<boolean> {
  return run('apt-cache', ['show', '--no-all-versions', name]);
}

function run(command: string, args: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'ignore'], env });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}
