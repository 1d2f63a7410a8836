import { parseArgs } from 'node:util';

export interface AssessCommand {
  ruleset: string;
  declarations: string;
}

export const USAGE = `npm run -s assess -- --ruleset R.json --declarations D.ndjson

Decides the declarations of a file under a ruleset file and prints one decision a line, in the order of the input:
{"declarationNo","version","channel","score","reasons","hits":[{"profile","items"}],"rulesetVersion"}. Needs no
database, no Redis and no network.

  --ruleset FILE        a ruleset file (docs/profile-format.md)
  --declarations FILE   one declaration a line (NDJSON); - reads standard input
  --help                this text

Facts that a running system looks up (credit class, declarations in 24 h, …) are absent, unless a declaration carries
them under "facts", by the names of the field catalogue. There is no random draw, unless the ruleset's policy gives a
"salt". Houses have no capacity here, so no red yields. Validity is that at the declaration's "registeredAt".

Ends with 0 when every line has its decision, 1 when a line was refused (named on standard error, with the place and
the reason), 2 when the command line or the ruleset is wrong.
`;

/** Reads the command line; throws an Error that says what is wrong with it. `help` asks for the usage. */
export function parseCommand(argv: readonly string[]): AssessCommand | 'help' {
  const { values } = parseArgs({
    args: [...argv],
    strict: true,
    options: {
      ruleset: { type: 'string' },
      declarations: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  if (values.ruleset === undefined) throw new Error('expected --ruleset FILE');
  if (values.declarations === undefined) throw new Error('expected --declarations FILE');
  return { ruleset: values.ruleset, declarations: values.declarations };
}
