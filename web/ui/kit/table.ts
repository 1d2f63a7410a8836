import type { Snippet } from 'svelte';

/** One column of a `DataTable`. */
export interface Column<Row> {
  id: string;
  label: string;
  /** The cell as text; a `cell` snippet shows more than that. */
  text?: ((row: Row) => string) | undefined;
  cell?: Snippet<[Row]> | undefined;
  /** What the column sorts by; one without it cannot be sorted. */
  sortBy?: ((row: Row) => string | number) | undefined;
  /** Figures: aligned right. */
  numeric?: boolean | undefined;
  /** The cell that names its row to screen readers. */
  rowHead?: boolean | undefined;
  /** The head is for screen readers alone, as over a column of buttons. */
  hiddenHead?: boolean | undefined;
}

export interface Sorting {
  column: string;
  descending: boolean;
}

/** Rows in the order asked for; those that sort alike keep theirs. Text as `locale` sorts it. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sorting: Sorting | null,
  locale: string,
): readonly Row[] {
  const sortBy = columns.find((column) => column.id === sorting?.column)?.sortBy;
  if (sortBy === undefined || sorting === null) return rows;
  const collator = new Intl.Collator(locale, { numeric: true });
  const direction = sorting.descending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [left, right] = [sortBy(a), sortBy(b)];
    if (typeof left === 'number' && typeof right === 'number') return direction * (left - right);
    return direction * collator.compare(String(left), String(right));
  });
}

/** What pressing a column's head asks for: ascending, then descending, then the rows as they came. */
export function nextSorting(sorting: Sorting | null, column: string): Sorting | null {
  if (sorting?.column !== column) return { column, descending: false };
  return sorting.descending ? null : { column, descending: true };
}
