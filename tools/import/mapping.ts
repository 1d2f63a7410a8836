import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { DISCREPANCY_KINDS } from '../../shared/domain/control/finding.ts';

/** Kinds of value a column is read as. */
const KINDS = ['text', 'number', 'boolean', 'date', 'list'] as const;
export type Kind = (typeof KINDS)[number];

/** Fields of a declaration's header by path, with the kind each takes. */
export const HEADER_FIELDS: Readonly<Record<string, Kind>> = {
  declarationNo: 'text',
  direction: 'text',
  procedure: 'text',
  registeredAt: 'date',
  customsHouse: 'text',
  declarant: 'text',
  'trader.id': 'text',
  'trader.name': 'text',
  counterparty: 'text',
  carrier: 'text',
  transportMode: 'text',
  transportId: 'text',
  countryOfDispatch: 'text',
  currency: 'text',
  paymentTerms: 'text',
  grossMassKg: 'number',
  packages: 'number',
  containers: 'list',
};

/** Fields of a goods item by path, with the kind each takes. */
export const ITEM_FIELDS: Readonly<Record<string, Kind>> = {
  itemNo: 'number',
  hsCode: 'text',
  description: 'text',
  origin: 'text',
  netMassKg: 'number',
  supplementaryQuantity: 'number',
  supplementaryUnit: 'text',
  customsValue: 'number',
  dutyRate: 'number',
  dutyAmount: 'number',
  taxType: 'text',
};

const ATTRIBUTE = /^attributes\.[A-Za-z][A-Za-z0-9_]{0,63}$/;
const scalar = z.union([z.string(), z.number(), z.boolean()]);

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Options that only make sense for values read as one kind. */
const KIND_OF_OPTION: Record<string, Kind> = {
  decimal: 'number',
  format: 'date',
  timeZone: 'date',
  time: 'date',
  separator: 'list',
  true: 'boolean',
  false: 'boolean',
};

const rule = z.strictObject({
  constant: scalar.optional(),
  column: z.string().min(1).optional(),
  template: z.string().min(1).optional(),
  type: z.enum(KINDS).optional(),
  padStart: z.strictObject({ length: z.int().min(1).max(64), with: z.string().length(1) }).optional(),
  map: z.record(z.string(), scalar).optional(),
  unmapped: z.enum(['fault', 'keep', 'absent']).optional(),
  whenEmpty: z.union([scalar, z.literal('fault')]).optional(),
  decimal: z.enum(['.', ',']).optional(),
  format: z.string().min(2).optional(),
  timeZone: z.string().refine(isTimeZone, 'expected an IANA time zone, as Asia/Seoul').optional(),
  time: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/, 'expected a time of day, as 12:00:00')
    .optional(),
  separator: z.string().min(1).optional(),
  true: z.array(z.string()).optional(),
  false: z.array(z.string()).optional(),
});

/** How one field gets its value; the format is described in data/mappings/README.md. */
export type FieldRule = z.infer<typeof rule>;

/** Kind a rule reads its value as: its own, else that of the field; national attributes are text by default. */
export function kindOf(path: string, given: FieldRule, fields: Readonly<Record<string, Kind>>): Kind {
  return given.type ?? fields[path] ?? 'text';
}

const rulesFor = (fields: Readonly<Record<string, Kind>>, whole: string) =>
  z.record(z.string(), rule).superRefine((rules, context) => {
    for (const [path, given] of Object.entries(rules)) {
      const fault = (message: string, ...at: string[]) =>
        context.addIssue({ code: 'custom', path: [path, ...at], message });
      if (!Object.hasOwn(fields, path) && !ATTRIBUTE.test(path)) {
        fault(`not a field of a ${whole}; national fields are named attributes.NAME`);
        continue;
      }
      const sources = (['constant', 'column', 'template'] as const).filter(
        (name) => given[name] !== undefined,
      );
      if (sources.length !== 1) fault('expected exactly one of constant, column and template');
      const kind = kindOf(path, given, fields);
      const wanted = fields[path];
      if (wanted && kind !== wanted) fault(`the field takes a ${wanted}`, 'type');
      if (!wanted && (kind === 'date' || kind === 'list'))
        fault('an attribute is text, number or boolean', 'type');
      for (const [option, needs] of Object.entries(KIND_OF_OPTION)) {
        if (given[option as keyof FieldRule] !== undefined && kind !== needs)
          fault(`only for type ${needs}`, option);
      }
      if (kind === 'date' && !given.format && given.constant === undefined) {
        fault('expected how the date is written, as yyyy-MM-dd', 'format');
      }
      if (given.format && given.format !== 'iso' && !given.timeZone)
        fault('expected the zone of the date', 'timeZone');
      if (given.unmapped && !given.map) fault('only together with map', 'unmapped');
    }
  });

/** What a column says that an inspection found. A cell that is in neither list says nothing. */
const outcome = z
  .strictObject({
    column: z.string().min(1),
    conform: z.array(z.string()).min(1),
    discrepancy: z.array(z.string()).min(1),
    kind: z.enum(DISCREPANCY_KINDS),
  })
  .refine(
    ({ conform, discrepancy }) => !conform.some((text) => discrepancy.includes(text)),
    'no text may stand for both results',
  );

const mappingSchema = z.strictObject({
  format: z.literal('tidewaiter-mapping/1'),
  title: z.string().min(1),
  source: z.string().optional(),
  csv: z
    .strictObject({
      delimiter: z.string().min(1).max(4).optional(),
      encoding: z.enum(['utf8', 'utf16le', 'latin1']).optional(),
      empty: z.array(z.string()).optional(),
    })
    .optional(),
  rows: z.enum(['one-declaration', 'consecutive-items']).optional(),
  declaration: rulesFor(HEADER_FIELDS, 'declaration').refine(
    (rules) =>
      ['declarationNo', 'direction', 'registeredAt', 'customsHouse', 'trader.id'].every(
        (path) => rules[path],
      ),
    'expected rules for declarationNo, direction, registeredAt, customsHouse and trader.id',
  ),
  item: rulesFor(ITEM_FIELDS, 'goods item').refine(
    (rules) => ['hsCode', 'customsValue'].every((path) => rules[path]),
    'expected rules for hsCode and customsValue',
  ),
  outcome: outcome.optional(),
  ignored: z.array(z.string()).optional(),
});

/** How the columns of a CSV file become declarations. */
export type Mapping = z.infer<typeof mappingSchema>;

/** A mapping that cannot be used; the message names every fault with its path. */
export class MappingError extends Error {
  override name = 'MappingError';
}

/** Checks what a mapping file holds; throws a MappingError that names every fault. */
export function checkMapping(value: unknown, name: string): Mapping {
  const parsed = mappingSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    (issue) => `  ${issue.path.join(' → ') || '(whole file)'}: ${issue.message}`,
  );
  throw new MappingError(`mapping ${name}:\n${faults.join('\n')}`);
}

/** Reads a mapping: a file of data/mappings by its name, or any file by its path. */
export function loadMapping(nameOrPath: string): Mapping {
  const named = /^[A-Za-z0-9_-]+$/.test(nameOrPath);
  const file = named ? new URL(`../../data/mappings/${nameOrPath}.json`, import.meta.url) : nameOrPath;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new MappingError(`mapping ${nameOrPath}: cannot be read${named ? ' from data/mappings' : ''}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new MappingError(`mapping ${nameOrPath}: no JSON: ${(error as Error).message}`);
  }
  return checkMapping(value, nameOrPath);
}
