import { parseArgs } from 'node:util';
import {
  verifyAudit,
  type AuditFault,
  type AuditReport,
  type KnownHead,
} from '../../shared/platform/audit/verify.ts';
import { createPool } from '../../shared/platform/db/pool.ts';
import { createLog } from '../../shared/platform/log.ts';
import { readRuntime } from '../provision/runtime-file.ts';

const USAGE = `npm run -s audit:verify -- [--expect SEQ:HASH] [--decisions] [--json]

Follows the hash chain of the log of actions and compares every event with its link: it finds what was changed, removed,
moved or put in. The database is the one that DATABASE_URL names, else that of the system npm start runs.

  --expect SEQ:HASH  the chain must hold this link, as the log of the workers told it: finds an end that was cut off
  --decisions        compare the channel decisions of every batch with their digest too
  --json             print the report as JSON

Ends with 0 when all is as it was linked, 1 when it is not, 2 when the command line is wrong.
`;

interface Command {
  known?: KnownHead;
  decisions: boolean;
  json: boolean;
}

function readCommandLine(): Command {
  try {
    const { values } = parseArgs({
      options: {
        expect: { type: 'string' },
        decisions: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      process.stdout.write(USAGE);
      process.exit(0);
    }
    const { expect, decisions, json } = values;
    if (expect === undefined) return { decisions, json };
    const parts = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(expect);
    if (parts === null) throw new Error('expected --expect with a link, such as 1200:9f…, of 64 hex digits');
    return { decisions, json, known: { seq: Number(parts[1]), hash: parts[2]!.toLowerCase() } };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

const FAULT_WORDS: Record<AuditFault['kind'], string> = {
  changed: 'is not what it was',
  removed: 'is not there any more',
  broken: 'does not follow the link before it: it was changed or moved',
  gap: 'follows links that are missing',
  unlinked: 'is in no link: it was put in, or the end of the chain was cut off',
  'cut-off': 'is not the link that was expected: the chain was cut off or made anew',
  'decisions-changed': 'tells other decisions than the database holds',
};

function describe({ kind, seq, source, sourceId }: AuditFault): string {
  const link = seq === null ? [] : [`link ${seq}`];
  const event = source === null ? [] : [`${source} ${sourceId}`];
  return `${[...link, ...event].join(', ')} ${FAULT_WORDS[kind]}`;
}

function print(report: AuditReport): void {
  const { links, head, deleted, pending, batches, faults, examples } = report;
  console.log(`links                 ${links}`);
  console.log(`newest                ${head}`);
  console.log(`deleted by retention  ${deleted}`);
  console.log(`waiting for a link    ${pending}`);
  if (batches !== null) console.log(`batches compared      ${batches}`);
  console.log(`faults                ${faults}`);
  for (const fault of examples) console.log(`  ${describe(fault)}`);
  if (faults > examples.length) console.log(`  and ${faults - examples.length} more`);
}

const { known, decisions, json } = readCommandLine();
const databaseUrl = process.env['DATABASE_URL'] || readRuntime()?.databaseUrl;
if (databaseUrl === undefined) {
  process.stderr.write('Which database? Set DATABASE_URL, or start the system with npm start.\n');
  process.exit(2);
}
const pool = createPool(databaseUrl, 1, createLog('server', 'warn'));
try {
  const report = await verifyAudit(pool, {
    decisions,
    ...(known !== undefined && { known }),
    onProgress: (done, of) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${of} links${done === of ? '\n' : ''}`);
    },
  });
  if (json) console.log(JSON.stringify(report, null, 2));
  else print(report);
  process.exitCode = report.faults === 0 ? 0 : 1;
} finally {
  await pool.end();
}
