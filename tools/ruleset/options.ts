import { parseArgs } from 'node:util';

export type RulesetCommand =
  | { command: 'check'; file: string }
  | { command: 'export'; version: number | undefined }
  | { command: 'load'; file: string; note: string };

export const USAGE = `npm run -s ruleset -- COMMAND

Ruleset files (docs/profile-format.md), for version control and for setting a system up on its machine.

  check FILE               names every fault of a file; needs nothing running
  export [--version N]     writes the ruleset in force, or an earlier one, to standard output
  load FILE --note WHY     puts a file in force at once, without review: what it changes gets new versions,
                           what it lacks is retired. Where people are at work, hand it in for review instead
  --help                   this text

export and load use DATABASE_URL, else the database of the system that npm start runs.

Ends with 0, with 1 when the file has faults or the database is not to be had, with 2 when the command line is wrong.
`;

/** Reads the command line; throws an Error that says what is wrong with it. `help` asks for the usage. */
export function parseCommand(argv: readonly string[]): RulesetCommand | 'help' {
  const { values, positionals } = parseArgs({
    args: [...argv],
    strict: true,
    allowPositionals: true,
    options: {
      version: { type: 'string' },
      note: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const [command, file, ...more] = positionals;
  if (more.length > 0) throw new Error(`expected one file, not also ${more.join(' ')}`);
  if (values.version !== undefined && command !== 'export') throw new Error('--version belongs to export');
  if (values.note !== undefined && command !== 'load') throw new Error('--note belongs to load');
  switch (command) {
    case 'check':
      return { command, file: needed(file) };
    case 'export':
      if (file !== undefined) throw new Error('export writes to standard output');
      return { command, version: values.version === undefined ? undefined : wholeIn(values.version) };
    case 'load':
      if (values.note === undefined || values.note.trim() === '') throw new Error('expected --note WHY');
      return { command, file: needed(file), note: values.note.trim() };
    default:
      throw new Error('expected check, export or load');
  }
}

function needed(file: string | undefined): string {
  if (file === undefined) throw new Error('expected a ruleset file');
  return file;
}

function wholeIn(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error('--version: expected a whole number');
  return Number(text);
}
