import type { OrderDetail } from '../../../shared/contract/orders.ts';
import { queryClient } from '../../shell/queries.ts';
import { ORDER, ORDERS } from './order-queries.ts';
import { orderKey } from './queue.ts';

/** Shows an order as an answer of the server has it now; persons that were shown stay as they were shown. */
export function takeOverAnswer(answer: OrderDetail): void {
  const key = orderKey(answer.order);
  queryClient.setQueryData<OrderDetail>([ORDER, key, false], answer);
  queryClient.setQueryData<OrderDetail>([ORDER, key, true], (before) =>
    before === undefined
      ? undefined
      : { ...answer, declaration: before.declaration, persons: before.persons },
  );
  void queryClient.invalidateQueries({ queryKey: ORDERS });
}
