import { z } from 'zod';
import type { Channel } from '../domain/channel/channel.ts';
import {
  DEVIATION_KINDS,
  EXTENTS,
  type DeviationFault,
  type DeviationKind,
  type Extent,
} from '../domain/control/deviation.ts';
import type { DeclarationStatus } from '../domain/control/declaration-status.ts';
import type { Finding } from '../domain/control/finding.ts';
import type { Instruction } from '../domain/control/order.ts';
import {
  DISPOSITIONS,
  type DeviationState,
  type Disposition,
  type OrderAction,
  type OrderRejection,
  type OrderState,
} from '../domain/control/order-machine.ts';
import type { Inspected, Rate } from '../domain/metrics/hit-rate.ts';
import type { HeldPredicate } from '../domain/targeting/because.ts';
import type { PersonRef } from './alarms.ts';
import { searchScope } from './enquiry.ts';
import { discrepancyBody, MAX_DISCREPANCIES } from './findings.ts';

/** Largest photograph or document, bytes. */
export const MAX_ATTACHMENT_BYTES = 15 * 1024 * 1024;
/** Most attachments of one order. */
export const MAX_ATTACHMENTS = 100;
/** What may be attached; the bytes themselves must say so. */
export const ATTACHMENT_TYPES = [
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/heic',
  'image/heif',
  'application/pdf',
] as const;
export type AttachmentType = (typeof ATTACHMENT_TYPES)[number];

/** `unanswered`: all that are not closed. `held`: closed, the goods kept. */
const ORDER_FILTER_STATES = ['unanswered', 'open', 'assigned', 'in-progress', 'held', 'closed'] as const;

const text = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((value) => !value.includes('\0') && value.isWellFormed(), 'expected text without NUL');
const digits = z.string().regex(/^[1-9]\d{0,5}$/, 'expected a whole number');
const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
const version = z.int().min(1).max(1_000_000);
/** Names the order: `version` of the declaration in the path, and the copy of the order that was acted on. */
const copy = { version, revision: z.int().min(0) };
const reason = text(1000);
const personId = z.string().min(1).max(100);

/** Query of `GET /api/orders`. */
export const ordersQuery = z.strictObject({
  scope: searchScope.optional(),
  /** `unanswered` where it is left out. */
  state: z.enum(ORDER_FILTER_STATES).optional(),
  /** Those the caller has in hand. */
  mine: flag.optional(),
  unassigned: flag.optional(),
  channel: z.enum(['red', 'orange']).optional(),
  overdue: flag.optional(),
  /** With a deviation that waits for its decision. */
  deviation: flag.optional(),
  /** Found in the number, the goods and their HS codes, or a profile's code or title. */
  text: text(100).optional(),
  limit: digits.transform(Number).pipe(z.int().max(200)).optional(),
  /** `next` of the page before. */
  after: z.string().max(400).optional(),
});
export type OrdersQuery = z.infer<typeof ordersQuery>;

/** Query of `GET /api/orders/:declarationNo`: the newest version that has an order where none is named. */
export const orderQuery = z.strictObject({
  version: digits.transform(Number).optional(),
  persons: z.enum(['masked', 'shown']).default('masked'),
});

/** Body of `POST /api/orders/:declarationNo/assignment` (right `orders.approve`); nobody gives it back to the queue. */
export const orderAssignment = z.strictObject({
  ...copy,
  officers: z.array(personId).max(2),
  twoOfficers: z.boolean(),
});
/** Body of `POST /api/orders/:declarationNo/taking`: the caller takes it, or joins as the second officer. */
export const orderTaking = z.strictObject(copy);
/** Body of `POST /api/orders/:declarationNo/start`. */
export const orderStart = z.strictObject(copy);
/** Query of `POST /api/orders/:declarationNo/attachments`, whose body is the file and `Content-Type` its type. */
export const attachmentQuery = z.strictObject({
  version: digits.transform(Number),
  /** Of the file, for people. */
  name: text(200),
  itemNo: digits.transform(Number).pipe(z.int().max(999)).optional(),
});
/** Body of `POST /api/orders/:declarationNo/deviations`. */
export const deviationRequest = z.strictObject({
  ...copy,
  kind: z.enum(DEVIATION_KINDS),
  reason,
});
/** Body of `POST /api/orders/:declarationNo/deviations/:id/decision` (right `orders.approve`). */
export const deviationDecision = z.strictObject({
  ...copy,
  approve: z.boolean(),
  comment: text(1000),
});
/** Body of `POST /api/orders/:declarationNo/finding`: discrepancies stand with that result, and only there. */
export const orderFinding = z
  .strictObject({
    ...copy,
    /** How far the check went; less than ordered only with an approved deviation. */
    extent: z.enum(EXTENTS),
    result: z.enum(['conform', 'discrepancy']),
    discrepancies: z.array(discrepancyBody).max(MAX_DISCREPANCIES).default([]),
    disposition: z.enum(DISPOSITIONS),
    /** Why the goods are held, or what else is to be said; needed to hold. */
    reason: z.string().trim().max(1000).default(''),
  })
  .refine(
    ({ result, discrepancies }) => (result === 'conform') === (discrepancies.length === 0),
    'discrepancies stand with the result "discrepancy", and only there',
  )
  .refine(({ disposition, reason: why }) => disposition === 'released' || why !== '', {
    path: ['reason'],
    message: 'expected a reason for holding the goods',
  });
