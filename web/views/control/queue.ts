import type { OrderRow } from '../../../shared/contract/orders.ts';

/** An order as the queue shows it. */
export interface ShownOrder {
  row: OrderRow;
  /** It fits the list no longer, and stays where it was until the reader asks for the list anew. */
  left: boolean;
}

/** Names an order in lists and messages. */
export function orderKey({ declarationNo, version }: Pick<OrderRow, 'declarationNo' | 'version'>): string {
  return `${declarationNo}/${version}`;
}

/**
 * The orders shown before, each where it was and as it is now, and those that have come since: nothing moves under the
 * finger of a reader.
 */
export function settle(
  shown: readonly ShownOrder[],
  fetched: readonly OrderRow[],
): { orders: ShownOrder[]; come: OrderRow[] } {
  const now = new Map(fetched.map((row) => [orderKey(row), row]));
  const orders = shown.map(({ row }) => {
    const current = now.get(orderKey(row));
    now.delete(orderKey(row));
    return current === undefined ? { row, left: true } : { row: current, left: false };
  });
  return { orders, come: [...now.values()] };
}
