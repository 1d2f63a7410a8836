import { statSync } from 'node:fs';
import { readServerConfig } from '../../shared/platform/config.ts';
import { createPool } from '../../shared/platform/db/pool.ts';
import { createLog } from '../../shared/platform/log.ts';
import { readRuntime } from '../provision/runtime-file.ts';
import { createLodgingClient, type LodgingClient } from '../lodging/client.ts';
import { resolveTarget } from '../lodging/target.ts';
import { loadMapping, type Mapping } from './mapping.ts';
import { loadCreditClasses, readCreditClasses } from './credit-classes.ts';
import { parseCommand, USAGE, type CreditClassCommand, type ImportCommand } from './options.ts';
import { createProgress, rate, type Progress } from './progress.ts';
import { FileError } from './rows.ts';
import { collectHouses, importFile, type ImportSummary, type RowFault } from './run.ts';

/** Faults named one by one; the summary counts them all. */
const FAULTS_SHOWN = 100;

function readCommandLine(): ImportCommand | CreditClassCommand {
  try {
    const command = parseCommand(process.argv.slice(2));
    if (command !== 'help') return command;
    process.stdout.write(USAGE);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const say = (line: string): void => void process.stderr.write(`${line}\n`);

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    throw new FileError(`${file}: there is no such file`);
  }
}

async function registerHouses(file: string, mapping: Mapping, client: LodgingClient): Promise<void> {
  const houses = await collectHouses(file, mapping);
  const registered = await client.registerHouses(houses);
  const named = registered.length > 0 ? `: ${registered.join(', ')}` : '';
  say(`${houses.length} customs houses in the file, ${registered.length} new under "unassigned"${named}`);
}

async function lodgeRows(file: string, mapping: Mapping, client: LodgingClient, progress: Progress) {
  let faults = 0;
  const onFault = ({ line, column, message }: RowFault): void => {
    if (++faults <= FAULTS_SHOWN)
      progress.say(`line ${line}${column === null ? '' : `, column "${column}"`}: ${message}`);
  };
  const summary = await importFile({
    file,
    mapping,
    client,
    onFault,
    onProgress: (bytes, sofar) => progress.update(bytes, sofar),
    onUnmapped: (columns) => progress.say(`columns the mapping does not use: ${columns.join(', ')}`),
  });
  return { summary, unnamed: Math.max(0, faults - FAULTS_SHOWN) };
}

function summarise(summary: ImportSummary, began: number, now: number): string {
  const { rows, accepted, duplicates, amended, rejected, unreadable, findings } = summary;
  const found = findings.recorded + findings.unchanged + findings.refused;
  const told = `\n${found} findings: ${findings.recorded} recorded, ${findings.unchanged} there before, ${findings.refused} refused`;
  const seconds = ((now - began) / 1000).toFixed(1);
  return (
    `${rows} rows: ${accepted} accepted (${amended} of them amended), ${duplicates} duplicates, ` +
    `${rejected} rejected, ${unreadable} unreadable; ${seconds} s, ${rate(rows, began, now)} rows/s${found > 0 ? told : ''}`
  );
}

/** Loads credit classes where all rows are good; answers the exit code. */
async function creditClasses(file: string): Promise<number> {
  sizeOf(file);
  const { classes, faults } = await readCreditClasses(file);
  for (const { line, column, message } of faults.slice(0, FAULTS_SHOWN)) {
    say(`line ${line}${column === null ? '' : `, column "${column}"`}: ${message}`);
  }
  if (faults.length > 0) {
    say(`${faults.length} faulty rows: nothing was changed`);
    return 1;
  }
  const running = (process.env['DATABASE_URL'] ?? '') === '' ? readRuntime() : null;
  const pool = createPool(
    running?.databaseUrl ?? readServerConfig().databaseUrl,
    1,
    createLog('server', 'silent'),
  );
  try {
    await loadCreditClasses(pool, classes);
  } finally {
    await pool.end();
  }
  const without = [...classes.values()].filter((name) => name === null).length;
  process.stdout.write(`${classes.size - without} traders have their class, ${without} have none\n`);
  return 0;
}

/** Imports as the command line says; answers the exit code. */
async function importRows({
  file,
  mapping: name,
  url: given,
  registerPlaces,
}: ImportCommand): Promise<number> {
  const mapping = loadMapping(name);
  const size = sizeOf(file);
  const { url, key } = resolveTarget(given, process.env['TIDEWAITER_KEY']);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

  let progress: Progress | null = null;
  const client = createLodgingClient({
    url,
    key,
    signal: stop.signal,
    onWait: ({ message, attempt }) => {
      if (attempt === 1) (progress?.say ?? say)(`waiting for ${url}: ${message}`);
    },
  });
  try {
    if (registerPlaces) await registerHouses(file, mapping, client);
    const began = Date.now();
    progress = createProgress(size, process.stderr);
    const { summary, unnamed } = await lodgeRows(file, mapping, client, progress).finally(() =>
      progress?.stop(),
    );
    if (unnamed > 0) say(`and ${unnamed} more faults`);
    process.stdout.write(`${summarise(summary, began, Date.now())}\n`);
    return summary.rejected + summary.unreadable + summary.findings.refused > 0 ? 1 : 0;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    say('stopped; what was accepted is in, and importing the file again adds the rest');
    return 130;
  }
}

const command = readCommandLine();
try {
  process.exitCode = await ('creditClasses' in command
    ? creditClasses(command.creditClasses)
    : importRows(command));
} catch (error) {
  say(messageOf(error));
  process.exitCode = 1;
}
