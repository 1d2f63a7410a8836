import type { PathCommand } from 'fontkit';

interface Point {
  x: number;
  y: number;
  onCurve: boolean;
}

/** A glyph as a TrueType font holds it; a blank one has no `data`. Distances in font units. */
export interface EncodedGlyph {
  data: Buffer;
  xMin: number;
  yMin: number;
  xMax: number;
  yMax: number;
  points: number;
  contours: number;
}

/**
 * Writes an outline of straight lines and quadratic curves as an entry of the `glyf` table (OpenType 1.9, "Simple
 * Glyph Description"). Points are rounded to whole units; throws on a cubic curve, which TrueType does not have.
 */
export function encodeOutline(commands: readonly PathCommand[]): EncodedGlyph {
  const contours = contoursOf(commands);
  const points = contours.flat();
  if (points.length === 0) {
    return { data: Buffer.alloc(0), xMin: 0, yMin: 0, xMax: 0, yMax: 0, points: 0, contours: 0 };
  }
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const box = { xMin: Math.min(...xs), yMin: Math.min(...ys), xMax: Math.max(...xs), yMax: Math.max(...ys) };
  const header = Buffer.alloc(10 + contours.length * 2 + 2);
  [contours.length, box.xMin, box.yMin, box.xMax, box.yMax].forEach((value, at) => {
    header.writeInt16BE(value, at * 2);
  });
  let last = -1;
  contours.forEach((contour, at) => {
    last += contour.length;
    header.writeUInt16BE(last, 10 + at * 2);
  });
  const flags = Buffer.from(points.map(({ onCurve }) => (onCurve ? 1 : 0)));
  const data = Buffer.concat([header, flags, differences(xs), differences(ys)]);
  return { data, ...box, points: points.length, contours: contours.length };
}

/** Each value as the step from the one before, in 16 bits: longer than it need be, and right for every outline. */
function differences(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, at) => bytes.writeInt16BE(value - (values[at - 1] ?? 0), at * 2));
  return bytes;
}

function contoursOf(commands: readonly PathCommand[]): Point[][] {
  const contours: Point[][] = [];
  let contour: Point[] = [];
  const add = (x: number, y: number, onCurve: boolean) =>
    contour.push({ x: Math.round(x), y: Math.round(y), onCurve });
  const close = () => {
    const [first, end] = [contour[0], contour.at(-1)];
    // A contour of TrueType closes by itself: its start is not named again.
    if (contour.length > 1 && end!.onCurve && end!.x === first!.x && end!.y === first!.y) contour.pop();
    if (contour.length > 0) contours.push(contour);
    contour = [];
  };
  for (const { command, args } of commands) {
    const [a, b, c, d] = args as [number, number, number, number];
    if (command === 'bezierCurveTo') throw new Error('a TrueType outline has no cubic curves');
    if (command === 'moveTo' || command === 'closePath') close();
    if (command === 'moveTo' || command === 'lineTo') add(a, b, true);
    if (command === 'quadraticCurveTo') {
      add(a, b, false);
      add(c, d, true);
    }
  }
  close();
  return contours;
}
