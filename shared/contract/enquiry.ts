import { z } from 'zod';
import { parseScope, type ScopeId } from '../domain/access/scope.ts';
import { CHANNELS, type Channel } from '../domain/channel/channel.ts';
import type { Direction } from '../domain/declaration.ts';
import type { DeclarationStatus } from '../domain/control/declaration-status.ts';
import type { DiscrepancyKind, Finding } from '../domain/control/finding.ts';
import type { Instruction } from '../domain/control/order.ts';
import type { Disposition, OrderState } from '../domain/control/order-machine.ts';
import type { HeldPredicate } from '../domain/targeting/because.ts';

/** Most declarations on one page. */
const MAX_PAGE = 100;
/** Most rows of one export; what is more is told in its last line. */
export const MAX_EXPORT_ROWS = 50_000;
/** How far back a search looks that no index carries, unless it names its start, days. */
export const USUAL_WINDOW_DAYS = 31;
/** Longest window of such a search, days. */
export const MAX_WINDOW_DAYS = 92;

/** Text of a search: what Postgres can compare. */
export const searchText = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((text) => !text.includes('\0') && text.isWellFormed(), 'expected text without NUL');

export const searchScope = z
  .string()
  .refine((text) => parseScope(text) !== null, 'expected national, district:CODE or house:CODE')
  .transform((text) => text as ScopeId);

/** An instant that Postgres can hold, with its offset. */
export const searchInstant = z.iso
  .datetime({ offset: true })
  .refine(
    (instant) => instant >= '1970' && instant < '2200',
    'expected an instant from 1970 on and before 2200',
  );

const filter = {
  /** Beginning of the declaration number. */
  number: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/, 'expected the beginning of a declaration number')
    .optional(),
  /** The whole trader code; a look-up of a person. */
  trader: searchText(100).optional(),
  scope: searchScope.optional(),
  channel: z.enum(CHANNELS).optional(),
  /** Code of a profile that hit. */
  profile: searchText(100).optional(),
  /** Received at or after. */
  from: searchInstant.optional(),
  /** Received before. */
  to: searchInstant.optional(),
};

/** Query of `GET /api/declarations.csv`. */
export const declarationFilter = z.strictObject(filter);

/** Query of `GET /api/declarations`. */
export const declarationQuery = z.strictObject({
  ...filter,
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/)
    .transform(Number)
    .pipe(z.int().max(MAX_PAGE))
    .optional(),
  /** `next` of the page before. */
  cursor: z.string().max(400).optional(),
});

export type DeclarationFilter = z.infer<typeof declarationFilter>;

export interface HitView {
  profile: string;
  title: string | null;
  titleZh: string | null;
  /** Counted, never acted on. */
  shadow: boolean;
}

/** One version of a declaration as lists and exports show it: no persons. */
export interface DeclarationRow {
  declarationNo: string;
  version: number;
  /** A later version has come in. */
  amended: boolean;
  receivedAt: string;
  registeredAt: string;
  customsHouse: string;
  direction: Direction;
  /** The channel that counts: as decided, or as somebody changed it. */
  channel: Channel;
  /** The channel that was decided, where another counts. */
  reroutedFrom: Channel | null;
  score: number;
  itemCount: number;
  totalValue: number;
  currency: string | null;
  /** Of the first goods item. */
  hsCode: string;
  description: string | null;
  hits: HitView[];
}

/** Answer of `GET /api/declarations`, the newest first. */
export interface DeclarationPage {
  declarations: DeclarationRow[];
  /** `cursor` of the next page; null at the end. */
  next: string | null;
  /** Start of the window that was searched, where the search had none of its own and needed one. */
  searchedFrom: string | null;
}

/** One change of a declaration's channel by a person. */
export interface ChannelChangeView {
  at: string;
  actor: string;
  from: Channel;
  to: Channel;
  reason: string;
}

/** One version in the answer of `GET /api/declarations/:declarationNo`. */
export interface VersionView {
  version: number;
  batchId: string;
  receivedAt: string;
  customsHouse: string | null;
  /** Whether names and codes of persons are those declared or masked. */
  persons: 'masked' | 'shown';
  declaration: unknown;
  decision: {
    /** As it was decided. */
    channel: Channel;
    /** The channel that counts, where somebody changed it. */
    reroutedTo: Channel | null;
    score: number;
    reasons: string[];
    rulesetVersion: number;
    decidedAt: string;
    explanation: unknown;
  } | null;
  hits: (HitView & {
    profileVersion: number;
    items: number[];
    score: number;
    channel: string;
    /** The predicates that held; empty for hits of before reasons were kept. */
    because: HeldPredicate[];
  })[];
  /** Where it stands on its way through customs. */
  status: DeclarationStatus;
  controlOrder: {
    state: OrderState;
    channel: Exclude<Channel, 'green'>;
    disposition: Disposition | null;
    instructions: Instruction[];
  } | null;
  /** Changes of its channel by people, the newest first. */
  channelChanges: ChannelChangeView[];
  /** What its inspection found; null before that. */
  finding: (Finding & { recordedAt: string }) | null;
}

/** Answer of `GET /api/declarations/:declarationNo`: the newest version, and all of them. */
export interface DeclarationView extends VersionView {
  declarationNo: string;
  versions: VersionView[];
}

/** Answer of `GET /api/traders/:traderId`; counts and declarations are those within the caller's scopes. */
export interface TraderView {
  id: string;
  /** As last declared. */
  name: string | null;
  firstSeenAt: string | null;
  creditClass: string | null;
  /** Decisions by channel since `since`. */
  counts: Record<Channel, number>;
  since: string;
  /** What inspections found in the last 365 days. */
  record: TraderRecord;
  declarations: DeclarationRow[];
}

/** What inspections of a trader's declarations came to. */
export interface TraderRecord {
  inspections: number;
  discrepancies: number;
  seizures: number;
  /** Findings with a discrepancy, the newest first, at most 20. */
  newest: {
    declarationNo: string;
    version: number;
    customsHouse: string;
    foundAt: string;
    kinds: DiscrepancyKind[];
    /** In the declaration's currency; null where none was told. */
    dutyDifference: number | null;
    currency: string | null;
  }[];
}
