import type { PlaceSummary } from '../../../shared/contract/live.ts';
import { shareOf } from '../../charts/share-bars.ts';
import { shareMovement, total, type Totals } from './movement.ts';

/** How a sub-place's red share stands against its parent's. */
export type PlaceTone = 'none' | 'usual' | 'raised' | 'high';

export interface PlaceFigure {
  code: string;
  name: string;
  /** The name; where it is long, without what the board's own title says already. */
  shortName: string;
  nameZh: string;
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
/** Characters that a cell of the grid has room for at its narrowest. */
const LONG_NAME = 20;

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
      name: place.name,
      shortName: withoutPrefix(place.name, parentName),
      nameZh: place.nameZh,
      declarations,
      redShare: shareOf(place.totals, 'red'),
      ratio: movement.ratio,
      tone: toneOf(declarations, movement.abnormal, movement.ratio),
      unacknowledged: place.unacknowledged,
      size: Math.sqrt(declarations / most),
    };
  });
}

function withoutPrefix(name: string, prefix: string): string {
  const repeats = name.length > LONG_NAME && name.startsWith(`${prefix} `);
  return repeats ? name.slice(prefix.length + 1) : name;
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
