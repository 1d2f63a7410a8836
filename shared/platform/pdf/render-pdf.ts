import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { TDocumentDefinitions, TFontDictionary } from 'pdfmake/interfaces.js';
import type { PdfDocument } from './document.ts';
import { documentFont } from './document-font.ts';
import { layOut, textOf } from './layout.ts';

const FONT = 'Tidewaiter';

interface Printer {
  createPdfKitDocument: (definition: TDocumentDefinitions) => Promise<Readable & { end: () => void }>;
}

interface Files {
  existsSync: (name: string) => boolean;
  readFileSync: (name: string) => Buffer;
}

/** pdfmake's own front keeps the fonts of all documents in one place for ever; its printer is given those of this one. */
const { default: PdfPrinter } = createRequire(import.meta.url)('pdfmake/js/Printer.js') as {
  default: new (
    fonts: TFontDictionary,
    files: Files,
    addresses: typeof NO_ADDRESSES,
    mayReadFile: (path: string) => boolean,
  ) => Printer;
};

/** Content names no address and no file: nothing is fetched for it. */
const NO_ADDRESSES = { resolve: () => undefined, resolved: () => Promise.resolve() };

/**
 * The document as a PDF (A4, 1.7) whose text can be searched and copied, in any script that the web app's fonts have.
 * The same document gives the same bytes, so that their hash stands for the content.
 */
export async function renderPdf(document: PdfDocument): Promise<Buffer> {
  const text = textOf(document);
  const files: Record<string, Buffer> = {
    'normal.ttf': await documentFont(text, 'normal'),
    'bold.ttf': await documentFont(text, 'bold'),
  };
  const printer = new PdfPrinter(
    { [FONT]: { normal: 'normal.ttf', bold: 'bold.ttf' } },
    { existsSync: (name) => name in files, readFileSync: (name) => files[name]! },
    NO_ADDRESSES,
    () => false,
  );
  const pdf = await printer.createPdfKitDocument({ version: '1.7', ...layOut(document, FONT) });
  pdf.end();
  return buffer(pdf);
}
