import { parseArgs } from 'node:util';

export interface ImportCommand {
  file: string;
  mapping: string;
  url: string | undefined;
  registerPlaces: boolean;
}

/** Loads the credit classes of traders. */
export interface CreditClassCommand {
  creditClasses: string;
}

export const USAGE = `npm run import -- FILE.csv --mapping NAME [options]
npm run import -- --credit-classes FILE.csv

Lodges the rows of a CSV file with a running Tidewaiter. A second run of the same file adds nothing.

  --mapping NAME        how columns become declarations: a file of data/mappings by name, or the path of one
  --url URL             server to lodge with (default: the one npm start runs, else http://127.0.0.1:3000)
  --register-places     take unknown customs houses in, under the district "unassigned"
  --credit-classes      give traders the classes that the file names in its columns trader_id and credit_class; an
                        empty class takes one away. Writes into the database that DATABASE_URL names, else that of
                        the system npm start runs; a file with a faulty row changes nothing
  --help                this text

Ends with 0 when every row is in, 1 when any was rejected or unreadable or a finding was refused, 2 when the command line is wrong.
`;

/** Reads the command line; throws an Error that says what is wrong with it. `help` asks for the usage. */
export function parseCommand(argv: readonly string[]): ImportCommand | CreditClassCommand | 'help' {
  const { values, positionals } = parseArgs({
    args: [...argv],
    strict: true,
    allowPositionals: true,
    options: {
      mapping: { type: 'string' },
      url: { type: 'string' },
      'register-places': { type: 'boolean', default: false },
      'credit-classes': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const [file, ...more] = positionals;
  if (file === undefined) throw new Error('expected the file to import');
  if (more.length > 0) throw new Error(`expected one file, not also ${more.join(' ')}`);
  if (values['credit-classes']) {
    if (values.mapping !== undefined) throw new Error('--credit-classes takes no --mapping');
    return { creditClasses: file };
  }
  if (values.mapping === undefined) throw new Error('expected --mapping NAME');
  return { file, mapping: values.mapping, url: values.url, registerPlaces: values['register-places'] };
}
