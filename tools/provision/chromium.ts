import { existsSync } from 'node:fs';
import { canInstallPackages, findProgram, installPackage } from './programs.ts';
import type { Progress } from './progress.ts';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

function find(): string | null {
  return findProgram(PROGRAMS) ?? APPLICATIONS.find((path) => existsSync(path)) ?? null;
}

/** A Chromium for the browser tests: `CHROMIUM_PATH`, found, or installed with apt as root; else null. */
export async function provisionChromium(
  path: string | undefined,
  progress: Progress,
): Promise<string | null> {
  if (path !== undefined && path !== '') return existsSync(path) ? path : null;
  const there = find();
  if (there !== null || !canInstallPackages()) return there;
  progress.note('no Chromium on this machine');
  return (await installPackage('chromium', progress)) ? find() : null;
}
