import { existsSync } from 'node:fs';
import { canInstallPackages, findProgram, installPackage } from './programs.ts';
import type { Progress } from './progress.ts';

/** Chromium without a desktop: the same engine, and a third less to do for the tests. */
const SHELL = 'chromium-headless-shell';
const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

function find(): string | null {
  return findProgram(PROGRAMS) ?? APPLICATIONS.find((path) => existsSync(path)) ?? null;
}

/** A Chromium for the browser tests: `CHROMIUM_PATH`, the shell, found or installed with apt as root, or another. */
export async function provisionChromium(
  path: string | undefined,
  progress: Progress,
): Promise<string | null> {
  if (path !== undefined && path !== '') return existsSync(path) ? path : null;
  const shell = findProgram([SHELL]);
  if (shell !== null) return shell;
  if (canInstallPackages() && (await installPackage(SHELL, progress))) return findProgram([SHELL]);
  const other = find();
  if (other !== null || !canInstallPackages()) return other;
  progress.note('no Chromium on this machine');
  return (await installPackage('chromium', progress)) ? find() : null;
}
