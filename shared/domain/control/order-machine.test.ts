import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { orderStep, type OrderCondition, type OrderDeed, type OrderRejection } from './order-machine.ts';

const fresh: OrderCondition = {
  state: 'open',
  disposition: null,
  officers: [],
  twoOfficers: false,
  deviation: null,
  deviationBy: null,
  answered: false,
};
const closed: OrderCondition = { ...fresh, state: 'closed', officers: ['li'] };

/** An order of each kind; Li has it in hand, or with a deviation asked for by her. */
const ORDERS = {
  open: fresh,
  assigned: { ...fresh, state: 'assigned', officers: ['li'] },
  'assigned, one of two': { ...fresh, state: 'assigned', officers: ['li'], twoOfficers: true },
  'in progress': { ...fresh, state: 'in-progress', officers: ['li'] },
  'in progress, asked': {
    ...fresh,
    state: 'in-progress',
    officers: ['li'],
    deviation: 'requested',
    deviationBy: 'li',
  },
  held: { ...closed, disposition: 'held', answered: true },
  released: { ...closed, disposition: 'released', answered: true },
  'called off': closed,
} as const satisfies Record<string, OrderCondition>;

const DEEDS = {
  'assign to Wu': { action: 'assign', by: 'boss', officers: ['wu'], twoOfficers: false },
  'assign to Wu twice': { action: 'assign', by: 'boss', officers: ['wu', 'wu'], twoOfficers: true },
  'give back': { action: 'assign', by: 'boss', officers: [], twoOfficers: false },
  'take, Li': { action: 'take', by: 'li' },
  'take, Wu': { action: 'take', by: 'wu' },
  'start, Li': { action: 'start', by: 'li' },
  'start, Wu': { action: 'start', by: 'wu' },
  attach: { action: 'attach', by: 'li' },
  'attach, Wu': { action: 'attach', by: 'wu' },
  ask: { action: 'ask-deviation', by: 'li' },
  'approve skip': { action: 'decide-deviation', by: 'boss', approve: true, skips: true },
  'approve, Li': { action: 'decide-deviation', by: 'li', approve: true, skips: false },
  refuse: { action: 'decide-deviation', by: 'boss', approve: false, skips: true },
  'record, Li': { action: 'record-finding', by: 'li', disposition: 'held' },
  'record, Wu': { action: 'record-finding', by: 'wu', disposition: 'released' },
  answer: { action: 'answer', by: null, disposition: null },
  release: { action: 'release', by: 'boss' },
  'call off': { action: 'call-off', by: 'boss' },
  're-order': { action: 're-order', by: 'boss' },
} as const satisfies Record<string, OrderDeed>;

/** As the tables below write it: state, disposition after a dash, `?` with a deviation asked, `~` with one that lapsed. */
function written({ state, disposition, deviation }: OrderCondition): string {
  const mark = { requested: '?', lapsed: '~', approved: '+', refused: '-' };
  return `${state}${disposition === null ? '' : `/${disposition}`}${deviation === null ? '' : mark[deviation]}`;
}

type Outcome = OrderRejection | `${OrderCondition['state']}${string}`;

