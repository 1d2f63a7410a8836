// `npm run -s assess`: decides the declarations of a file under a ruleset file, with nothing running.
import { createReadStream, readFileSync } from 'node:fs';
import { stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline';
import { checkRuleset } from '../../shared/domain/targeting/check.ts';
import type { Ruleset } from '../../shared/domain/targeting/profile.ts';
import { createAssess } from './assess-line.ts';
import { parseCommand, USAGE, type AssessCommand } from './options.ts';

/** Faults of a ruleset named one by one. */
const FAULTS_SHOWN = 100;

const complain = (line: string): void => void process.stderr.write(`${line}\n`);
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

// Whoever reads the decisions may have had enough of them.
stdout.on('error', () => process.exit(1));

function readCommandLine(): AssessCommand {
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

function readRuleset(file: string): Ruleset {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    complain(`${file}: ${messageOf(error)}`);
    process.exit(2);
  }
  const faults = checkRuleset(value);
  if (faults.length === 0) return value as Ruleset;
  complain(`${file} is no ruleset that can be used:`);
  for (const { path, reason } of faults.slice(0, FAULTS_SHOWN)) complain(`  ${path}: ${reason}`);
  if (faults.length > FAULTS_SHOWN) complain(`  and ${faults.length - FAULTS_SHOWN} more`);
  process.exit(2);
}

const { ruleset: rulesetFile, declarations } = readCommandLine();
const assess = createAssess(readRuleset(rulesetFile));
const input = declarations === '-' ? stdin : createReadStream(declarations, 'utf8');
input.on('error', (error: Error) => {
  complain(`${declarations}: ${messageOf(error)}`);
  process.exit(2);
});

let number = 0;
for await (const line of createInterface({ input, crlfDelay: Infinity })) {
  number += 1;
  if (line.trim() === '') continue;
  const result = assess(number === 1 ? line.replace(/^\uFEFF/, '') : line);
  if (result.ok) {
    if (!stdout.write(`${JSON.stringify(result.decision)}\n`)) {
      await new Promise((resolve) => stdout.once('drain', resolve));
    }
    continue;
  }
  process.exitCode = 1;
  for (const { path, reason } of result.faults) {
    complain(`line ${number}${path === '' ? '' : `, ${path}`}: ${reason}`);
  }
}
