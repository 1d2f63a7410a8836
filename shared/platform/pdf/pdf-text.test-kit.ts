import { inflateSync } from 'node:zlib';

/**
 * The text of a PDF that `renderPdf` wrote, as a reader copies it: each shown string through the map to Unicode of its
 * font, one line each. Knows what pdfkit writes, and no other PDF.
 */
export function pdfText(pdf: Buffer): string {
  const source = pdf.toString('latin1');
  const objects = new Map<string, string>();
  for (const [, id, body] of source.matchAll(/^(\d+) 0 obj\n([\s\S]*?)\nendobj/gm)) objects.set(id!, body!);
  const fonts = new Map<string, Map<string, string>>();
  for (const body of objects.values()) {
    for (const [, name, id] of body.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const toUnicode = /\/ToUnicode (\d+) 0 R/.exec(objects.get(id!) ?? '')?.[1];
      if (toUnicode !== undefined) fonts.set(name!, unicodeMap(streamOf(objects.get(toUnicode)!)));
    }
  }
  return [...objects.values()]
    .filter((body) => body.includes('stream\n'))
    .map(streamOf)
    .filter((content) => /\bTJ\b/.test(content))
    .flatMap((content) => shownIn(content, fonts))
    .join('\n');
}

function streamOf(body: string): string {
  const data = body.slice(body.indexOf('stream\n') + 7, body.lastIndexOf('\nendstream'));
  return body.includes('/FlateDecode') ? inflateSync(Buffer.from(data, 'latin1')).toString('latin1') : data;
}

/** Glyph number in hexadecimal → the characters it shows, from the ranges of a `ToUnicode` map. */
function unicodeMap(map: string): Map<string, string> {
  const characters = new Map<string, string>();
  for (const [, from, values] of map.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/g)) {
    [...values!.matchAll(/<([0-9a-f ]*)>/g)].forEach(([, value], at) => {
      const glyph = (Number.parseInt(from!, 16) + at).toString(16).padStart(4, '0');
      characters.set(glyph, Buffer.from(value!.replaceAll(' ', ''), 'hex').swap16().toString('utf16le'));
    });
  }
  return characters;
}

function shownIn(content: string, fonts: Map<string, Map<string, string>>): string[] {
  const lines: string[] = [];
  let font = new Map<string, string>();
  let baseline = '';
  let end = '';
  for (const [, name, position, shown] of content.matchAll(
    /\/(F\d+) [\d.]+ Tf|1 0 0 1 ([\d.-]+ [\d.-]+) Tm|\[([^\]]*)\] TJ/g,
  )) {
    if (name !== undefined) font = fonts.get(name) ?? new Map<string, string>();
    if (position !== undefined) baseline = position.split(' ')[1]!;
    if (shown === undefined) continue;
    const glyphs = [...shown.matchAll(/<([0-9a-f]+)>/g)].flatMap(([, run]) => run!.match(/.{4}/g) ?? []);
    const text = glyphs.map((glyph) => font.get(glyph) ?? '\ufffd').join('');
    // What stands on one line was broken into words to be placed.
    if (baseline === end) lines[lines.length - 1] += text;
    else lines.push(text);
    end = baseline;
  }
  return lines;
}
