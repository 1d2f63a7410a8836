import { cheapestAssignment } from './assignment.ts';

export interface Position {
  latitude: number;
  longitude: number;
}

export interface PlaceGrid {
  columns: number;
  rows: number;
  /** Cell of each place, in the order given. */
  cells: { column: number; row: number }[];
}

/** Cells beyond the number of places, so that the map keeps some of its shape. */
const SPARE = 1.15;

/**
 * Puts every place in a cell of its own, west to the left and north at the top, each as near as can be to where the
 * map would have it. `aspect` is the width of the area ÷ its height, measured in cells' own widths and heights.
 */
export function placeGrid(places: readonly Position[], aspect: number, mostColumns: number): PlaceGrid {
  if (places.length === 0) return { columns: 0, rows: 0, cells: [] };
  const wanted = Math.max(places.length, Math.ceil(places.length * SPARE));
  const columns = Math.max(1, Math.min(mostColumns, Math.round(Math.sqrt(wanted * aspect))));
  const rows = Math.ceil(wanted / columns);

  const located = places.filter(isLocated);
  const across = blend(located.map((place) => place.longitude));
  const down = blend(located.map((place) => -place.latitude));
  const cost = places.map((place) => {
    const x = isLocated(place) ? across(place.longitude) : 0;
    const y = isLocated(place) ? down(-place.latitude) : 1;
    return Array.from({ length: rows * columns }, (_, cell) => {
      const dx = x * (columns - 1) - (cell % columns);
      const dy = y * (rows - 1) - Math.floor(cell / columns);
      return dx * dx + dy * dy;
    });
  });
  const cells = cheapestAssignment(cost).map((cell) => ({
    column: cell % columns,
    row: Math.floor(cell / columns),
  }));
  return { columns, rows, cells };
}

/** Places whose position is not known stand at 0, 0; they go to the lower left, and pull at nobody. */
function isLocated(place: Position): boolean {
  return place.latitude !== 0 || place.longitude !== 0;
}

/** Between place on the map and rank, 0 to 1: crowded coasts spread out, far places stay far. */
function blend(values: readonly number[]): (value: number) => number {
  const sorted = values.toSorted((a, b) => a - b);
  const low = sorted[0] ?? 0;
  const reach = (sorted.at(-1) ?? 0) - low;
  return (value) => {
    if (reach === 0) return 0.5;
    const rank = (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2 / (sorted.length - 1);
    return 0.4 * ((value - low) / reach) + 0.6 * rank;
  };
}
