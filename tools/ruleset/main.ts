// `npm run -s ruleset`: checks, exports and loads ruleset files.
import { readFileSync } from 'node:fs';
import { stdout } from 'node:process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { writeRuleset } from '../../shared/domain/ruleset/write-ruleset.ts';
import { checkRuleset } from '../../shared/domain/targeting/check.ts';
import type { Ruleset } from '../../shared/domain/targeting/profile.ts';
import { createPool, type Pool } from '../../shared/platform/db/pool.ts';
import { createLog } from '../../shared/platform/log.ts';
import { loadRuleset, readRulesetAt, readRulesetNumber } from '../../shared/platform/stores/ruleset.store.ts';
import { readRuntime } from '../provision/runtime-file.ts';
import { parseCommand, USAGE, type RulesetCommand } from './options.ts';

/** Faults named one by one. */
const FAULTS_SHOWN = 100;

const complain = (line: string): void => void process.stderr.write(`${line}\n`);
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function readCommandLine(): RulesetCommand {
  try {
    const command = parseCommand(process.argv.slice(2));
    if (command !== 'help') return command;
    stdout.write(USAGE);
    process.exit(0);
  } catch (error) {
    complain(`${messageOf(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

/** The ruleset of a file; throws an Error that names its faults. */
function readFile(file: string): Ruleset {
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const faults = checkRuleset(value);
  if (faults.length === 0) return value as Ruleset;
  const named = faults
    .slice(0, FAULTS_SHOWN)
    .map(({ path, reason }) => `  ${path || 'the whole'}: ${reason}`);
  const more = faults.length > FAULTS_SHOWN ? [`  and ${faults.length - FAULTS_SHOWN} more`] : [];
  throw new Error([`${file} is no ruleset that can be used:`, ...named, ...more].join('\n'));
}

async function withDatabase(work: (pool: Pool) => Promise<void>): Promise<void> {
  const databaseUrl = process.env['DATABASE_URL'] || readRuntime()?.databaseUrl;
  if (databaseUrl === undefined) {
    throw new Error('Which database? Set DATABASE_URL, or start the system with npm start.');
  }
  const pool = createPool(databaseUrl, 2, createLog('server', 'silent'));
  try {
    await work(pool);
  } finally {
    await pool.end();
  }
}

async function run(command: RulesetCommand): Promise<void> {
  switch (command.command) {
    case 'check': {
      const { profiles, lists } = readFile(command.file);
      complain(`${command.file}: ${profiles.length} profiles, ${lists.length} lists, no fault`);
      return;
    }
    case 'export':
      return withDatabase(async (pool) => {
        const version = command.version ?? (await readRulesetNumber(pool));
        const ruleset = version === null ? null : await readRulesetAt(pool, version);
        if (ruleset === null) throw new Error('there is no such ruleset version');
        await pipeline(Readable.from(writeRuleset(ruleset)), stdout, { end: false });
        complain(`ruleset ${version}`);
      });
    case 'load': {
      const ruleset = readFile(command.file);
      return withDatabase(async (pool) => {
        complain(`ruleset ${await loadRuleset(pool, ruleset, command.note)} is in force`);
      });
    }
  }
}

const command = readCommandLine();
try {
  await run(command);
} catch (error) {
  complain(messageOf(error));
  process.exitCode = 1;
}
