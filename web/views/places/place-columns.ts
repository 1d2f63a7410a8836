import type { Snippet } from 'svelte';
import { m } from '../../paraglide/messages.js';
import { places, type CustomsHouse, type District } from '../../shell/places.svelte.ts';
import { formatCount } from '../../ui/format.ts';
import type { Column } from '../../ui/kit/table.ts';
import { placeName } from '../../ui/names.ts';

/** Columns of the table of districts; `edit` is the cell of what can be done, coordinates are left out where it is narrow. */
export function districtColumns(edit: Snippet<[District]>, narrow: boolean): Column<District>[] {
  return [...names<District>(), ...whereabouts<District>(narrow), actions(edit)];
}

/** Columns of the table of customs houses. */
export function houseColumns(edit: Snippet<[CustomsHouse]>, narrow: boolean): Column<CustomsHouse>[] {
  return [
    ...names<CustomsHouse>(),
    {
      id: 'district',
      label: m.places_district(),
      text: ({ district }) => districtName(district),
      sortBy: ({ district }) => districtName(district),
    },
    {
      id: 'capacity',
      label: m.places_capacity(),
      text: ({ inspectionsPerDay, inspectionsPerHour }) =>
        inspectionsPerHour > 0
          ? m.places_capacity_by_hour({ count: formatCount(inspectionsPerHour) })
          : formatCount(inspectionsPerDay),
      sortBy: ({ inspectionsPerDay, inspectionsPerHour }) => 24 * inspectionsPerHour || inspectionsPerDay,
      numeric: true,
    },
    ...whereabouts<CustomsHouse>(narrow),
    actions(edit),
  ];
}

function names<Place extends District>(): Column<Place>[] {
  return [
    { id: 'code', label: m.places_code(), text: ({ code }) => code, sortBy: ({ code }) => code },
    { id: 'name', label: m.places_name(), text: placeName, sortBy: placeName, rowHead: true },
  ];
}

function whereabouts<Place extends District>(narrow: boolean): Column<Place>[] {
  const zone: Column<Place> = {
    id: 'zone',
    label: m.places_time_zone(),
    text: ({ timeZone }) => timeZone,
    sortBy: ({ timeZone }) => timeZone,
  };
  const at: Column<Place> = {
    id: 'at',
    label: m.places_coordinates(),
    text: ({ latitude, longitude }) => `${latitude.toFixed(2)}, ${longitude.toFixed(2)}`,
    numeric: true,
  };
  return narrow ? [zone] : [zone, at];
}

function actions<Place>(edit: Snippet<[Place]>): Column<Place> {
  return { id: 'actions', label: m.places_actions(), hiddenHead: true, cell: edit };
}

function districtName(code: string): string {
  const district = places.districts.get(code);
  return district === undefined ? code : placeName(district);
}