/** Body of `POST /api/orders/:declarationNo/release` (right `orders.approve`): lets held goods go. */
export const orderRelease = z.strictObject({ ...copy, reason });

/** Body of `POST /api/order-assignments` (right `orders.approve`): gives a house's open orders out by workload. */
export const assignByWorkload = z.strictObject({
  house: z.string().min(1).max(20),
  /** Those on duty; everyone who works orders at the house where it is left out. */
  officers: z.array(personId).min(1).max(200).optional(),
  /** Two to each order of these channels. */
  twoOfficers: z
    .array(z.enum(['red', 'orange']))
    .max(2)
    .default([]),
  /** Most orders given out, the most urgent first. */
  limit: z.int().min(1).max(500).default(200),
});
/** Answer of `POST /api/order-assignments`. */
export interface OrderAssignments {
  assigned: { declarationNo: string; version: number; officers: PersonRef[] }[];
  workload: HouseWorkload;
}

/** Answer of `GET /api/order-workload?house=2201`. */
export interface HouseWorkload {
  house: string;
  officers: OfficerWorkload[];
  /** Open orders that nobody has in hand. */
  unassigned: number;
  overdue: number;
  /** Inspections a day the house is made for. */
  inspectionsPerDay: number;
}
export interface OfficerWorkload {
  person: PersonRef;
  assigned: number;
  inProgress: number;
  overdue: number;
  /** Closed by this officer since midnight at the house. */
  closedToday: number;
}

/** An instruction's name, for lists. */
export interface OrderedFor {
  source: Instruction['source'];
  profile: string | null;
  title: string | null;
  titleZh: string | null;
}

/** One control order as lists show it: no persons but officers. Instants in ms. */
export interface OrderRow {
  declarationNo: string;
  version: number;
  /** A later version of the declaration has come in. */
  amended: boolean;
  customsHouse: string;
  channel: Exclude<Channel, 'green'>;
  state: OrderState;
  score: number;
  /** Grows with every change; deeds name the one they have read. */
  revision: number;
  orderedAt: number;
  dueAt: number;
  overdue: boolean;
  officers: PersonRef[];
  twoOfficers: boolean;
  direction: string;
  /** The trader as a risk: who it is stands in the declaration, for who may look persons up. */
  trader: { creditClass: string | null; firstSeenDays: number | null; discrepancies365d: number | null };
  /** Of the goods item that the order is about first of all; the value is that of the declaration. */
  goods: { hsCode: string; description: string | null; totalValue: number; currency: string | null };
  itemCount: number;
  /** The weightiest first, at most three. */
  orderedFor: OrderedFor[];
  instructionCount: number;
  /** Of its newest request for a deviation. */
  deviation: DeviationState | null;
  disposition: Disposition | null;
  result: 'conform' | 'discrepancy' | null;
  startedAt: number | null;
  closedAt: number | null;
}

/** Answer of `GET /api/orders`: overdue first, then the highest score, then the oldest; closed ones by their end. */
export interface OrderPage {
  orders: OrderRow[];
  /** In all, by state, within the scope asked for; closed ones are not counted. */
  counts: { open: number; assigned: number; inProgress: number; overdue: number; deviations: number };
  /** Pass as `after`; null at the end. */
  next: string | null;
  /** Server's clock, ms: what `overdue` was judged by. */
  now: number;
}

