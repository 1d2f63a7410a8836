import type { EncodedGlyph } from './outline.ts';

/** A glyph with the character it stands for; the first of a font stands for what it lacks and has none. */
export interface FontGlyph {
  codePoint: number | null;
  advanceWidth: number;
  outline: EncodedGlyph;
}

export interface FontMetrics {
  /** PostScript name: no spaces. */
  name: string;
  unitsPerEm: number;
  ascent: number;
  /** Below the line, negative. */
  descent: number;
}

/** Writes a TrueType font of the tables that a PDF's writer reads (OpenType 1.9, chapter 5). The same in, the same out. */
export function writeTrueType(glyphs: readonly FontGlyph[], metrics: FontMetrics): Buffer {
  const { glyf, loca } = glyphData(glyphs);
  return withDirectory({
    cmap: characterMap(glyphs),
    glyf,
    head: head(glyphs, metrics.unitsPerEm),
    hhea: horizontalHeader(glyphs, metrics),
    hmtx: horizontalMetrics(glyphs),
    loca,
    maxp: maximumProfile(glyphs),
    name: nameTable(metrics.name),
    post: Buffer.concat([int32(0x00030000), Buffer.alloc(28)]),
  });
}

function int32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, at) => bytes.writeUInt32BE(value, at * 4));
  return bytes;
}

/** Signed or not: what is above 32,767 is written as the same bits. */
function int16(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, at) => bytes.writeUInt16BE(value & 0xffff, at * 2));
  return bytes;
}

function padded(data: Buffer, to: number): Buffer {
  return Buffer.concat([data, Buffer.alloc((to - (data.length % to)) % to)]);
}

function glyphData(glyphs: readonly FontGlyph[]): { glyf: Buffer; loca: Buffer } {
  const parts = glyphs.map(({ outline }) => padded(outline.data, 4));
  const offsets = [0];
  for (const part of parts) offsets.push(offsets.at(-1)! + part.length);
  return { glyf: Buffer.concat(parts), loca: int32(...offsets) };
}

/** Format 12: every character of Unicode, one group each. */
function characterMap(glyphs: readonly FontGlyph[]): Buffer {
  const groups = glyphs
    .flatMap(({ codePoint }, id) => (codePoint === null ? [] : [[codePoint, codePoint, id]]))
    .sort((a, b) => a[0]! - b[0]!);
  const table = Buffer.concat([
    int16(12, 0),
    int32(16 + groups.length * 12, 0, groups.length, ...groups.flat()),
  ]);
  // One encoding: Windows, the whole of Unicode.
  return Buffer.concat([int16(0, 1, 3, 10), int32(12), table]);
}

function box(glyphs: readonly FontGlyph[]): [number, number, number, number] {
  const drawn = glyphs.map(({ outline }) => outline).filter(({ points }) => points > 0);
  return [
    Math.min(0, ...drawn.map(({ xMin }) => xMin)),
    Math.min(0, ...drawn.map(({ yMin }) => yMin)),
    Math.max(0, ...drawn.map(({ xMax }) => xMax)),
    Math.max(0, ...drawn.map(({ yMax }) => yMax)),
  ];
}

function head(glyphs: readonly FontGlyph[], unitsPerEm: number): Buffer {
  return Buffer.concat([
    // Version, revision, checksum (not read in a PDF), magic number.
    int32(0x00010000, 0x00010000, 0, 0x5f0f3cf5),
    int16(0b11, unitsPerEm),
    // Created and modified: never, so that the same glyphs make the same font.
    Buffer.alloc(16),
    int16(...box(glyphs), 0, 8, 2, 1, 0),
  ]);
}

function horizontalHeader(glyphs: readonly FontGlyph[], { ascent, descent }: FontMetrics): Buffer {
  const [xMin, , xMax] = box(glyphs);
  const widest = Math.max(...glyphs.map(({ advanceWidth }) => advanceWidth));
  const caret = [1, 0, 0];
  return Buffer.concat([
    int32(0x00010000),
    int16(ascent, descent, 0, widest, xMin, 0, xMax, ...caret, 0, 0, 0, 0, 0, glyphs.length),
  ]);
}

function horizontalMetrics(glyphs: readonly FontGlyph[]): Buffer {
  return int16(...glyphs.flatMap(({ advanceWidth, outline }) => [advanceWidth, outline.xMin]));
}

function maximumProfile(glyphs: readonly FontGlyph[]): Buffer {
  const most = (count: (outline: EncodedGlyph) => number) =>
    Math.max(...glyphs.map(({ outline }) => count(outline)));
  return Buffer.concat([
    int32(0x00010000),
    int16(
      glyphs.length,
      most(({ points }) => points),
      most(({ contours }) => contours),
    ),
    // No composite glyphs and no instructions: one zone, nothing else.
    int16(0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
  ]);
}

function nameTable(name: string): Buffer {
  const text = Buffer.from(name, 'utf16le').swap16();
  const postScriptName = 6;
  return Buffer.concat([int16(0, 1, 18, 3, 1, 0x409, postScriptName, text.length, 0), text]);
}

function withDirectory(tables: Record<string, Buffer>): Buffer {
  const tags = Object.keys(tables).sort();
  const log = Math.floor(Math.log2(tags.length));
  const range = 2 ** log * 16;
  const start = 12 + tags.length * 16;
  const records: Buffer[] = [int32(0x00010000), int16(tags.length, range, log, tags.length * 16 - range)];
  const parts: Buffer[] = [];
  let offset = start;
  for (const tag of tags) {
    const part = padded(tables[tag]!, 4);
    records.push(Buffer.from(tag, 'latin1'), int32(checksum(part), offset, tables[tag]!.length));
    parts.push(part);
    offset += part.length;
  }
  return Buffer.concat([...records, ...parts]);
}

function checksum(table: Buffer): number {
  let sum = 0;
  for (let at = 0; at < table.length; at += 4) sum = (sum + table.readUInt32BE(at)) >>> 0;
  return sum;
}
