import type { RefusedOrderDeed } from '../../../shared/contract/orders.ts';
import type { OrderAction } from '../../../shared/domain/control/order-machine.ts';
import { m } from '../../paraglide/messages.js';
import { ApiError } from '../../shell/api.ts';
import { errorText } from '../../shell/error-text.ts';
import { writeInstant } from '../../ui/kit/instant.ts';
import type { Word } from '../../ui/words.ts';
import { STATE_WORDS } from './words.ts';

const REFUSAL_WORDS: Record<RefusedOrderDeed['reason'], Word> = {
  changed: m.control_refused_changed,
  closed: m.control_refused_closed,
  unassigned: m.control_refused_unassigned,
  'not-yours': m.control_refused_not_yours,
  'already-yours': m.control_refused_already_yours,
  'already-started': m.control_refused_already_started,
  'not-started': m.control_refused_not_started,
  'second-officer-missing': m.control_refused_second_officer,
  'same-officer-twice': m.control_refused_same_officer,
  taken: m.control_refused_taken,
  'deviation-pending': m.control_refused_deviation_pending,
  'no-deviation': m.control_refused_no_deviation,
  'own-deviation': m.control_refused_own_deviation,
  'not-held': m.control_refused_not_held,
  answered: m.control_refused_answered,
  'less-than-ordered': m.control_refused_less,
  drawn: m.control_refused_drawn,
  'below-floor': m.control_refused_floor,
  'as-ordered': m.control_refused_as_ordered,
  'no-officer': m.control_refused_no_officer,
  'unknown-item': m.control_refused_unknown_item,
  'too-many-attachments': m.control_refused_attachments,
  'already-attached': m.control_refused_attached,
};

/** What the codes of refused deeds on orders mean to a reader. */
export const ORDER_ERRORS = {
  'unknown-order': m.control_error_unknown,
  'order-changed': m.control_refused_changed,
  'not-possible': m.control_refused_not_possible,
  'no-officer': m.control_refused_no_officer,
} as const;

const ACTION_WORDS: Record<OrderAction, Word> = {
  assign: m.control_event_assign,
  take: m.control_event_take,
  start: m.control_event_start,
  attach: m.control_event_attach,
  'ask-deviation': m.control_event_ask_deviation,
  'decide-deviation': m.control_event_decide_deviation,
  'record-finding': m.control_event_record_finding,
  answer: m.control_event_answer,
  release: m.control_event_release,
  'call-off': m.control_event_call_off,
  're-order': m.control_event_re_order,
};

/** What happened to an order; what a newer server names, by its code. */
export function actionText(action: string): string {
  return Object.hasOwn(ACTION_WORDS, action) ? ACTION_WORDS[action as OrderAction]() : action;
}

/** How an order stands, as a refused deed says; null for any other error. */
export function refusedDeed(error: unknown): RefusedOrderDeed | null {
  if (!(error instanceof ApiError) || error.status !== 409) return null;
  const details = error.details as Partial<RefusedOrderDeed> | undefined;
  return details?.order === undefined ? null : (details as RefusedOrderDeed);
}

type Texts = Readonly<Record<string, Word | undefined>>;

/** Why a deed was not done: in words, with who was faster, when, and how the order stands now; `own` has words of the deed's own. */
export function deedErrorText(error: unknown, timeZone: string, own: Texts = {}): string {
  const refused = refusedDeed(error);
  if (refused === null) return errorText(error, { ...ORDER_ERRORS, ...own });
  const { reason, last, order } = refused;
  const why = (
    Object.hasOwn(REFUSAL_WORDS, reason) ? REFUSAL_WORDS[reason] : m.control_refused_not_possible
  )();
  if (reason !== 'changed' || last === null) return why;
  const told = {
    by: last.by ?? m.control_by_system(),
    action: actionText(last.action),
    time: writeInstant(last.at, timeZone, 'second'),
    state: STATE_WORDS[order.state](),
  };
  return `${why} ${m.control_refused_last(told)}`;
}
