/** What a PDF shows: a title, then sections of simple blocks. Every text is in the document's own language already. */
export interface PdfDocument {
  title: string;
  /** One line below the title. */
  subtitle?: string;
  locale: 'en' | 'zh';
  sections: readonly PdfSection[];
  /** When its content was put together, ms: told on every page, and the PDF's creation date. */
  generatedAt: number;
  /** IANA name; instants in the document are written in it, and every page says which. */
  timeZone: string;
  /** Whole pages on their side, for wide tables. */
  landscape?: boolean;
}

export interface PdfSection {
  heading?: string;
  blocks: readonly PdfBlock[];
}

export type PdfBlock =
  | { kind: 'heading'; text: string }
  | { kind: 'paragraph'; text: string; tone?: 'muted' | 'strong' }
  /** Labels with their values, below one another. */
  | { kind: 'facts'; rows: readonly (readonly [label: string, value: string])[] }
  /** `empty` stands in the place of a table without rows. */
  | { kind: 'table'; columns: readonly PdfColumn[]; rows: readonly (readonly string[])[]; empty: string };

export interface PdfColumn {
  title: string;
  /** Figures stand at the right. */
  align?: 'left' | 'right';
  /** Points, as wide as its content (default), or what the others leave (`*`). */
  width?: number | 'auto' | '*';
}
