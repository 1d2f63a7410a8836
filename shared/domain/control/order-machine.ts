/** States of a control order, in the order in which it goes through them. Closed: it is answered, or called off. */
export const ORDER_STATES = ['open', 'assigned', 'in-progress', 'closed'] as const;
export type OrderState = (typeof ORDER_STATES)[number];

/** What became of the goods when the order closed: let go, or kept until a supervisor lets them go. */
export const DISPOSITIONS = ['released', 'held'] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

/** What can happen to a control order; `called-off` and `re-ordered` come with a change of the channel. */
export const ORDER_ACTIONS = [
  'assign',
  'take',
  'start',
  'attach',
  'ask-deviation',
  'decide-deviation',
  'record-finding',
  'release',
  'call-off',
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
  /** Another person has it in hand. */
  'not-yours',
  /** You have it in hand already. */
  'already-yours',
  'already-started',
  'not-started',
  /** Two officers go to it, and one of them is missing. */
  'second-officer-missing',
  /** It is assigned to as many as it takes. */
  'taken',
  'deviation-pending',
  'no-deviation',
  /** A deviation is approved by somebody else than who asked for it or has the order in hand. */
  'own-deviation',
  'not-held',
  /** A finding on this version stands. */
  'answered',
] as const;
export type OrderRejection = (typeof ORDER_REJECTIONS)[number];
