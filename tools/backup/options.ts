import { parseArgs } from 'node:util';

export type BackupCommand =
  | { command: 'help' }
  | { command: 'backup'; file: string }
  | { command: 'restore'; file: string; create: string | null }
  | { command: 'verify'; file: string };

export const USAGE = `npm run backup -- FILE
npm run restore -- FILE [--create NAME]
npm run restore -- --verify FILE

Writes all that one moment of a Tidewaiter database holds into one file, or rebuilds a database from it. The database
is the one that DATABASE_URL names, else that of the system npm start runs. A restore needs an empty database and never
overwrites anything.

  --create NAME   make a new database of this name on the same server, and restore into that
  --verify        read the file to its end and check it, without a database
  --help          this text

Ends with 0 when all is done, 1 when it could not be, 2 when the command line is wrong, 130 when stopped.
`;

/** Reads the command line; throws an Error that says what is wrong with it. */
export function parseCommand([command, ...argv]: readonly string[]): BackupCommand {
  if (command !== 'backup' && command !== 'restore') throw new Error('expected backup or restore');
  const { values, positionals } = parseArgs({
    args: argv,
    strict: true,
    allowPositionals: true,
    options: {
      create: { type: 'string' },
      verify: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return { command: 'help' };
  const [file, ...more] = positionals;
  if (file === undefined) throw new Error('expected the file of the backup');
  if (more.length > 0) throw new Error(`expected one file, not also ${more.join(' ')}`);
  const create = values.create ?? null;
  if (command === 'backup') {
    if (values.verify || create !== null) throw new Error('--verify and --create belong to restore');
    return { command, file };
  }
  if (create === '') throw new Error('expected a name after --create');
  if (values.verify && create !== null)
    throw new Error('--verify uses no database, so --create has no sense');
  return values.verify ? { command: 'verify', file } : { command, file, create };
}
