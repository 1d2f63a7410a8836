import type { Channel } from '../channel/channel.ts';
import type { Disposition, OrderState } from './order-machine.ts';

/** Where a declaration stands on its way through customs. */
export const DECLARATION_STATUSES = [
  /** Accepted, not decided yet. */
  'waiting',
  /** Green: nothing is ordered. */
  'cleared',
  /** Red or orange, and nobody is at it. */
  'awaiting-inspection',
  'in-progress',
  'held',
  'released',
  /** A finding is on record that does not say what became of the goods. */
  'inspected',
] as const;
export type DeclarationStatus = (typeof DECLARATION_STATUSES)[number];

/** The status of a version, by the channel that counts and its control order. */
export function declarationStatus(version: {
  channel: Channel | null;
  order: { state: OrderState; disposition: Disposition | null } | null;
  inspected: boolean;
}): DeclarationStatus {
  const { channel, order, inspected } = version;
  if (channel === null) return 'waiting';
  if (order !== null && order.disposition !== null) return order.disposition;
  if (inspected) return 'inspected';
  if (channel === 'green') return 'cleared';
  if (order?.state === 'in-progress') return 'in-progress';
  return 'awaiting-inspection';
}
