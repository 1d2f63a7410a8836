import { create } from 'fontkit';
import { expect, test } from 'vitest';
import type { PdfDocument } from './document.ts';
import { documentFont } from './document-font.ts';
import { pdfText } from './pdf-text.test-kit.ts';
import { renderPdf } from './render-pdf.ts';

const DOCUMENT: PdfDocument = {
  title: '交接班报告',
  subtitle: 'Port of Rotterdam · 鹿特丹港',
  locale: 'zh',
  generatedAt: Date.UTC(2026, 10, 23, 6, 32, 8),
  timeZone: 'Asia/Shanghai',
  sections: [
    {
      heading: 'Open alarms 未处置报警',
      blocks: [
        { kind: 'heading', text: 'Handed over by' },
        { kind: 'facts', rows: [['值班长', 'Żółć O’Brien, 李伟']] },
        { kind: 'paragraph', text: '必要时指派、改派通道或告知参数制定人。', tone: 'muted' },
        {
          kind: 'table',
          columns: [
            { title: '报警', width: '*' },
            { title: 'Calls', align: 'right' },
          ],
          rows: Array.from({ length: 70 }, (_, row) => [`Αθήνα ${row}`, '龘']),
          empty: '无',
        },
        { kind: 'table', columns: [{ title: 'Shelved' }], rows: [], empty: 'Nothing is shelved.' },
      ],
    },
  ],
};

test('shows every text in every script, on as many pages as it takes', async () => {
  const pdf = await renderPdf(DOCUMENT);
  expect(pdf.subarray(0, 8).toString()).toBe('%PDF-1.7');
  const text = pdfText(pdf);
  for (const shown of [
    '交接班报告',
    'Port of Rotterdam · 鹿特丹港',
    'Open alarms 未处置报警',
    'Handed over by',
    'Żółć O’Brien, 李伟',
    '必要时指派、改派通道或告知参数制定人。',
    'Αθήνα 69',
    '龘',
    'Nothing is shelved.',
    '编制于2026年11月23日 14:32:08（UTC+8）',
    '第3页，共3页',
  ]) {
    expect(text).toContain(shown);
  }
  // The head of a table stands on each of its pages.
  expect(text.match(/报警Calls/g)).toHaveLength(3);
  expect(text).not.toContain('Shelved');
});

test('the same document gives the same bytes, another one others', async () => {
  const pdf = await renderPdf(DOCUMENT);
  expect(pdf.equals(await renderPdf(structuredClone(DOCUMENT)))).toBe(true);
  expect(pdf.equals(await renderPdf({ ...DOCUMENT, generatedAt: DOCUMENT.generatedAt + 1000 }))).toBe(false);
});

test('the font of a document holds its characters at the widths of the web app’s fonts', async () => {
  const font = create(await documentFont('Aé报龘\u{2A6D6}', 'normal'));
  expect(font.characterSet.map((each) => String.fromCodePoint(each))).toEqual(['A', 'é', '报', '龘']);
  expect(font.glyphForCodePoint(0x62a5).advanceWidth).toBe(1000);
  const bold = create(await documentFont('A', 'bold'));
  const width = (each: typeof font) => each.glyphForCodePoint(0x41).advanceWidth;
  expect(width(bold)).toBeGreaterThan(width(font));
  // What no family has is an empty frame.
  expect(font.glyphForCodePoint(0x2a6d6).path.commands.length).toBeGreaterThan(8);
});
