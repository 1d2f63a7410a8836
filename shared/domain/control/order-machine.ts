/** States of a control order, in the order in which it goes through them. Closed: it is answered, or called off. */
export const ORDER_STATES = ['open', 'assigned', 'in-progress', 'closed'] as const;
export type OrderState = (typeof ORDER_STATES)[number];

/** What became of the goods when the order closed: let go, or kept until a supervisor lets them go. */
export const DISPOSITIONS = ['released', 'held'] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

/** State of a request for a deviation; `lapsed`: the order was closed or changed before anybody decided. */
export type DeviationState = 'requested' | 'approved' | 'refused' | 'lapsed';

/** What can be done to a control order. */
export const ORDER_ACTIONS = [
  /** A supervisor gives it to officers, or back to the queue. */
  'assign',
  /** An officer takes it, or joins as the second. */
  'take',
  'start',
  /** A photograph or document is added. */
  'attach',
  'ask-deviation',
  'decide-deviation',
  /** By the officers who have it in hand. */
  'record-finding',
  /** A finding that came another way: of another system, or on a declaration as a whole. */
  'answer',
  /** Held goods go. */
  'release',
  /** Its declaration was sent to green. */
  'call-off',
  /** Its declaration was sent to red or orange. */
  're-order',
] as const;
export type OrderAction = (typeof ORDER_ACTIONS)[number];

/** Why something cannot be done to an order. */
export const ORDER_REJECTIONS = [
  /** It has changed since the copy that was acted on. */
  'changed',
  'closed',
  /** Nobody has it in hand. */
  'unassigned',
  /** Others have it in hand. */
  'not-yours',
  'already-yours',
  'already-started',
  'not-started',
  /** Two officers go to it, and one of them is missing. */
  'second-officer-missing',
  /** The same person twice is one officer. */
  'same-officer-twice',
  /** It has as many officers as it takes. */
  'taken',
  'deviation-pending',
  'no-deviation',
  /** A deviation is decided by somebody else than who asked for it or has the order in hand. */
  'own-deviation',
  'not-held',
  /** What was found is on record. */
  'answered',
] as const;
export type OrderRejection = (typeof ORDER_REJECTIONS)[number];

/** An order as far as the machine looks at it. */
export interface OrderCondition {
  state: OrderState;
  disposition: Disposition | null;
  /** Ids of persons, at most two. */
  officers: readonly string[];
  twoOfficers: boolean;
  /** State of the newest request for a deviation. */
  deviation: DeviationState | null;
  /** Who asked for it. */
  deviationBy: string | null;
  /** A finding on the version is on record. */
  answered: boolean;
}

/** A deed with who does it; null: a rule, or another system. */
export type OrderDeed = { by: string | null } & (
  | { action: 'assign'; officers: readonly string[]; twoOfficers: boolean }
  | { action: 'take' | 'start' | 'attach' | 'ask-deviation' | 'release' | 'call-off' | 're-order' }
  | { action: 'decide-deviation'; approve: boolean; skips: boolean }
  | { action: 'record-finding'; disposition: Disposition }
  | { action: 'answer'; disposition: Disposition | null }
);

/** What a deed makes of an order, or why it cannot be done. */
export type OrderStep = { ok: true; order: OrderCondition } | { ok: false; reason: OrderRejection };

/** Most officers of one order. */
const MOST_OFFICERS = 2;

/** The one place where control orders change. */
export function orderStep(order: OrderCondition, deed: OrderDeed): OrderStep {
  const reason = rejectionOf(order, deed);
  return reason === null ? { ok: true, order: after(order, deed) } : { ok: false, reason };
}