/** Written out by hand: what follows, or why nothing does. */
const TABLE: Record<keyof typeof ORDERS, Record<keyof typeof DEEDS, Outcome>> = {
  open: {
    'assign to Wu': 'assigned',
    'assign to Wu twice': 'same-officer-twice',
    'give back': 'open',
    'take, Li': 'assigned',
    'take, Wu': 'assigned',
    'start, Li': 'unassigned',
    'start, Wu': 'unassigned',
    attach: 'unassigned',
    'attach, Wu': 'unassigned',
    ask: 'unassigned',
    'approve skip': 'no-deviation',
    'approve, Li': 'no-deviation',
    refuse: 'no-deviation',
    'record, Li': 'unassigned',
    'record, Wu': 'unassigned',
    answer: 'closed',
    release: 'not-held',
    'call off': 'closed',
    're-order': 'open',
  },
  assigned: {
    'assign to Wu': 'assigned',
    'assign to Wu twice': 'same-officer-twice',
    'give back': 'open',
    'take, Li': 'already-yours',
    'take, Wu': 'taken',
    'start, Li': 'in-progress',
    'start, Wu': 'not-yours',
    attach: 'assigned',
    'attach, Wu': 'not-yours',
    ask: 'assigned?',
    'approve skip': 'no-deviation',
    'approve, Li': 'no-deviation',
    refuse: 'no-deviation',
    'record, Li': 'not-started',
    'record, Wu': 'not-yours',
    answer: 'closed',
    release: 'not-held',
    'call off': 'closed',
    're-order': 'assigned',
  },
  'assigned, one of two': {
    'assign to Wu': 'assigned',
    'assign to Wu twice': 'same-officer-twice',
    'give back': 'open',
    'take, Li': 'already-yours',
    'take, Wu': 'assigned',
    'start, Li': 'second-officer-missing',
    'start, Wu': 'not-yours',
    attach: 'assigned',
    'attach, Wu': 'not-yours',
    ask: 'assigned?',
    'approve skip': 'no-deviation',
    'approve, Li': 'no-deviation',
    refuse: 'no-deviation',
    'record, Li': 'not-started',
    'record, Wu': 'not-yours',
    answer: 'closed',
    release: 'not-held',
    'call off': 'closed',
    're-order': 'assigned',
  },
  'in progress': {
    'assign to Wu': 'assigned',
    'assign to Wu twice': 'same-officer-twice',
    'give back': 'open',
    'take, Li': 'already-yours',
    'take, Wu': 'taken',
    'start, Li': 'already-started',
    'start, Wu': 'not-yours',
    attach: 'in-progress',
    'attach, Wu': 'not-yours',
    ask: 'in-progress?',
    'approve skip': 'no-deviation',
    'approve, Li': 'no-deviation',
    refuse: 'no-deviation',
    'record, Li': 'closed/held',
    'record, Wu': 'not-yours',
    answer: 'closed',
    release: 'not-held',
    'call off': 'closed',
    're-order': 'in-progress',
  },
  'in progress, asked': {
    'assign to Wu': 'assigned?',
    'assign to Wu twice': 'same-officer-twice',
    'give back': 'open?',
    'take, Li': 'already-yours',
    'take, Wu': 'taken',
    'start, Li': 'already-started',
    'start, Wu': 'not-yours',
    attach: 'in-progress?',
    'attach, Wu': 'not-yours',
    ask: 'deviation-pending',
    'approve skip': 'closed/released+',
    'approve, Li': 'own-deviation',
    refuse: 'in-progress-',
    'record, Li': 'closed/held~',
    'record, Wu': 'not-yours',
    answer: 'closed~',
    release: 'not-held',
    'call off': 'closed~',
    're-order': 'in-progress~',
  },
  held: { ...everything('closed'), answer: 'answered', release: 'closed/released', ...recorded() },
  released: { ...everything('closed'), answer: 'answered', release: 'not-held', ...recorded() },
  'called off': {
    ...everything('closed'),
    answer: 'closed',
    release: 'not-held',
    'call off': 'closed',
    're-order': 'open',
  },
};

/** Closed orders refuse all that is about doing them. */
function everything(reason: OrderRejection): Record<keyof typeof DEEDS, Outcome> {
  return Object.fromEntries(Object.keys(DEEDS).map((deed) => [deed, reason])) as Record<
    keyof typeof DEEDS,
    Outcome
  >;
}

/** What is on record stands. */
function recorded() {
  return {
    'record, Li': 'answered',
    'record, Wu': 'answered',
    'call off': 'answered',
    're-order': 'answered',
  } as const;
}

describe.each(Object.entries(ORDERS))('%s', (name, order) => {
  test.each(Object.entries(DEEDS))('%s', (deed, done) => {
    const step = orderStep(order, done);
    expect(step.ok ? written(step.order) : step.reason).toBe(
      TABLE[name as keyof typeof ORDERS][deed as keyof typeof DEEDS],
    );
  });
});

test('the second officer joins, and is not lost when one of two is exchanged', () => {
  const joined = orderStep(ORDERS['assigned, one of two'], { action: 'take', by: 'wu' });
  expect(joined).toMatchObject({ order: { officers: ['li', 'wu'] } });
  const begun: OrderCondition = {
    ...fresh,
    state: 'in-progress',
    officers: ['li', 'wu'],
    twoOfficers: true,
  };
  expect(
    orderStep(begun, { action: 'assign', by: 'boss', officers: ['wu', 'he'], twoOfficers: false }),
  ).toMatchObject({
    order: { state: 'in-progress', officers: ['wu', 'he'], twoOfficers: true },
  });
});

test('whoever has it in hand decides no deviation that the other asked for', () => {
  const asked: OrderCondition = {
    ...ORDERS['in progress, asked'],
    officers: ['li', 'wu'],
    twoOfficers: true,
  };
  const deed = { action: 'decide-deviation', by: 'wu', approve: true, skips: false } as const;
  expect(orderStep(asked, deed)).toEqual({ ok: false, reason: 'own-deviation' });
});

test('an approval is of the order it was given to: another channel needs another', () => {
  const approved: OrderCondition = { ...ORDERS['in progress, asked'], deviation: 'approved' };
  expect(orderStep(approved, { action: 're-order', by: 'boss' })).toMatchObject({
    order: { state: 'in-progress', deviation: 'lapsed' },
  });
});

test('whatever is done: nobody twice, never more than two, and open exactly where nobody has it', () => {
  const deeds = fc.constantFrom(...Object.values<OrderDeed>(DEEDS));
  fc.assert(
    fc.property(fc.array(deeds, { maxLength: 12 }), (steps) => {
      let order: OrderCondition = fresh;
      for (const deed of steps) {
        const step = orderStep(order, deed);
        if (step.ok) order = step.order;
      }
      expect(new Set(order.officers).size).toBe(order.officers.length);
      expect(order.officers.length).toBeLessThanOrEqual(2);
      if (order.state !== 'closed') expect(order.state === 'open').toBe(order.officers.length === 0);
      if (order.state !== 'closed') expect(order.disposition).toBeNull();
    }),
  );
});
