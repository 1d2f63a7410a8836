import type { Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import type { PdfBlock, PdfColumn, PdfDocument } from './document.ts';

const INK = '#1b1f23';
const MUTED = '#57606a';
const RULE = '#c4cad0';
const HEAD = '#eef0f2';

/** Share of a page's height below which no heading begins. */
const LAST_HEADING = 0.85;

/** Words of the frame around the content. */
const WORDS = {
  en: {
    page: (page: number, pages: number) => `Page ${page} of ${pages}`,
    generated: (at: string) => `Put together ${at}`,
  },
  zh: {
    page: (page: number, pages: number) => `第${page}页，共${pages}页`,
    generated: (at: string) => `编制于${at}`,
  },
};

/** An instant with its offset from UTC: `23 Nov 2026, 14:32:08 (UTC+8)`, as the document's language writes it. */
export function writeInstant(
  instant: number,
  { locale, timeZone }: Pick<PdfDocument, 'locale' | 'timeZone'>,
) {
  const language = locale === 'zh' ? 'zh-CN' : 'en-GB';
  const at = new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: locale === 'zh' ? 'long' : 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZone,
  }).format(instant);
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'longOffset' }).formatToParts(
    instant,
  );
  const shift = (parts.find(({ type }) => type === 'timeZoneName')?.value ?? '')
    .replace(/^GMT/, '')
    .replace(/^([+-])0?(\d+):00$/, '$1$2')
    .replace('-', '−');
  const offset = `UTC${shift === '' ? '+0' : shift}`;
  return locale === 'zh' ? `${at}（${offset}）` : `${at} (${offset})`;
}

/** Every text that the document shows, for the font to hold. */
export function textOf(document: PdfDocument): string {
  const words = WORDS[document.locale];
  const frame = `${words.page(0, 0)}${words.generated(writeInstant(document.generatedAt, document))}0123456789 `;
  return JSON.stringify([document.title, document.subtitle, document.sections]) + frame;
}

/** The document as pdfmake lays it out. */
export function layOut(document: PdfDocument, font: string): TDocumentDefinitions {
  const { title, subtitle, locale, sections, generatedAt } = document;
  const words = WORDS[locale];
  const generated = words.generated(writeInstant(generatedAt, document));
  const content: Content[] = [
    { text: title, fontSize: 18, bold: true },
    ...(subtitle === undefined
      ? []
      : [{ text: subtitle, fontSize: 11, color: MUTED, margin: [0, 2, 0, 0] } as Content]),
    ...sections.flatMap(({ heading, blocks }): Content[] => [
      ...(heading === undefined ? [] : [sectionHeading(heading)]),
      ...blocks.map(blockContent),
    ]),
  ];
  return {
    content,
    language: locale === 'zh' ? 'zh-CN' : 'en-GB',
    displayTitle: true,
    info: { title, creator: 'Tidewaiter', producer: 'Tidewaiter', creationDate: new Date(generatedAt) },
    pageSize: 'A4',
    pageOrientation: document.landscape === true ? 'landscape' : 'portrait',
    pageMargins: [44, 44, 44, 52],
    defaultStyle: { font, fontSize: 9.5, color: INK, lineHeight: 1.05 },
    // A heading goes with what it heads: so far down there is no room for a table's head and its first row.
    pageBreakBefore: ({ headlineLevel, startPosition }) =>
      headlineLevel === 1 && startPosition.verticalRatio > LAST_HEADING,
    footer: (page, pages) => ({
      columns: [
        { text: `${title}\n${generated}`, color: MUTED, fontSize: 8 },
        { text: words.page(page, pages), alignment: 'right', color: MUTED, fontSize: 8, width: 'auto' },
      ],
      margin: [44, 12, 44, 0],
    }),
  };
}

function sectionHeading(text: string): Content {
  return { text, fontSize: 12.5, bold: true, margin: [0, 16, 0, 4], headlineLevel: 1 };
}

function blockContent(block: PdfBlock): Content {
  switch (block.kind) {
    case 'heading':
      return { text: block.text, fontSize: 10.5, bold: true, margin: [0, 8, 0, 2], headlineLevel: 1 };
    case 'paragraph':
      return {
        text: block.text,
        margin: [0, 2, 0, 4],
        bold: block.tone === 'strong',
        ...(block.tone === 'muted' && { color: MUTED }),
      };
    case 'facts':
      return {
        margin: [0, 2, 0, 4],
        layout: {
          ...NO_LINES,
          paddingLeft: () => 0,
          paddingRight: () => 10,
          paddingTop: () => 1.5,
          paddingBottom: () => 1.5,
        },
        table: {
          widths: [130, '*'],
          body: block.rows.map(([label, value]) => [{ text: label, color: MUTED }, { text: value }]),
        },
      };
    case 'table':
      return block.rows.length === 0
        ? { text: block.empty, color: MUTED, margin: [0, 2, 0, 4] }
        : table(block.columns, block.rows);
  }
}

const NO_LINES = { hLineWidth: () => 0, vLineWidth: () => 0 };

function table(columns: readonly PdfColumn[], rows: readonly (readonly string[])[]): Content {
  const cell = (text: string, at: number, head = false): TableCell => ({
    text,
    alignment: columns[at]?.align ?? 'left',
    ...(head && { bold: true, fillColor: HEAD }),
  });
  return {
    margin: [0, 2, 0, 6],
    layout: {
      hLineWidth: () => 0.5,
      vLineWidth: () => 0,
      hLineColor: () => RULE,
      paddingTop: () => 3,
      paddingBottom: () => 3,
    },
    table: {
      headerRows: 1,
      keepWithHeaderRows: 1,
      dontBreakRows: true,
      widths: columns.map(({ width }) => width ?? 'auto'),
      body: [
        columns.map(({ title }, at) => cell(title, at, true)),
        ...rows.map((row) => row.map((text, at) => cell(text, at))),
      ],
    },
  };
}
