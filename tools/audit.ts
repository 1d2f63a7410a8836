// `npm run audit`: no dependency may have a known vulnerability of high or critical severity.
import { spawnSync } from 'node:child_process';
import { readAudit } from './audit/report.ts';
import { root } from './provision/folders.ts';

/** Longest the registry may take, ms. */
const LIMIT_MS = 60_000;

const { stdout, error } = spawnSync('npm', ['audit', '--json', '--audit-level=high'], {
  cwd: root,
  encoding: 'utf8',
  timeout: LIMIT_MS,
  maxBuffer: 64 * 1024 * 1024,
  shell: process.platform === 'win32',
});
const { verdict, lines } = readAudit(error === undefined ? stdout : '');
for (const line of lines) console.log(line);
process.exit(verdict === 'vulnerable' ? 1 : 0);
