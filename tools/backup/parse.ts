import { createHash, type Hash } from 'node:crypto';
import type { z } from 'zod';
import {
  BackupError,
  type BackupEnd,
  type BackupHead,
  type BackupTable,
  copyFromStatement,
  END_MARK,
  endSchema,
  FORMAT,
  HEAD_MARK,
  headSchema,
  ROWS_END,
  shownName,
} from './format.ts';
import { countLines } from './lines.ts';

/** What a backup consists of, in its order. `end` comes only where what was read is what was written. */
export type Part =
  | { kind: 'head'; head: BackupHead }
  | { kind: 'table'; table: BackupTable }
  | { kind: 'rows'; bytes: Buffer }
  | { kind: 'table-end'; table: BackupTable; rows: number }
  | { kind: 'end'; rows: number };

export const altered = (what: string): BackupError =>
  new BackupError(`The file was altered or damaged and cannot be used: ${what}.`);
export const cutOff = (): BackupError => new BackupError('The file is cut off and cannot be used.');
export const notABackup = (): BackupError => new BackupError('The file is no backup of Tidewaiter.');

/** No line beside rows is nearly as long: the head names tables and a few thousand days. */
const LINE_LIMIT = 16 * 1024 * 1024;

const NEWLINE = 10;
const HEAD_BYTES = Buffer.from(HEAD_MARK);
const END_BYTES = Buffer.from(END_MARK);
const COPY_BYTES = Buffer.from('COPY ');
const COMMENT_BYTES = Buffer.from('--');
/** The end of rows, with the end of the line before it. */
const TERMINATOR = Buffer.from(`\n${ROWS_END}`);

/** Takes the script of a backup apart, fed with pieces of any size, and checks its structure, counts and checksums. */
export class ScriptParser {
  #head: BackupHead | null = null;
  #ended = false;
  #pending: Buffer = Buffer.alloc(0);
  readonly #scriptHash = createHash('sha256');
  readonly #read: { table: BackupTable; rows: number; hash: Hash }[] = [];
  /** Set while rows are read. */
  #current: { table: BackupTable; rows: number; hash: Hash } | null = null;
  /** 1 while the window begins with the end of the line before the rows. */
  #skip = 0;

  *take(bytes: Buffer): Generator<Part> {
    const window = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    let at = 0;
    for (;;) {
      if (this.#ended && at < window.length) throw altered('something follows its end');
      if (this.#current !== null) {
        const end = window.indexOf(TERMINATOR, at);
        const upTo = end < 0 ? window.length - ROWS_END.length : end + 1;
        if (upTo > at + this.#skip) {
          yield this.#rows(window.subarray(at + this.#skip, upTo));
          at = upTo;
          this.#skip = 0;
        }
        if (end < 0) break;
        at = end + TERMINATOR.length;
        yield this.#endTable(this.#current);
      } else {
        const end = window.indexOf(NEWLINE, at);
        if (end < 0) break;
        const part = this.#line(window.subarray(at, end + 1));
        // Where rows begin, the end of this line is looked at again: it may be the one before their end.
        at = this.#current === null ? end + 1 : end;
        if (part !== null) yield part;
      }
    }
    this.#pending = window.subarray(at);
    if (this.#current === null && this.#pending.length > LINE_LIMIT) throw notABackup();
  }

  /** Throws where the end has not come. */
  finish(): void {
    if (!this.#ended) throw cutOff();
  }

  #rows(bytes: Buffer): Part {
    this.#current!.hash.update(bytes);
    this.#current!.rows += countLines(bytes);
    return { kind: 'rows', bytes };
  }

  #endTable(current: { table: BackupTable; rows: number; hash: Hash }): Part {
    this.#scriptHash.update(ROWS_END);
    this.#read.push(current);
    this.#current = null;
    this.#skip = 0;
    return { kind: 'table-end', table: current.table, rows: current.rows };
  }

  #line(line: Buffer): Part | null {
    if (startsWith(line, END_BYTES)) return this.#end(parseJson(line, END_MARK, endSchema));
    this.#scriptHash.update(line);
    if (startsWith(line, HEAD_BYTES)) return this.#takeHead(line);
    if (startsWith(line, COPY_BYTES)) return this.#beginTable(line.toString());
    if (this.#head === null && !startsWith(line, COMMENT_BYTES)) throw notABackup();
    return null;
  }

  #takeHead(line: Buffer): Part {
    const text = line.toString().slice(HEAD_MARK.length);
    const format = /"format":"tidewaiter-backup\/(\d+)"/.exec(text)?.[0];
    if (format !== undefined && format !== `"format":"${FORMAT}"`) {
      throw new BackupError(`The file has another form (${format}) than this version of Tidewaiter reads.`);
    }
    if (this.#head !== null) throw altered('it has two heads');
    this.#head = parseJson(line, HEAD_MARK, headSchema);
    return { kind: 'head', head: this.#head };
  }

  #beginTable(line: string): Part {
    const table = this.#head?.tables[this.#read.length];
    if (table === undefined || line !== `${copyFromStatement(table)}\n`) {
      throw altered('its tables are not those it names');
    }
    this.#current = { table, rows: 0, hash: createHash('sha256') };
    this.#skip = 1;
    return { kind: 'table', table };
  }

  #end(end: BackupEnd): Part {
    const expected = this.#head?.tables.length;
    if (this.#read.length !== expected || end.tables.length !== expected) {
      throw altered('its tables are not those it names');
    }
    this.#read.forEach(({ table, rows, hash }, i) => {
      const wanted = end.tables[i]!;
      if (rows !== wanted.rows || hash.digest('hex') !== wanted.sha256) {
        throw altered(`the rows of ${shownName(table)} are not those that were written`);
      }
    });
    if (this.#scriptHash.digest('hex') !== end.script)
      throw altered('its frame is not the one that was written');
    this.#ended = true;
    return { kind: 'end', rows: end.tables.reduce((sum, { rows }) => sum + rows, 0) };
  }
}

function startsWith(line: Buffer, mark: Buffer): boolean {
  return line.length >= mark.length && line.compare(mark, 0, mark.length, 0, mark.length) === 0;
}

function parseJson<Schema extends z.ZodType>(line: Buffer, mark: string, schema: Schema): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(line.toString().slice(mark.length));
  } catch {
    throw altered('what it says of itself cannot be read');
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw altered('what it says of itself cannot be read');
  return parsed.data;
}
