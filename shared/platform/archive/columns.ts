import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  INTEGER,
  LIST,
  listValue,
  MAP,
  mapValue,
  STRUCT,
  structValue,
  TINYINT,
  VARCHAR,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import { stricter, type Channel } from '../../domain/channel/channel.ts';
import type { AttributeValue } from '../../domain/declaration.ts';
import {
  INSTANT_READERS,
  NUMBER_READERS,
  TEXT_LIST_READERS,
  TEXT_READERS,
  type Frame,
} from '../../domain/targeting/facts.ts';
import { FIELDS, type FieldName, type FieldPlace } from '../../domain/targeting/fields.ts';
import { parseInstant } from '../../domain/targeting/instant.ts';
import type { DecidedDeclaration } from './decided.ts';

/** One column of the archive. */
export interface ArchiveColumn {
  name: string;
  type: DuckDBType;
  /** What it holds of a declaration; of a goods item, with that one in hand. */
  read: (frame: Frame, decided: DecidedDeclaration) => DuckDBValue;
}

/** Channels as the archive holds them: the greater, the stricter. */
export const RANK_OF: Record<Channel, number> = { green: 0, orange: 1, red: 2 };

/** Column of a catalogued field. */
export const columnOf = (field: string): string => field.replaceAll('.', '_');

/** Column of a text field in lower case, as JavaScript has it. */
export const lowerColumnOf = (field: string): string => `${columnOf(field)}_lower`;

/** Kinds of value a national attribute is held by; `instant` are the texts that are instants, in ms. */
export type AttributeKind = 'text' | 'lower' | 'number' | 'flag' | 'instant';

/** Column of the national attributes of one kind. */
export const attributeColumn = (place: FieldPlace, kind: AttributeKind): string =>
  `${place === 'item' ? 'item_' : ''}attributes_${kind}`;

const MS_PER_DAY = 86_400_000;

/** Days from 1970-01-01 to the UTC day of an instant, ms. */
export const dayNumber = (at: number): number => Math.floor(at / MS_PER_DAY);

/** UTC day of a day number, `YYYY-MM-DD`. */
export const dayText = (day: number): string => new Date(day * MS_PER_DAY).toISOString().slice(0, 10);

function fieldColumns(field: FieldName): ArchiveColumn[] {
  const name = columnOf(field);
  const lower = lowerColumnOf(field);
  if (isKey(TEXT_READERS, field)) {
    const read = TEXT_READERS[field];
    return [
      { name, type: VARCHAR, read: (frame) => read(frame) ?? null },
      {
        name: lower,
        type: VARCHAR,
        read: (frame) => read(frame)?.toLowerCase() ?? null,
      },
    ];
  }
  if (isKey(NUMBER_READERS, field)) {
    const read = NUMBER_READERS[field];
    return [{ name, type: DOUBLE, read: (frame) => read(frame) ?? null }];
  }
  if (isKey(INSTANT_READERS, field)) return [{ name, type: BIGINT, read: (frame) => BigInt(frame.at) }];
  if (isKey(TEXT_LIST_READERS, field)) {
    const read = TEXT_LIST_READERS[field];
    const list = (texts: readonly string[] | undefined) => (texts ? listValue([...texts]) : null);
    return [
      { name, type: LIST(VARCHAR), read: (frame) => list(read(frame)) },
      {
        name: lower,
        type: LIST(VARCHAR),
        read: (frame) => list(read(frame)?.map((text) => text.toLowerCase())),
      },
    ];
  }
  // Unreachable while every field has a reader; a field without one is seen when the server starts.
  throw new Error(`the archive has no column for the field ${String(field)}`);
}

function isKey<T extends object>(record: T, key: PropertyKey): key is keyof T {
  return Object.hasOwn(record, key);
}

