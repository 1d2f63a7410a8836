import type { PlaceSummary } from '../../../shared/contract/live.ts';
import { shareOf } from '../../charts/share-bars.ts';
import { placeName } from '../../ui/names.ts';
import { shareMovement, total, type Totals } from './movement.ts';

/** How a sub-place's red share stands against its parent's. */
export type PlaceTone = 'none' | 'usual' | 'raised' | 'high';

export interface PlaceFigure {
  code: string;
  /** In the reader's language, as below. */
  name: string;
  /** The name without what the board says already: its own title, and in Chinese that all are customs houses. */
  shortName: string;
  declarations: number;
  redShare: number | null;
  /** Red share ÷ the parent's. */
  ratio: number | null;
  tone: PlaceTone;
  unacknowledged: number;
  /** Diameter against the largest, 0 to 1; the area follows the volume. */
  size: number;
}

const HIGH_RATIO = 2;
/** Characters that a cell of the grid has room for at its narrowest: Latin ones and Chinese ones. */
const LONG_NAME = 20;
const LONG_NAME_ZH = 6;
/** How Chinese names of districts and houses end. */
const CUSTOMS = /海关$/;

export function placeFigures(
  places: readonly PlaceSummary[],
  parent: Totals,
  parentName: string,
): PlaceFigure[] {
  const most = Math.max(1, ...places.map((place) => total(place.totals)));
  return places.map((place) => {
    const declarations = total(place.totals);
    const movement = shareMovement(place.totals, parent, 'red');
    return {
      code: place.code,
      name: placeName(place),
      shortName: shortName(placeName(place), parentName),
      declarations,
      redShare: shareOf(place.totals, 'red'),
      ratio: movement.ratio,
      tone: toneOf(declarations, movement.abnormal, movement.ratio),
      unacknowledged: place.unacknowledged,
      size: Math.sqrt(declarations / most),
    };
  });
}

function shortName(name: string, parentName: string): string {
  if (!CUSTOMS.test(name)) return withoutPrefix(name, `${parentName} `, LONG_NAME);
  return withoutPrefix(name.replace(CUSTOMS, ''), parentName.replace(CUSTOMS, ''), LONG_NAME_ZH);
}

function withoutPrefix(name: string, prefix: string, long: number): string {
  return name.length > long && name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

function toneOf(declarations: number, abnormal: boolean, ratio: number | null): PlaceTone {
  if (declarations === 0) return 'none';
  if (!abnormal || ratio === null || ratio <= 1) return 'usual';
  return ratio >= HIGH_RATIO ? 'high' : 'raised';
}

/** The places a grid has room for: all, or the busiest of them. */
export function busiest(places: readonly PlaceSummary[], room: number): readonly PlaceSummary[] {
  if (places.length <= room) return places;
  return places.toSorted((a, b) => total(b.totals) - total(a.totals)).slice(0, room);
}
