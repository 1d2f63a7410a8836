import { parseArgs } from 'node:util';
import { createPool } from '../../shared/platform/db/pool.ts';
import { createLog } from '../../shared/platform/log.ts';
import { readRuntime } from '../provision/runtime-file.ts';
import { auditDraws, type DrawAudit } from './audit.ts';

const USAGE = `npm run -s audit:draws -- --day YYYY-MM-DD [--commitment HEX] [--json]

Makes every random draw of a UTC day again, from the day's secret salt, and compares it with what was decided. The
database is the one that DATABASE_URL names, else that of the system npm start runs.

  --commitment HEX   compare the salt with what the log of that day published of it
  --json             print the audit as JSON

Ends with 0 when every draw is as its salt makes it, 1 when one is not or the salt is not the published one, 2 when the
command line is wrong.
`;

interface Command {
  day: string;
  commitment?: string;
  json: boolean;
}

function readCommandLine(): Command {
  try {
    const { values } = parseArgs({
      options: {
        day: { type: 'string' },
        commitment: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      process.stdout.write(USAGE);
      process.exit(0);
    }
    const { day, commitment, json } = values;
    if (day === undefined || !isDay(day)) throw new Error('expected --day with a day, such as 2026-11-22');
    if (commitment !== undefined && !/^[0-9a-f]{64}$/i.test(commitment)) {
      throw new Error('expected a commitment of 64 hex digits');
    }
    return { day, json, ...(commitment !== undefined && { commitment }) };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(text).toJSON()?.startsWith(text) === true;
}

function print({ day, commitment, asPublished, strata, mismatches, examples }: DrawAudit): void {
  console.log(`draws of ${day} (UTC)`);
  console.log(`salt, SHA-256         ${commitment ?? 'there is none'}`);
  if (asPublished !== null) console.log(`as published          ${asPublished ? 'yes' : 'NO'}`);
  for (const { stratum, rate, declarations, drawn, share, deviations, mismatches: wrong } of strata) {
    const percent = (value: number) => `${(100 * value).toFixed(3)} %`;
    console.log(
      `${stratum.padEnd(21)} stated ${percent(rate)}, drawn ${percent(share)} (${drawn} of ${declarations}, ` +
        `${deviations.toFixed(1)} standard deviations), mismatches ${wrong}`,
    );
  }
  for (const { declarationNo, version, reason } of examples) {
    console.log(`mismatch              ${declarationNo} version ${version}: ${reason}`);
  }
  console.log(mismatches === 0 ? 'every draw is as its salt makes it' : `${mismatches} mismatches`);
}

const { day, commitment, json } = readCommandLine();
const databaseUrl = process.env['DATABASE_URL'] || readRuntime()?.databaseUrl;
if (databaseUrl === undefined) {
  process.stderr.write(`DATABASE_URL is not set, and npm start does not run\n\n${USAGE}`);
  process.exit(2);
}
const pool = createPool(databaseUrl, 1, createLog('server', 'silent'));
try {
  const audit = await auditDraws(pool, day, commitment);
  if (json) console.log(JSON.stringify(audit, null, 2));
  else print(audit);
  if (audit.mismatches > 0 || audit.asPublished === false) process.exitCode = 1;
} finally {
  await pool.end();
}
