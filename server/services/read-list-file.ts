import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { CsvError, parse } from 'csv-parse';
import {
  LIST_COLUMNS,
  MAX_LIST_FAULTS,
  MAX_LIST_ROWS,
  type ListFault,
  type ListFaultCode,
  type ListFileFaults,
} from '../../shared/contract/list-files.ts';
import { isInstant } from '../../shared/domain/targeting/check-operand.ts';
import { parseInstant } from '../../shared/domain/targeting/instant.ts';
import type { ListEntry } from '../../shared/domain/targeting/profile.ts';

export type ListFileResult = { ok: true; rows: ListEntry[] } | ({ ok: false } & ListFileFaults);

interface Row {
  record: Record<string, string>;
  info: { lines: number };
}

/** Rows after which other requests get their turn. */
const TURN = 2000;

/** Characters handed to the parser at once. */
const CHUNK = 65_536;

/** Longest value of an entry, characters. */
const MAX_VALUE = 300;

/** Reads a CSV of entries; every row must be right, else its faults are told by line and nothing is taken. */
export async function readListFile(csv: string): Promise<ListFileResult> {
  const found = new Faults();
  const rows: ListEntry[] = [];
  const lines = new Map<string, number>();
  let count = 0;
  const parser = Readable.from(chunksOf(csv)).pipe(
    parse({
      bom: true,
      columns: (names: string[]) => {
        const header = names.map((name) => name.trim());
        found.header(header);
        return header;
      },
      info: true,
      skip_empty_lines: true,
      trim: true,
    }),
  );
  try {
    for await (const { record, info } of parser as AsyncIterable<Row>) {
      if (found.total > 0 && count === 0) break;
      count += 1;
      if (count > MAX_LIST_ROWS) {
        found.add(info.lines, null, 'too-many-rows', `expected at most ${MAX_LIST_ROWS} rows`);
        break;
      }
      if (count % TURN === 0) await setImmediate();
      const entry = found.row(record, info.lines, lines);
      if (entry !== null) rows.push(entry);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    found.add(Number(error['lines'] ?? 1), null, 'not-csv', error.message);
  }
  if (!found.sawHeader) found.header([]);
  return found.total === 0 ? { ok: true, rows } : { ok: false, total: found.total, faults: found.first };
}

function* chunksOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += CHUNK) yield text.slice(at, at + CHUNK);
}

class Faults {
  /** The first of them, in the order of the file. */
  readonly first: ListFault[] = [];
  total = 0;
  sawHeader = false;

  add(line: number, column: string | null, code: ListFaultCode, reason: string): void {
    this.total += 1;
    if (this.first.length < MAX_LIST_FAULTS) this.first.push({ line, column, code, reason });
  }

  header(names: readonly string[]): void {
    this.sawHeader = true;
    if (!names.includes('value')) this.add(1, 'value', 'column-missing', 'the column is missing');
    for (const name of names) {
      if ((LIST_COLUMNS as readonly string[]).includes(name)) continue;
      this.add(1, name.slice(0, MAX_VALUE), 'column-unknown', `expected one of ${LIST_COLUMNS.join(', ')}`);
    }
  }

  /** Notes what is wrong with a row; null where something is. `lines`: where each row of before stands. */
  row(
    { value = '', from = '', to = '' }: Record<string, string>,
    line: number,
    lines: Map<string, number>,
  ): ListEntry | null {
    const before = this.total;
    if (value === '') this.add(line, 'value', 'value-missing', 'expected a value');
    else if (value.length > MAX_VALUE || value.includes('\0') || !value.isWellFormed()) {
      this.add(line, 'value', 'value-invalid', `expected at most ${MAX_VALUE} characters of text`);
    }
    for (const [column, instant] of Object.entries({ from, to })) {
      if (instant === '' || isInstant(instant)) continue;
      this.add(line, column, 'instant-invalid', 'expected an RFC 3339 instant with offset');
    }
    if (this.total > before) return null;
    if (from !== '' && to !== '' && parseInstant(from) >= parseInstant(to)) {
      this.add(line, 'to', 'period-empty', 'expected an instant after the start');
      return null;
    }
    const key = `${value}\n${from}\n${to}`;
    const twice = lines.get(key);
    if (twice !== undefined) {
      this.add(line, 'value', 'value-twice', `the same entry stands in line ${twice} already`);
      return null;
    }
    lines.set(key, line);
    return { value, ...(from !== '' && { from }), ...(to !== '' && { to }) };
  }
}
