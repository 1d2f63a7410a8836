import type { Font } from 'fontkit';
import { fontWith, WEIGHTS, type Weight } from './font-files.ts';
import { encodeOutline } from './outline.ts';
import { writeTrueType, type FontGlyph } from './true-type.ts';

const UNITS_PER_EM = 1000;

/** Noto Sans SC's own, the taller of the two families: no line of either touches the next. */
const ASCENT = 1160;
const DESCENT = -288;

/** An empty frame: what no family has is seen to be missing, never left out. */
const MISSING = [
  { command: 'moveTo' as const, args: [60, 0] },
  { command: 'lineTo' as const, args: [60, 700] },
  { command: 'lineTo' as const, args: [540, 700] },
  { command: 'lineTo' as const, args: [540, 0] },
  { command: 'closePath' as const, args: [] },
  { command: 'moveTo' as const, args: [110, 50] },
  { command: 'lineTo' as const, args: [490, 50] },
  { command: 'lineTo' as const, args: [490, 650] },
  { command: 'lineTo' as const, args: [110, 650] },
  { command: 'closePath' as const, args: [] },
];

/**
 * One static TrueType font with every character of a text, put together from the web fonts. They are variable, packed
 * as WOFF 2 and cut into a hundred files, none of which a PDF's writer can embed; and a line of text in one font is
 * broken as one line, whatever scripts it mixes.
 */
export async function documentFont(text: string, weight: Weight): Promise<Buffer> {
  const codePoints = [...new Set(text)].map((character) => character.codePointAt(0)!).sort((a, b) => a - b);
  const atWeight = new Map<string, Font>();
  const glyphs: FontGlyph[] = [{ codePoint: null, advanceWidth: 600, outline: encodeOutline(MISSING) }];
  for (const codePoint of codePoints) {
    const found = await fontWith(codePoint);
    if (found === null) continue;
    const { path, font } = found;
    const variation = atWeight.get(path) ?? font.getVariation({ wght: WEIGHTS[weight] });
    atWeight.set(path, variation);
    const glyph = variation.glyphForCodePoint(codePoint);
    const scale = UNITS_PER_EM / font.unitsPerEm;
    const commands = glyph.path.commands.map(({ command, args }) => ({
      command,
      args: args.map((each) => each * scale),
    }));
    glyphs.push({
      codePoint,
      advanceWidth: Math.round(glyph.advanceWidth * scale),
      outline: encodeOutline(commands),
    });
  }
  return writeTrueType(glyphs, {
    name: weight === 'bold' ? 'Tidewaiter-SemiBold' : 'Tidewaiter-Regular',
    unitsPerEm: UNITS_PER_EM,
    ascent: ASCENT,
    descent: DESCENT,
  });
}
