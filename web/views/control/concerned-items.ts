import type { Instruction } from '../../../shared/domain/control/order.ts';

/** The goods items that an order names; none where it is about the whole declaration. */
export function concernedItems(instructions: readonly Pick<Instruction, 'items'>[]): ReadonlySet<number> {
  return new Set(instructions.flatMap(({ items }) => items));
}
