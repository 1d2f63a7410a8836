import { z } from 'zod';
import { districtFields, houseFields, placeCode } from '../../../shared/contract/places.ts';
import { m } from '../../paraglide/messages.js';
import type { CustomsHouse, District } from '../../shell/places.svelte.ts';

export type PlaceKind = 'districts' | 'houses';

/** What the form holds, all of it text. */
export type PlaceForm = Record<
  'code' | 'district' | 'name' | 'nameZh' | 'latitude' | 'longitude' | 'timeZone' | 'inspectionsPerDay',
  string
>;

export type PlaceField = keyof PlaceForm;

const WORDS: Record<PlaceField, () => string> = {
  code: m.places_invalid_code,
  district: m.places_invalid_district,
  name: m.places_invalid_name,
  nameZh: m.places_invalid_name,
  latitude: m.places_invalid_latitude,
  longitude: m.places_invalid_longitude,
  timeZone: m.places_invalid_time_zone,
  inspectionsPerDay: m.places_invalid_capacity,
};

/** The form of a place, or of a new one, which begins with the zone of its neighbours. */
export function formOf(place: District | CustomsHouse | null, neighbour: District | undefined): PlaceForm {
  const house = place !== null && 'district' in place ? place : null;
  return {
    code: place?.code ?? '',
    district: house?.district ?? '',
    name: place?.name ?? '',
    nameZh: place?.nameZh ?? '',
    latitude: place === null ? '' : String(place.latitude),
    longitude: place === null ? '' : String(place.longitude),
    timeZone: place?.timeZone ?? neighbour?.timeZone ?? '',
    inspectionsPerDay: String(house?.inspectionsPerDay ?? 0),
  };
}

export type PlaceResult =
  { ok: true; path: string; body: unknown } | { ok: false; faults: Partial<Record<PlaceField, string>> };

/** The request that saves the form, or what is wrong with which field; the rules are the server's own. */
export function readForm(kind: PlaceKind, form: PlaceForm): PlaceResult {
  const { code, district, latitude, longitude, inspectionsPerDay, ...texts } = form;
  const fields = { ...texts, latitude: numberIn(latitude), longitude: numberIn(longitude) };
  const schema =
    kind === 'houses' ? houseFields.extend({ code: placeCode }) : districtFields.extend({ code: placeCode });
  const result = schema.safeParse({
    code: code.trim(),
    ...fields,
    ...(kind === 'houses' && { district, inspectionsPerDay: numberIn(inspectionsPerDay) }),
  });
  if (!result.success) {
    const places = z.flattenError(result.error).fieldErrors as Record<string, unknown>;
    const faulty = Object.keys(places) as PlaceField[];
    return { ok: false, faults: Object.fromEntries(faulty.map((field) => [field, WORDS[field]()])) };
  }
  const { code: checked, ...body } = result.data;
  return { ok: true, path: `/api/places/${kind}/${encodeURIComponent(checked)}`, body };
}

function numberIn(text: string): number {
  const plain = text.trim().replace('−', '-');
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : NaN;
}
