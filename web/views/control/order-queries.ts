import type { OrderDetail, OrderRow } from '../../../shared/contract/orders.ts';
import { api } from '../../shell/api.ts';

/** Key of every query of lists of orders. */
export const ORDERS = ['orders'] as const;
/** Key of every query of one order. */
export const ORDER = 'order';

/** Where the server has an order; numbers may hold slashes. */
export function orderApi(declarationNo: string): string {
  return `/api/orders/${encodeURIComponent(declarationNo)}`;
}

/**
 * Does a deed on the copy of an order that the reader saw; answers how it stands then. Throws `ApiError`: nothing is
 * kept to be sent later.
 */
export function orderDeed(
  { declarationNo, version, revision }: Pick<OrderRow, 'declarationNo' | 'version' | 'revision'>,
  deed: string,
  body: Readonly<Record<string, unknown>> = {},
): Promise<OrderDetail> {
  return api.post<OrderDetail>(`${orderApi(declarationNo)}/${deed}`, { ...body, version, revision });
}

/** Where a photograph or document of an order is. */
export function attachmentAddress(declarationNo: string, id: string): string {
  return `${orderApi(declarationNo)}/attachments/${encodeURIComponent(id)}`;
}

/** Where a file is sent to become one; `itemNo` is empty for the whole declaration. */
export function uploadAddress(
  { declarationNo, version }: Pick<OrderRow, 'declarationNo' | 'version'>,
  name: string,
  itemNo: string,
): string {
  const query = new URLSearchParams({
    version: String(version),
    name: name.trim().slice(-200) || 'file',
    ...(itemNo !== '' && { itemNo }),
  });
  return `${orderApi(declarationNo)}/attachments?${query}`;
}
