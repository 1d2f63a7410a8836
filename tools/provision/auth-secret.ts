import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder } from './folders.ts';

const FILE = join(dataFolder, 'auth-secret');

/** The secret of this clone's sessions and second factors, made at the first start, for the owner's eyes alone. */
export function authSecret(): string {
  try {
    return readFileSync(FILE, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const secret = randomBytes(33).toString('base64');
    writeFileSync(FILE, `${secret}\n`, { mode: 0o600, flag: 'wx' });
    return secret;
  }
}