function rejectionOf(order: OrderCondition, deed: OrderDeed): OrderRejection | null {
  const { state, officers, twoOfficers, deviation } = order;
  const closed = state === 'closed';
  switch (deed.action) {
    case 'assign':
      if (closed) return 'closed';
      return new Set(deed.officers).size < deed.officers.length ? 'same-officer-twice' : null;
    case 'take':
      if (closed) return 'closed';
      if (isOfficer(order, deed.by)) return 'already-yours';
      return officers.length >= (twoOfficers ? MOST_OFFICERS : 1) ? 'taken' : null;
    case 'start':
      if (state === 'in-progress') return isOfficer(order, deed.by) ? 'already-started' : 'not-yours';
      return (
        notInHand(order, deed.by) ??
        (twoOfficers && officers.length < MOST_OFFICERS ? 'second-officer-missing' : null)
      );
    case 'attach':
      return notInHand(order, deed.by);
    case 'ask-deviation':
      return notInHand(order, deed.by) ?? (deviation === 'requested' ? 'deviation-pending' : null);
    case 'decide-deviation':
      if (closed) return 'closed';
      if (deviation !== 'requested') return 'no-deviation';
      return deed.by === order.deviationBy || isOfficer(order, deed.by) ? 'own-deviation' : null;
    case 'record-finding':
      if (order.answered) return 'answered';
      return notInHand(order, deed.by) ?? (state === 'in-progress' ? null : 'not-started');
    case 'answer':
      return order.answered ? 'answered' : null;
    case 'release':
      return order.disposition === 'held' ? null : 'not-held';
    case 'call-off':
      if (order.answered) return 'answered';
      return closed ? 'closed' : null;
    case 're-order':
      return order.answered ? 'answered' : null;
  }
}

function after(order: OrderCondition, deed: OrderDeed): OrderCondition {
  const { state, officers, deviation } = order;
  switch (deed.action) {
    case 'assign': {
      // Who has begun goes on, as long as one of them stays.
      const goesOn = state === 'in-progress' && deed.officers.some((id) => officers.includes(id));
      const next = deed.officers.length === 0 ? 'open' : goesOn ? 'in-progress' : 'assigned';
      return {
        ...order,
        state: next,
        officers: [...deed.officers],
        twoOfficers: deed.twoOfficers || deed.officers.length === MOST_OFFICERS,
      };
    }
    case 'take':
      return {
        ...order,
        state: state === 'open' ? 'assigned' : state,
        officers: [...officers, ...(deed.by === null ? [] : [deed.by])],
      };
    case 'start':
      return { ...order, state: 'in-progress' };
    case 'attach':
      return order;
    case 'ask-deviation':
      return { ...order, deviation: 'requested', deviationBy: deed.by };
    case 'decide-deviation': {
      const decided: OrderCondition = { ...order, deviation: deed.approve ? 'approved' : 'refused' };
      return deed.approve && deed.skips ? { ...decided, state: 'closed', disposition: 'released' } : decided;
    }
    case 'record-finding':
    case 'answer':
      return {
        ...order,
        state: 'closed',
        disposition: deed.disposition,
        deviation: lapsed(deviation),
        answered: true,
      };
    case 'release':
      return { ...order, disposition: 'released' };
    case 'call-off':
      return { ...order, state: 'closed', deviation: lapsed(deviation) };
    case 're-order':
      return state === 'closed'
        ? { ...order, state: 'open', disposition: null, officers: [], deviation: null, deviationBy: null }
        : // Who has it in hand keeps it; what was to be done otherwise was about another order.
          { ...order, deviation: lapsed(deviation === 'approved' ? 'requested' : deviation) };
  }
}

function lapsed(deviation: DeviationState | null): DeviationState | null {
  return deviation === 'requested' ? 'lapsed' : deviation;
}

/** Why who does it does not have the order in hand; null where they do. */
function notInHand(order: OrderCondition, by: string | null): OrderRejection | null {
  if (order.state === 'closed') return 'closed';
  if (order.officers.length === 0) return 'unassigned';
  return isOfficer(order, by) ? null : 'not-yours';
}

function isOfficer({ officers }: OrderCondition, id: string | null): boolean {
  return id !== null && officers.includes(id);
}
