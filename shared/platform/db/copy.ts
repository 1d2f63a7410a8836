import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import type { Client } from './pool.ts';

export type CopyValue = string | number | boolean | Date | null | readonly (string | number)[];

const SPECIAL = /[\\\t\n\r]/;

function escapeText(text: string): string {
  if (!SPECIAL.test(text)) return text;
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('\t', '\\t')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
}

function encode(value: CopyValue): string {
  if (typeof value === 'string') return escapeText(value);
  if (value === null) return '\\N';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (value instanceof Date) return value.toISOString();
  const elements = value.map((element) =>
    typeof element === 'number' ? String(element) : `"${element.replace(/["\\]/g, '\\$&')}"`,
  );
  return escapeText(`{${elements.join(',')}}`);
}

/** One line of COPY's text format (PostgreSQL manual, COPY, text format). */
export function copyLine(row: readonly CopyValue[]): string {
  let line = encode(row[0]!);
  for (let i = 1; i < row.length; i++) line += `\t${encode(row[i]!)}`;
  return `${line}\n`;
}

/** Writes rows, already encoded with `copyLine`, into a table with COPY, inside the client's transaction. */
export async function copyInto(client: Client, table: string, columns: string, lines: string): Promise<void> {
  if (lines === '') return;
  const stream = client.query(copyFrom(`COPY ${table} (${columns}) FROM STDIN`));
  const end = finished(stream);
  if (!stream.write(lines)) await Promise.race([once(stream, 'drain'), end]);
  stream.end();
  await end;
}