/** Why an order is due when it is; the words are ours, in both languages. */
export interface DueReason {
  en: string;
  zh: string;
}

/** A hit behind an order. */
export interface OrderHit {
  profile: string;
  profileVersion: number;
  title: string | null;
  titleZh: string | null;
  items: number[];
  score: number;
  channel: string;
  mandatory: boolean;
  because: HeldPredicate[];
}

export interface OrderAttachment {
  id: string;
  name: string;
  type: AttachmentType;
  bytes: number;
  /** Of the content, hex; the same content is stored once. */
  sha256: string;
  itemNo: number | null;
  by: PersonRef;
  at: number;
}

export interface OrderDeviation {
  id: string;
  kind: DeviationKind;
  reason: string;
  askedBy: PersonRef;
  askedAt: number;
  state: DeviationState;
  decision: { approved: boolean; by: PersonRef; at: number; comment: string } | null;
}

/** One entry of an order's history; `by` is null for what a rule or another system did. */
export interface OrderEventView {
  id: string;
  at: number;
  action: OrderAction;
  fromState: OrderState | null;
  toState: OrderState | null;
  by: string | null;
  reason: string | null;
  detail: Record<string, unknown> | null;
}

/** Answer of `GET /api/orders/:declarationNo`, and of every deed on one. */
export interface OrderDetail {
  order: OrderRow;
  dueReason: DueReason;
  status: DeclarationStatus;
  instructions: (Instruction & { titleZh: string | null })[];
  /** Score, reason codes and the hits with the facts they saw. */
  why: { score: number; reasons: string[]; hits: OrderHit[] };
  /** The declaration as it may be shown to the caller. */
  declaration: unknown;
  persons: 'masked' | 'shown';
  attachments: OrderAttachment[];
  /** The newest first. */
  deviations: OrderDeviation[];
  /** The least extent of a check that can be recorded now. */
  leastExtent: Extent;
  finding:
    (Finding & { extent: Extent | null; recordedAt: string; recordedBy: string; note: string | null }) | null;
  /** The newest first. */
  events: OrderEventView[];
  /** What the caller may do now, as the state and the caller's rights have it. */
  may: Partial<Record<OrderAction, true>>;
}

export type { DeviationState };

/** What stands against a deed beside the state of its order. */
export const ORDER_FAULTS = [
  /** The check went less far than ordered, or than a supervisor approved. */
  'less-than-ordered',
  /** A person named does not work orders at this house. */
  'no-officer',
  /** A discrepancy names a goods item that the declaration does not have. */
  'unknown-item',
  /** There are as many attachments as an order takes. */
  'too-many-attachments',
  /** The order has a file of the same content. */
  'already-attached',
] as const;
export type OrderFault = (typeof ORDER_FAULTS)[number];

/** `error.details` of a deed refused with 409 `order-changed` or `not-possible`: how it stands now. */
export interface RefusedOrderDeed {
  reason: OrderRejection | DeviationFault | OrderFault;
  order: OrderRow;
  /** What changed it last. */
  last: { action: OrderAction; by: string | null; at: number } | null;
}

/** Query of `GET /api/order-performance`. */
export const orderPerformanceQuery = z.strictObject({
  scope: searchScope.optional(),
  days: digits.transform(Number).pipe(z.int().max(366)).optional(),
});
/** Findings of one kind of check. */
export interface CheckedCounts extends Inspected {
  /** Null without an inspection. */
  hitRate: Rate | null;
}
/** Answer of `GET /api/order-performance`: how the orders that ended in a period were answered. */
export interface OrderPerformance {
  /** Days of UTC, both included. */
  from: string;
  to: string;
  closed: number;
  closedInTime: number;
  /** From order to end, minutes, median and 90th percentile; null without closed ones. */
  minutesToClose: { median: number; p90: number } | null;
  /** Asked for in the period; `skipped` are those approved that left out the whole check. */
  deviations: { asked: number; approved: number; refused: number; skipped: number };
  /** Findings of checks that went as ordered, and of those that an approved deviation changed. */
  asOrdered: CheckedCounts;
  deviated: CheckedCounts;
  /** By profile, the most deviations first, at most 50: where officers know better, or think so. */
  profiles: {
    profile: string;
    title: string | null;
    titleZh: string | null;
    asked: number;
    approved: number;
    asOrdered: CheckedCounts;
    deviated: CheckedCounts;
  }[];
}
