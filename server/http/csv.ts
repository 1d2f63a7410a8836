import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import type { Response } from 'express';

/** A value of a cell; null leaves it empty. */
export type Cell = string | number | boolean | null;

/** A table to be sent: its rows come in lots, and the last value says whether rows were left out. */
export interface CsvTable {
  /** Of the file, without its ending. */
  name: string;
  header: readonly string[];
  lots: AsyncGenerator<Cell[][], boolean>;
  /** Last line of a table from which rows were left out. */
  notice: string;
}

/**
 * Sends a table as a CSV file (RFC 4180, UTF-8 with a mark that spreadsheets know it by), row by row as the client
 * takes them. What a spreadsheet would run as a formula gets an apostrophe in front.
 */
export async function sendCsv(response: Response, { name, header, lots, notice }: CsvTable): Promise<void> {
  // Before anything is sent, so that a table that cannot be read is answered as an error.
  const first = await lots.next();
  response.status(200).set({
    'Content-Type': 'text/csv; charset=utf-8; header=present',
    'Content-Disposition': `attachment; filename="${name}.csv"`,
    'X-Content-Type-Options': 'nosniff',
  });
  async function* records(): AsyncGenerator<readonly Cell[]> {
    yield header;
    let lot = first;
    for (; lot.done !== true; lot = await lots.next()) yield* lot.value;
    if (lot.value) yield [notice, ...header.slice(1).map(() => null)];
  }
  const csv = stringify({
    bom: true,
    record_delimiter: 'windows',
    escape_formulas: true,
    cast: { boolean: (value) => (value ? 'true' : 'false') },
  });
  try {
    await pipeline(Readable.from(records()), csv, response);
  } catch (error) {
    // Whoever goes away in the middle of a download knows it.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
