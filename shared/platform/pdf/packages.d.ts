// Of what these packages have, what is used here; the packages bring no types.

declare module 'fontkit' {
  /** Drawing commands of an outline, in font units. */
  interface PathCommand {
    command: 'moveTo' | 'lineTo' | 'quadraticCurveTo' | 'bezierCurveTo' | 'closePath';
    args: number[];
  }

  interface Glyph {
    id: number;
    advanceWidth: number;
    path: { commands: PathCommand[] };
  }

  interface Font {
    unitsPerEm: number;
    characterSet: number[];
    getVariation: (axes: Record<string, number>) => Font;
    hasGlyphForCodePoint: (codePoint: number) => boolean;
    glyphForCodePoint: (codePoint: number) => Glyph;
    getGlyph: (id: number) => Glyph;
  }

  export function create(file: Buffer): Font;
}

declare module 'wawoff2' {
  /** WOFF 2 → the TrueType font in it. */
  export function decompress(file: Uint8Array): Promise<Uint8Array>;
}
