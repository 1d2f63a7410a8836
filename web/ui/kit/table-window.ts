/** The rows of a table that are drawn: from `from` (inclusive) to `to` (exclusive), with the room of the rest in px. */
export interface TableWindow {
  from: number;
  to: number;
  above: number;
  below: number;
}

/** Rows drawn beyond each edge, so that scrolling and Tab meet what is there. */
const BEYOND = 12;

/** Which rows of equal height are in sight in a box scrolled to `top`, and some around them. Lengths in px. */
export function tableWindow(count: number, rowHeight: number, top: number, height: number): TableWindow {
  const first = Math.floor(top / rowHeight) - BEYOND;
  const shown = Math.ceil(height / rowHeight) + 1 + 2 * BEYOND;
  const from = Math.max(0, Math.min(first, count - shown));
  const to = Math.min(count, Math.max(first, 0) + shown);
  return { from, to, above: from * rowHeight, below: (count - to) * rowHeight };
}
