import { create } from 'qrcode';
import { expect, test } from 'vitest';
import { qrPath } from './qr-path.ts';

const TEXT = 'otpauth://totp/Tidewaiter:someone@test.example?secret=JBSWY3DPEHPK3PXP&issuer=Tidewaiter';

test('draws every dark module once, with the quiet margin around', () => {
  const { size, data } = create(TEXT, { errorCorrectionLevel: 'M' }).modules;
  const { path, side } = qrPath(TEXT);
  expect(side).toBe(size + 8);
  const drawn = [...path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => [Number(x) - 4, Number(y) - 4]);
  expect(drawn).toHaveLength(data.reduce((sum, module) => sum + module, 0));
  for (const [column, row] of drawn) expect(data[row! * size + column!]).toBe(1);
});

test('begins with the finder pattern in the corner', () => {
  expect(qrPath('x').path.startsWith('M4 4h1v1h-1zM5 4h1v1h-1z')).toBe(true);
});
