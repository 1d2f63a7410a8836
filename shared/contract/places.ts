import { z } from 'zod';

/** District that takes in the houses whose own is not known. */
export const UNASSIGNED_DISTRICT = 'unassigned';

/** Codes of districts and houses: what every scope and address can name. */
export const placeCode = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/, 'expected 1 to 32 letters, digits or . _ -');

const name = z
  .string()
  .trim()
  .min(1, 'expected a name')
  .max(200, 'expected at most 200 characters')
  .regex(/^[^\p{Cc}]*$/u, 'expected no control characters');

const timeZone = z.string().max(64).refine(isTimeZone, 'expected an IANA time zone, such as Asia/Shanghai');

/** What is stated of a district: names, centre (WGS 84, degrees) and IANA time zone. */
export const districtFields = z.strictObject({
  name,
  nameZh: name,
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  timeZone,
});

/**
 * What is stated of a customs house. `inspectionsPerDay` is what its officers can inspect; `inspectionsPerHour`, where it
 * is above 0, counts instead.
 */
export const houseFields = z.strictObject({
  ...districtFields.shape,
  district: placeCode,
  inspectionsPerDay: z.int().min(0).max(100_000),
  inspectionsPerHour: z.int().min(0).max(10_000).default(0),
});

export type DistrictFields = z.output<typeof districtFields>;
export type HouseFields = z.output<typeof houseFields>;

/** Longest file of places, in characters. */
export const MAX_PLACES_FILE = 4_000_000;

/** A file of places in CSV, its first row naming the columns. */
export const placesFile = z.strictObject({
  kind: z.enum(['districts', 'houses']),
  csv: z.string().max(MAX_PLACES_FILE),
  /** Only say what would happen. */
  preview: z.boolean().default(false),
});

export type PlacesFile = z.input<typeof placesFile>;

/** Columns of such a file, in any order. */
export const PLACE_COLUMNS = {
  districts: ['code', 'name', 'nameZh', 'latitude', 'longitude', 'timeZone'],
  houses: [
    'code',
    'district',
    'name',
    'nameZh',
    'latitude',
    'longitude',
    'timeZone',
    'inspectionsPerDay',
    'inspectionsPerHour',
  ],
} as const satisfies Record<PlacesFile['kind'], readonly string[]>;

/** Columns that a file may leave out: none is then stated. */
export const OPTIONAL_PLACE_COLUMNS: readonly string[] = ['inspectionsPerHour'];

export const PLACE_FAULTS = [
  'not-csv',
  'too-many-rows',
  'column-missing',
  'column-unknown',
  'value-invalid',
  'code-twice',
  'district-unknown',
] as const;

export type PlaceFaultCode = (typeof PLACE_FAULTS)[number];

/**
 * A fault of a file: `line` as an editor counts, `column` null where the whole row is at fault, `reason` what `code`
 * says, in English.
 */
export interface PlaceFault {
  line: number;
  column: string | null;
  code: PlaceFaultCode;
  reason: string;
}

/** Faults of a file that are told at once. */
export const MAX_PLACE_FAULTS = 200;

/** What a file did, or would do. Places it does not name stay as they are. */
export interface PlacesLoaded {
  added: number;
  changed: number;
  unchanged: number;
}

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    // Offsets such as +08:00 know no summer time.
    return /[A-Za-z]/.test(text);
  } catch {
    return false;
  }
}
