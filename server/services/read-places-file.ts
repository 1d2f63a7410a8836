import { CsvError, parse } from 'csv-parse/sync';
import {
  districtFields,
  houseFields,
  PLACE_COLUMNS,
  placeCode,
  type DistrictFields,
  type HouseFields,
  type PlaceFault,
  type PlacesFile,
} from '../../shared/contract/places.ts';

/** Faults told at once. */
const MAX_FAULTS = 200;

/** Most places of one file. */
const MAX_PLACES = 10_000;

const NUMBERS = new Set(['latitude', 'longitude', 'inspectionsPerDay']);

export type PlaceRows =
  | { kind: 'districts'; places: ({ code: string } & DistrictFields)[] }
  | { kind: 'houses'; places: ({ code: string } & HouseFields)[] };

export type PlacesFileResult = { ok: true; rows: PlaceRows } | { ok: false; faults: PlaceFault[] };

interface Row {
  record: Record<string, string>;
  info: { lines: number };
}

/** Reads a CSV of districts or houses; every row must be right, else all faults are named and nothing is taken. */
export function readPlacesFile(
  kind: PlacesFile['kind'],
  csv: string,
  isKnownDistrict: (code: string) => boolean,
): PlacesFileResult {
  const columns: readonly string[] = PLACE_COLUMNS[kind];
  let header: string[] = [];
  let rows: Row[];
  try {
    rows = parse(csv, {
      bom: true,
      columns: (names: string[]) => (header = names.map((name) => name.trim())),
      info: true,
      skip_empty_lines: true,
      trim: true,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return {
      ok: false,
      faults: [{ line: Number(error['lines'] ?? 1), column: null, reason: error.message }],
    };
  }
  const faults: PlaceFault[] = [
    ...columns
      .filter((column) => !header.includes(column))
      .map((column) => ({ line: 1, column, reason: 'the column is missing' })),
    ...header
      .filter((column) => !columns.includes(column))
      .map((column) => ({ line: 1, column, reason: `expected one of ${columns.join(', ')}` })),
  ];
  if (faults.length > 0) return { ok: false, faults };
  if (rows.length > MAX_PLACES) {
    return { ok: false, faults: [{ line: 1, column: null, reason: `expected at most ${MAX_PLACES} rows` }] };
  }

  const seen = new Map<string, number>();
  const places: { code: string }[] = [];
  for (const { record, info } of rows) {
    const line = info.lines;
    const { code: text = '', ...fields } = record;
    const code = placeCode.safeParse(text);
    const parsed = (kind === 'districts' ? districtFields : houseFields).safeParse(withNumbers(fields));
    const of = (column: string | null, reason: string) => faults.push({ line, column, reason });
    if (!code.success) of('code', code.error.issues[0]!.message);
    else if (seen.has(code.data)) of('code', `the code stands in line ${seen.get(code.data)} already`);
    for (const issue of parsed.error?.issues ?? []) of(String(issue.path[0] ?? ''), issue.message);
    const district = 'district' in fields ? String(fields['district']) : null;
    if (parsed.success && district !== null && !isKnownDistrict(district)) {
      of('district', `the district "${district}" is not known`);
    }
    if (!code.success || !parsed.success) continue;
    seen.set(code.data, line);
    places.push({ code: code.data, ...parsed.data });
  }
  if (faults.length > 0) return { ok: false, faults: faults.slice(0, MAX_FAULTS) };
  return { ok: true, rows: { kind, places } as PlaceRows };
}

function withNumbers(fields: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([column, text]) => [
      column,
      NUMBERS.has(column) && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text,
    ]),
  );
}