const KIND_OF: Record<AttributeKind, { type: DuckDBType; of: (value: AttributeValue) => DuckDBValue }> = {
  text: { type: VARCHAR, of: (value) => (typeof value === 'string' ? value : null) },
  lower: { type: VARCHAR, of: (value) => (typeof value === 'string' ? value.toLowerCase() : null) },
  number: { type: DOUBLE, of: (value) => (typeof value === 'number' ? value : null) },
  flag: { type: BOOLEAN, of: (value) => (typeof value === 'boolean' ? value : null) },
  instant: {
    type: BIGINT,
    of: (value) => {
      const at = typeof value === 'string' ? parseInstant(value) : NaN;
      return Number.isNaN(at) ? null : BigInt(at);
    },
  },
};

function attributeColumns(place: FieldPlace): ArchiveColumn[] {
  const attributesOf = ({ declaration, item }: Frame) => (place === 'item' ? item : declaration).attributes;
  return (Object.keys(KIND_OF) as AttributeKind[]).map((kind) => {
    const { type, of } = KIND_OF[kind];
    return {
      name: attributeColumn(place, kind),
      type: MAP(VARCHAR, type),
      read: (frame) => {
        const entries = Object.entries(attributesOf(frame) ?? {}).flatMap(([key, held]) => {
          const value = of(held);
          return value === null ? [] : [{ key, value }];
        });
        return entries.length === 0 ? null : mapValue(entries);
      },
    };
  });
}

const fieldsAt = (place: FieldPlace) =>
  (Object.keys(FIELDS) as FieldName[]).filter((field) => FIELDS[field].place === place).flatMap(fieldColumns);

/** Before regulation by capacity. */
function channelBefore({ floor, candidate, draw }: DecidedDeclaration['decision']): Channel {
  return draw.selected ? 'red' : stricter(floor, candidate);
}

/** The score is cut off here (see `decide`): no points reach a threshold above. */
const MAX_SCORE = 100;

const reachable = (threshold: number) => (threshold > MAX_SCORE ? Infinity : threshold);

const ACTING = STRUCT({ code: VARCHAR, score: DOUBLE, channel: TINYINT });

/** What was decided, and what a further hit changes it by; ranks of channels as in `RANK_OF`. */
const DECISION: ArchiveColumn[] = [
  { name: 'day', type: INTEGER, read: (_, { receivedAt }) => dayNumber(receivedAt.getTime()) },
  { name: 'received_at', type: BIGINT, read: (_, { receivedAt }) => BigInt(receivedAt.getTime()) },
  { name: 'ruleset_version', type: INTEGER, read: (_, { rulesetVersion }) => rulesetVersion },
  { name: 'decided_channel', type: VARCHAR, read: (_, { decision }) => decision.channel },
  { name: 'channel_before', type: TINYINT, read: (_, { decision }) => RANK_OF[channelBefore(decision)] },
  { name: 'drawn', type: BOOLEAN, read: (_, { decision }) => decision.draw.selected },
  { name: 'failed', type: BOOLEAN, read: (_, { decision }) => decision.failed },
  { name: 'red_from', type: DOUBLE, read: (_, { decision }) => reachable(decision.thresholds.red) },
  { name: 'orange_from', type: DOUBLE, read: (_, { decision }) => reachable(decision.thresholds.orange) },
  // The score before it is cut off.
  { name: 'points', type: DOUBLE, read: (_, { acting }) => acting.reduce((sum, hit) => sum + hit.score, 0) },
  {
    name: 'acting',
    type: LIST(ACTING),
    read: (_, { acting }) =>
      acting.length === 0
        ? null
        : listValue(acting.map((hit) => structValue({ ...hit, channel: RANK_OF[hit.channel] }))),
  },
];

/** Columns of the table with a row a declaration, behind its `id`. */
export const HEADER_COLUMNS: readonly ArchiveColumn[] = [
  ...DECISION,
  ...fieldsAt('header'),
  ...attributeColumns('header'),
];

/** Columns of the table with a row a goods item, behind the `id` of its declaration. */
export const ITEM_COLUMNS: readonly ArchiveColumn[] = [
  // Dated lists are looked up by it.
  ...fieldColumns('registeredAt'),
  ...fieldsAt('item'),
  ...attributeColumns('item'),
];
