import { createReadStream } from 'node:fs';
import { parse, type CsvError } from 'csv-parse';
import type { Row } from './mapper.ts';
import type { Mapping } from './mapping.ts';

/** A row of the file: its cells, or what makes it unreadable. */
export type FileRow = { line: number; row: Row } | { line: number; unreadable: string };

/** The file cannot be imported at all; the message is for people. */
export class FileError extends Error {
  override name = 'FileError';
}

export interface ReadOptions {
  file: string;
  csv?: Mapping['csv'];
  /** Columns the mapping needs: a file without one of them is refused. */
  columns: ReadonlySet<string>;
  /** Called once with the file's columns. */
  onHeader?: (columns: string[]) => void;
  /** Called with the bytes read so far. */
  onBytes?: (bytes: number) => void;
}

/** Streams the rows of a CSV file with a header line, each with the number of the line it starts on, from 1. */
export async function* readRows(options: ReadOptions): AsyncGenerator<FileRow> {
  const { file, csv = {}, columns, onHeader, onBytes } = options;
  const faulty: FileRow[] = [];
  const parser = parse({
    bom: true,
    encoding: csv.encoding ?? 'utf8',
    delimiter: csv.delimiter ?? ',',
    skip_empty_lines: true,
    info: true,
    columns: (names: string[]) => {
      const header = names.map((name) => name.trim());
      const missing = [...columns].filter((column) => !header.includes(column));
      if (missing.length > 0) {
        throw new FileError(
          `${file}: has no column ${missing.map((name) => `"${name}"`).join(', ')}; its columns are ${header.join(', ')}`,
        );
      }
      const doubled = header.find((name, at) => columns.has(name) && header.indexOf(name) !== at);
      if (doubled !== undefined) throw new FileError(`${file}: has the column "${doubled}" twice`);
      onHeader?.(header);
      return header;
    },
    skip_records_with_error: true,
    on_skip: (error: CsvError | undefined) => {
      const line = typeof error?.['lines'] === 'number' ? error['lines'] : 0;
      faulty.push({ line, unreadable: error?.message ?? 'unreadable' });
      return undefined;
    },
  });
  const input = createReadStream(file);
  let bytes = 0;
  input.on('data', (chunk) => onBytes?.((bytes += chunk.length)));
  input.on('error', (error) => parser.destroy(new FileError(`${file}: ${error.message}`)));
  input.pipe(parser);
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: Row; info: { lines: number } }>) {
      yield* faulty.splice(0);
      yield { line: info.lines - newlinesIn(record), row: record };
    }
    yield* faulty;
  } finally {
    input.destroy();
  }
}

/** `info.lines` is the line a record ends on: one more than where it starts for each line break within it. */
function newlinesIn(record: Row): number {
  let count = 0;
  for (const cell of Object.values(record)) {
    for (let at = cell.indexOf('\n'); at !== -1; at = cell.indexOf('\n', at + 1)) count++;
  }
  return count;
}
