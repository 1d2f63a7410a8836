import type { ProfileRow } from '../../../shared/contract/profiles.ts';

type Cell = string | number | boolean | null;

/** Columns of the file; English in every language, so that what reads it need not care who saved it. */
const COLUMNS: readonly [name: string, cell: (row: ProfileRow) => Cell][] = [
  ['code', ({ code }) => code],
  ['version', ({ version }) => version],
  ['title', ({ title }) => title],
  ['titleZh', ({ titleZh }) => titleZh],
  ['level', ({ level }) => level],
  ['scope', ({ scope }) => scope],
  ['state', ({ state }) => state],
  ['canary', ({ release }) => release?.canary !== undefined],
  ['channel', ({ channel }) => channel],
  ['mandatory', ({ mandatory }) => mandatory],
  ['score', ({ score }) => score],
  ['hits', ({ performance }) => performance.hits],
  ['shadowHits', ({ performance }) => performance.shadowHits],
  ['reds', ({ performance }) => performance.reds],
  ['extraReds', ({ performance }) => performance.extraReds],
  ['inspections', ({ performance }) => performance.inspections],
  ['discrepancies', ({ performance }) => performance.discrepancies],
  ['hitRate', ({ performance }) => performance.hitRate?.value ?? null],
  ['hitRateLow', ({ performance }) => performance.hitRate?.low ?? null],
  ['hitRateHigh', ({ performance }) => performance.hitRate?.high ?? null],
  ['lift', ({ performance }) => performance.lift],
  ['lastHitAt', ({ performance }) => performance.lastHitAt],
];

/** The rows as a CSV file (RFC 4180, with a mark that spreadsheets know UTF-8 by). */
export function profilesCsv(rows: readonly ProfileRow[]): string {
  const lines = [COLUMNS.map(([name]) => name), ...rows.map((row) => COLUMNS.map(([, cell]) => cell(row)))];
  return `\uFEFF${lines.map((cells) => `${cells.map(cellText).join(',')}\r\n`).join('')}`;
}

/** What a spreadsheet would run as a formula gets an apostrophe in front. */
function cellText(cell: Cell): string {
  if (typeof cell !== 'string') return cell === null ? '' : String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
