import { CsvError, parse } from 'csv-parse/sync';
import {
  districtFields,
  houseFields,
  MAX_PLACE_FAULTS,
  OPTIONAL_PLACE_COLUMNS,
  PLACE_COLUMNS,
  placeCode,
  type DistrictFields,
  type HouseFields,
  type PlaceFault,
  type PlaceFaultCode,
  type PlacesFile,
} from '../../shared/contract/places.ts';

/** Most places of one file. */
const MAX_PLACES = 10_000;

const NUMBERS = new Set(['latitude', 'longitude', 'inspectionsPerDay', 'inspectionsPerHour']);

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
      faults: [{ line: Number(error['lines'] ?? 1), column: null, code: 'not-csv', reason: error.message }],
    };
  }
  const faults: PlaceFault[] = [
    ...columns
      .filter((column) => !header.includes(column) && !OPTIONAL_PLACE_COLUMNS.includes(column))
      .map((column) => ({
        line: 1,
        column,
        code: 'column-missing' as const,
        reason: 'the column is missing',
      })),
    ...header
      .filter((column) => !columns.includes(column))
      .map((column) => ({
        line: 1,
        column,
        code: 'column-unknown' as const,
        reason: `expected one of ${columns.join(', ')}`,
      })),
  ];
  if (faults.length > 0) return { ok: false, faults };
  if (rows.length > MAX_PLACES) {
    const reason = `expected at most ${MAX_PLACES} rows`;
    return { ok: false, faults: [{ line: 1, column: null, code: 'too-many-rows', reason }] };
  }

  const seen = new Map<string, number>();
  const places: { code: string }[] = [];
  for (const { record, info } of rows) {
    const line = info.lines;
    const { code: text = '', ...fields } = record;
    const code = placeCode.safeParse(text);
    const parsed = (kind === 'districts' ? districtFields : houseFields).safeParse(withNumbers(fields));
    const fault = (column: string, reason: string, as: PlaceFaultCode = 'value-invalid') =>
      faults.push({ line, column, code: as, reason });
    if (!code.success) fault('code', code.error.issues[0]!.message);
    else if (seen.has(code.data)) {
      fault('code', `the code stands in line ${seen.get(code.data)} already`, 'code-twice');
    }
    for (const issue of parsed.error?.issues ?? []) fault(String(issue.path[0] ?? ''), issue.message);
    const district = 'district' in fields ? String(fields['district']) : null;
    if (parsed.success && district !== null && !isKnownDistrict(district)) {
      fault('district', `the district "${district}" is not known`, 'district-unknown');
    }
    if (!code.success || !parsed.success) continue;
    seen.set(code.data, line);
    places.push({ code: code.data, ...parsed.data });
  }
  if (faults.length > 0) return { ok: false, faults: faults.slice(0, MAX_PLACE_FAULTS) };
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
