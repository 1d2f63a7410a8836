import { DOUBLE, DuckDBDataChunk, VARCHAR, type DuckDBConnection } from '@duckdb/node-api';
import { parseInstant } from '../../domain/targeting/instant.ts';
import { periodOf } from '../../domain/targeting/reference-list.ts';
import type { ListEntry } from '../../domain/targeting/profile.ts';

/** Rows of one chunk of DuckDB's vectors. */
const VECTOR = 2048;

/** A value of a list and when it stands in it, ms: from inclusive, to exclusive; the ends may be infinite. */
export interface ListSpan {
  value: string;
  from: number;
  to: number;
}

/** Most values that are written out in a statement. */
const WRITTEN_OUT = 200;

/** A reference list as conditions in SQL look it up. */
export interface ListTable {
  /** Table with the columns `value`, `since`, `until`: the spans. */
  table: string;
  /** Whether any span has an end. */
  dated: boolean;
  /** The values of a short list without dates: written out they leave whole parts of a file unread. */
  values: readonly string[] | null;
}

/** The spans of a list, those of one value apart from each other, so that no instant finds a value twice. */
function spansOf(entries: readonly ListEntry[]): ListSpan[] {
  const byValue = new Map<string, { from: number; to: number }[]>();
  for (const { value, from, to } of entries) {
    const period = periodOf(from, to);
    const known = byValue.get(value);
    if (known) known.push(period);
    else byValue.set(value, [period]);
  }
  return [...byValue].flatMap(([value, periods]) => apart(periods).map((period) => ({ value, ...period })));
}

function apart(periods: { from: number; to: number }[]): { from: number; to: number }[] {
  const result: { from: number; to: number }[] = [];
  for (const { from, to } of periods.toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))) {
    if (!(from < to)) continue;
    const last = result.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else result.push({ from, to });
  }
  return result;
}

/** True where a span has an end. */
function isDated(spans: readonly ListSpan[]): boolean {
  return spans.some(({ from, to }) => from !== -Infinity || to !== Infinity);
}

/** Milliseconds of an instant of a checked condition. Throws RangeError for what is none. */
export function instantOf(value: unknown): number {
  const at = typeof value === 'string' ? parseInstant(value) : NaN;
  if (Number.isNaN(at)) throw new RangeError('expected an instant');
  return at;
}

/** Puts a reference list into a table, new or in place of another, for conditions to look up. */
export async function putList(
  connection: DuckDBConnection,
  table: string,
  entries: readonly ListEntry[],
): Promise<ListTable> {
  const spans = spansOf(entries);
  await connection.run(`CREATE OR REPLACE TABLE ${table} (value VARCHAR, since DOUBLE, until DOUBLE)`);
  const appender = await connection.createAppender(table);
  for (let from = 0; from < spans.length; from += VECTOR) {
    const part = spans.slice(from, from + VECTOR);
    const chunk = DuckDBDataChunk.create([VARCHAR, DOUBLE, DOUBLE], part.length);
    chunk.setColumns([
      part.map(({ value }) => value),
      part.map((span) => span.from),
      part.map(({ to }) => to),
    ]);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
  const dated = isDated(spans);
  const values = dated || spans.length > WRITTEN_OUT ? null : spans.map(({ value }) => value);
  return { table, dated, values };
}
