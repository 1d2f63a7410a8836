import type { DeviationState, OrderedFor, OrderRow } from '../../../shared/contract/orders.ts';
import type { DeclarationStatus } from '../../../shared/domain/control/declaration-status.ts';
import type { DeviationKind, Extent } from '../../../shared/domain/control/deviation.ts';
import type { Disposition, OrderState } from '../../../shared/domain/control/order-machine.ts';
import type { Instruction } from '../../../shared/domain/control/order.ts';
import { m } from '../../paraglide/messages.js';
import { formatLongAge } from '../../ui/format.ts';
import { profileTitle } from '../../ui/names.ts';
import type { Word } from '../../ui/words.ts';
import type { FormFault } from './finding-form.ts';
import type { Queue } from './queue-address.ts';

export const QUEUE_WORDS: Record<Queue, Word> = {
  todo: m.control_queue_todo,
  mine: m.control_queue_mine,
  unassigned: m.control_queue_unassigned,
  overdue: m.control_queue_overdue,
  deviations: m.control_queue_deviations,
  held: m.control_queue_held,
  closed: m.control_queue_closed,
};

export const STATE_WORDS: Record<OrderState, Word> = {
  open: m.control_state_open,
  assigned: m.control_state_assigned,
  'in-progress': m.control_state_in_progress,
  closed: m.control_state_closed,
};

export const STATUS_WORDS: Record<DeclarationStatus, Word> = {
  waiting: m.control_status_waiting,
  cleared: m.control_status_cleared,
  'awaiting-inspection': m.control_status_awaiting,
  'in-progress': m.control_status_in_progress,
  held: m.control_status_held,
  released: m.control_status_released,
  inspected: m.control_status_inspected,
};

export const DISPOSITION_WORDS: Record<Disposition, Word> = {
  released: m.control_disposition_released,
  held: m.control_disposition_held,
};

export const DEVIATION_WORDS: Record<DeviationKind, Word> = {
  skip: m.control_deviation_skip,
  partial: m.control_deviation_partial,
  'documents-only': m.control_deviation_documents,
  'other-item': m.control_deviation_other_item,
};

export const DEVIATION_STATE_WORDS: Record<DeviationState, Word> = {
  requested: m.control_deviation_requested,
  approved: m.control_deviation_approved,
  refused: m.control_deviation_refused,
  lapsed: m.control_deviation_lapsed,
};

export const EXTENT_WORDS: Record<Extent, Word> = {
  documents: m.control_extent_documents,
  partial: m.control_extent_partial,
  full: m.control_extent_full,
};

export const FAULT_WORDS: Record<FormFault, Word> = {
  'result-missing': m.control_fault_result,
  'extent-short': m.control_fault_extent,
  'discrepancy-missing': m.control_fault_discrepancy,
  'kind-missing': m.control_fault_kind,
  'found-missing': m.control_fault_found,
  'duty-no-number': m.control_fault_duty,
  'goods-missing': m.control_fault_goods,
  'quantity-no-number': m.control_fault_quantity,
  'unit-missing': m.control_fault_unit,
  'value-no-number': m.control_fault_value,
  'currency-missing': m.control_fault_currency,
  'disposition-missing': m.control_fault_disposition,
  'reason-missing': m.control_fault_reason,
};

const SOURCE_WORDS: Record<Exclude<Instruction['source'], 'profile'>, Word> = {
  'random-selection': m.control_source_random,
  'evaluation-error': m.control_source_error,
  'capacity-yielded': m.control_source_capacity,
  score: m.control_source_score,
  're-routing': m.control_source_rerouting,
};

/** What an instruction is about, in the reader's language. */
export function orderedForText({ source, profile, title, titleZh }: OrderedFor): string {
  if (source !== 'profile') return SOURCE_WORDS[source]();
  if (title === null) return profile ?? '';
  return profileTitle({ title, ...(titleZh !== null && { titleZh }) });
}

/** What is known of the trader as a risk, in the order of weight; empty where nothing is. */
export function traderTexts({ creditClass, firstSeenDays, discrepancies365d }: OrderRow['trader']): string[] {
  return [
    ...(discrepancies365d === null || discrepancies365d === 0
      ? []
      : [m.control_trader_discrepancies({ count: discrepancies365d })]),
    ...(creditClass === null ? [] : [m.control_trader_class({ class: creditClass })]),
    ...(firstSeenDays === null ? [] : [knownText(firstSeenDays)]),
  ];
}

const knownText = (days: number) => (days === 0 ? m.control_trader_new() : m.control_trader_known({ days }));

/** How long an order has to go at `now`, or how long it is overdue; both in ms. */
export function dueText(dueAt: number, now: number): string {
  const time = formatLongAge(Math.floor(Math.abs(dueAt - now) / 1_000));
  return dueAt < now ? m.control_overdue_by({ time }) : m.control_time_left({ time });
}
