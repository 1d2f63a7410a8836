import { z } from 'zod';
import { districtFields, houseFields, placeCode } from '../../../shared/contract/places.ts';
import { m } from '../../paraglide/messages.js';
import type { CustomsHouse, District } from '../../shell/places.svelte.ts';

export type PlaceKind = 'districts' | 'houses';

/** In the order of the form. */
export const PLACE_FIELDS = [
  'code',
  'district',
  'name',
  'nameZh',
  'latitude',
  'longitude',
  'timeZone',
  'inspectionsPerDay',
  'inspectionsPerHour',
] as const;

export type PlaceField = (typeof PLACE_FIELDS)[number];

/** What the form holds, all of it text. */
export type PlaceForm = Record<PlaceField, string>;

/** What is expected of a field. */
export const FIELD_RULES: Record<PlaceField, () => string> = {
  code: m.places_invalid_code,
  district: m.places_invalid_district,
  name: m.places_invalid_name,
  nameZh: m.places_invalid_name_zh,
  latitude: m.places_invalid_latitude,
  longitude: m.places_invalid_longitude,
  timeZone: m.places_invalid_time_zone,
  inspectionsPerDay: m.places_invalid_capacity,
  inspectionsPerHour: m.places_invalid_capacity_hour,
};

/** The form of a place; a new one begins in `district`, with its zone. */
export function formOf(place: District | CustomsHouse | null, district: District | undefined): PlaceForm {
  const house = place !== null && 'district' in place ? place : null;
  return {
    code: place?.code ?? '',
    district: house?.district ?? district?.code ?? '',
    name: place?.name ?? '',
    nameZh: place?.nameZh ?? '',
    latitude: place === null ? '' : String(place.latitude),
    longitude: place === null ? '' : String(place.longitude),
    timeZone: place?.timeZone ?? district?.timeZone ?? '',
    inspectionsPerDay: String(house?.inspectionsPerDay ?? 0),
    inspectionsPerHour: String(house?.inspectionsPerHour ?? 0),
  };
}

export interface FieldFault {
  field: PlaceField;
  text: string;
}

export type PlaceResult = { ok: true; path: string; body: unknown } | { ok: false; faults: FieldFault[] };

/**
 * The request that saves the form, or what is wrong with which field, in their order; the rules are the server's own.
 * Where there is no name in Chinese, the other serves.
 */
export function readForm(kind: PlaceKind, form: PlaceForm): PlaceResult {
  const {
    code,
    district,
    name,
    nameZh,
    latitude,
    longitude,
    inspectionsPerDay,
    inspectionsPerHour,
    ...texts
  } = form;
  const names = { name, nameZh: nameZh.trim() === '' ? name : nameZh };
  const fields = { ...texts, ...names, latitude: numberIn(latitude), longitude: numberIn(longitude) };
  const schema =
    kind === 'houses' ? houseFields.extend({ code: placeCode }) : districtFields.extend({ code: placeCode });
  const result = schema.safeParse({
    code: code.trim(),
    ...fields,
    ...(kind === 'houses' && {
      district,
      inspectionsPerDay: numberIn(inspectionsPerDay),
      inspectionsPerHour: numberIn(inspectionsPerHour),
    }),
  });
  if (!result.success) {
    const faulty: Record<string, unknown> = z.flattenError(result.error).fieldErrors;
    const faults = PLACE_FIELDS.filter(
      (field) => field in faulty && !(field === 'nameZh' && nameZh.trim() === ''),
    );
    return { ok: false, faults: faults.map((field) => ({ field, text: FIELD_RULES[field]() })) };
  }
  const { code: checked, ...body } = result.data;
  return { ok: true, path: `/api/places/${kind}/${encodeURIComponent(checked)}`, body };
}

function numberIn(text: string): number {
  const plain = text.trim().replace('−', '-');
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : NaN;
}
