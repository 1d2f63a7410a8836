import { z } from 'zod';

/**
 * A backup is one zstd stream of a script that psql could run too, after `npm run migrate` and on empty tables: what
 * was read, as COPY writes it, between comments that tell what it is. `-- head` comes first, `-- end` last.
 */
export const FORMAT = 'tidewaiter-backup/1';

export const HEAD_MARK = '-- head ';
export const END_MARK = '-- end ';
/** Ends the rows of a table (PostgreSQL manual, COPY, text format); no row can read so. */
export const ROWS_END = '\\.\n';

const table = z.object({
  schema: z.string(),
  name: z.string(),
  columns: z.array(z.string()).min(1),
});
const sequence = z.object({
  /** Quoted, with its schema. */
  name: z.string(),
  value: z.string().regex(/^-?\d+$/),
  called: z.boolean(),
});
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const headSchema = z.object({
  format: z.literal(FORMAT),
  /** Version of Tidewaiter that made it. */
  product: z.string(),
  takenAt: z.iso.datetime(),
  /** Names of the migrations the database had, in their order. */
  migrations: z.array(z.string()).min(1),
  /** UTC days that have partitions, as `YYYY-MM-DD`. */
  partitionDays: z.array(z.iso.date()),
  /** In the order in which they can be loaded. */
  tables: z.array(table),
  sequences: z.array(sequence),
});

export const endSchema = z.object({
  /** Of every table of the head, in its order: what stands between its COPY and the end of its rows. */
  tables: z.array(z.object({ rows: z.int().min(0), sha256 })),
  /** Of all that stands before this line and is no row. */
  script: sha256,
});

export type BackupTable = z.output<typeof table>;
export type BackupHead = z.output<typeof headSchema>;
export type BackupEnd = z.output<typeof endSchema>;

/** A fault whose message tells people what is wrong and what to do; shown without a stack trace. */
export class BackupError extends Error {
  override name = 'BackupError';
}

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A table's name for SQL. */
export const relation = ({ schema, name }: { schema: string; name: string }): string =>
  `${quote(schema)}.${quote(name)}`;

/** A table's name for people. */
export const shownName = ({ schema, name }: { schema: string; name: string }): string =>
  schema === 'public' ? name : `${schema}.${name}`;

/** The statement that loads a table; in the file it stands before the rows. */
export const copyFromStatement = (loaded: BackupTable): string =>
  `COPY ${relation(loaded)} (${loaded.columns.map(quote).join(', ')}) FROM STDIN;`;

/** What stands before the first table. */
export function prologue(head: BackupHead): string {
  return [
    '-- Backup of a Tidewaiter database. It holds personal data and secrets: declarations and traders, accounts with',
    '-- their password hashes, the salts of the random draw. Second factors are in it encrypted with AUTH_SECRET, which',
    '-- is not in it and must be kept apart. Sessions are left out.',
    `${HEAD_MARK}${JSON.stringify(head)}`,
    "SET client_encoding = 'UTF8';",
    'BEGIN;',
    ...head.partitionDays.map((day) => `SELECT prepare_partitions('${day}');`),
    '',
  ].join('\n');
}

/** What stands after the last table, before the end mark. */
export function epilogue(head: BackupHead): string {
  return [...head.sequences.map(setSequenceStatement), 'COMMIT;', ''].join('\n');
}

export const setSequenceStatement = ({ name, value, called }: BackupHead['sequences'][number]): string =>
  `SELECT pg_catalog.setval('${name.replaceAll("'", "''")}', ${value}, ${called});`;
