import { create } from 'qrcode';

/** Quiet modules around a code, without which cameras do not find it (ISO/IEC 18004). */
const QUIET = 4;

/** `text` as a QR code: an SVG path of its dark modules, and the side of the square that it is drawn in. */
export function qrPath(text: string): { path: string; side: number } {
  const { size, data } = create(text, { errorCorrectionLevel: 'M' }).modules;
  const squares: string[] = [];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      if (data[row * size + column]) squares.push(`M${column + QUIET} ${row + QUIET}h1v1h-1z`);
    }
  }
  return { path: squares.join(''), side: size + 2 * QUIET };
}
