import { max } from 'd3-array';
import { scaleBand, scaleLinear } from 'd3-scale';
import { round, type Box } from './frame.ts';

export interface DayFigures {
  /** `YYYY-MM-DD` */
  day: string;
  hits: number;
  shadowHits: number;
  inspections: number;
  discrepancies: number;
}

export interface DayBar {
  day: string;
  x: number;
  width: number;
  /** Heights from the bottom of the box, one on the other. */
  hits: { y: number; height: number };
  shadow: { y: number; height: number };
  /** Where the day's name stands; null for those left out for room. */
  labelled: boolean;
}

export interface DayDrawing {
  bars: DayBar[];
  ticks: { value: number; at: number }[];
}

/** Room that the name of a day takes, in design pixels. */
const LABEL_WIDTH = 80;

/** A bar a day: the hits that acted, and on them those in shadow. Scaled to the fullest day. */
export function dayBars(days: readonly DayFigures[], box: Box): DayDrawing {
  const most = max(days, ({ hits, shadowHits }) => hits + shadowHits) ?? 0;
  const x = scaleBand(
    days.map(({ day }) => day),
    [box.left, box.right],
  ).padding(0.2);
  const y = scaleLinear([0, Math.max(1, most)], [box.bottom, box.top]).nice(4);
  const every = Math.max(1, Math.ceil(LABEL_WIDTH / Math.max(1, x.step())));
  return {
    bars: days.map(({ day, hits, shadowHits }, i) => ({
      day,
      x: round(x(day) ?? box.left),
      width: round(x.bandwidth()),
      hits: { y: round(y(hits)), height: round(box.bottom - y(hits)) },
      shadow: { y: round(y(hits + shadowHits)), height: round(y(hits) - y(hits + shadowHits)) },
      labelled: (days.length - 1 - i) % every === 0,
    })),
    ticks: y
      .ticks(4)
      .filter((value) => Number.isInteger(value))
      .map((value) => ({ value, at: round(y(value)) })),
  };
}
