import { max } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';
import type { ExpectedHour } from '../../shared/contract/flow-expectation.ts';
import { countScale, countTicks } from './count-axis.ts';
import { round, type Box } from './frame.ts';
import type { AxisTick } from './time-axis.ts';

/** Room that the name of an instant takes, in design pixels. */
const LABEL_WIDTH = 72;

/** Steps between named hours, the least that leaves room is taken. */
const STEPS = [3, 6, 12, 24];

/** A control chart hour by hour. */
export interface ExpectationDrawing {
  /** Between the limits; broken where there are none. */
  band: string;
  limits: string;
  expected: string;
  observed: string;
  /** Hours beyond their limits, and the newest known one. */
  points: { x: number; y: number; out: boolean }[];
  valueTicks: AxisTick[];
  timeTicks: AxisTick[];
}

/** On which side of its limits an hour is; null inside, and where either is not known. */
export function sideOf({ observed, usual }: ExpectedHour): 'above' | 'below' | null {
  if (observed === null || usual === null) return null;
  if (observed > usual.upper) return 'above';
  return observed < usual.lower ? 'below' : null;
}

/** Draws each hour at its middle; `hourOf` is the hour of the day of an instant by the clock of the place. */
export function expectationDrawing(
  hours: readonly ExpectedHour[],
  box: Box,
  hourOf: (instant: number) => number,
): ExpectationDrawing {
  const x = scaleLinear([-0.5, Math.max(0.5, hours.length - 0.5)], [box.left, box.right]);
  const high = max(hours, ({ observed, usual }) => Math.max(observed ?? 0, usual?.upper ?? 0)) ?? 0;
  const y = countScale(box, high);
  const path = (value: (hour: ExpectedHour) => number | null) =>
    line<ExpectedHour>()
      .defined((hour) => value(hour) !== null)
      .x((_, at) => x(at))
      .y((hour) => y(value(hour)!))
      .digits(1)(hours) ?? '';
  const newest = hours.findLastIndex(({ observed }) => observed !== null);
  return {
    band:
      area<ExpectedHour>()
        .defined(({ usual }) => usual !== null)
        .x((_, at) => x(at))
        .y0(({ usual }) => y(usual!.lower))
        .y1(({ usual }) => y(usual!.upper))
        .digits(1)(hours) ?? '',
    limits: path(({ usual }) => usual?.upper ?? null) + path(({ usual }) => usual?.lower ?? null),
    expected: path(({ usual }) => usual?.expected ?? null),
    observed: path(({ observed }) => observed),
    points: hours.flatMap((hour, at) => {
      const out = sideOf(hour) !== null;
      return hour.observed === null || !(out || at === newest)
        ? []
        : [{ x: round(x(at)), y: round(y(hour.observed)), out }];
    }),
    valueTicks: countTicks(y, 4),
    timeTicks: namedHours(hours, hourOf, x(1) - x(0)).map((at) => ({
      value: hours[at]!.startedAt,
      at: round(x(at - 0.5)),
    })),
  };
}

/** Positions of the hours that are named: whole parts of the place's day, as many as there is room for. */
function namedHours(
  hours: readonly ExpectedHour[],
  hourOf: (instant: number) => number,
  hourWidth: number,
): number[] {
  const step = STEPS.find((hoursApart) => hoursApart * hourWidth >= LABEL_WIDTH) ?? STEPS.at(-1)!;
  return hours.flatMap(({ startedAt }, at) => (hourOf(startedAt) % step === 0 ? at : []));
}
