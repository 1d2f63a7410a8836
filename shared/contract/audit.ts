import { z } from 'zod';
import { searchInstant, searchScope, searchText } from './enquiry.ts';

/** Where events of the log of actions come from. */
export const AUDIT_KINDS = ['alarm', 'ruleset', 'channel', 'order', 'finding', 'decision', 'access'] as const;
export type AuditKind = (typeof AUDIT_KINDS)[number];

/** Query of `GET /api/audit-events`. */
export const auditQuery = z.strictObject({
  /** Id of a person, or a part of the name. */
  person: searchText(200).optional(),
  /** A whole declaration number. */
  declaration: searchText(64).optional(),
  /** Number of an alarm. */
  alarm: z
    .string()
    .regex(/^\d{1,18}$/, 'expected the number of an alarm')
    .optional(),
  /** A whole profile code. */
  profile: searchText(100).optional(),
  scope: searchScope.optional(),
  from: searchInstant.optional(),
  to: searchInstant.optional(),
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/)
    .transform(Number)
    .pipe(z.int().max(100))
    .optional(),
  cursor: z.string().max(200).optional(),
});

export type AuditQuery = z.infer<typeof auditQuery>;

/** Something that a person or a rule did. */
export interface AuditEvent {
  kind: AuditKind;
  id: string;
  /** RFC 3339, to the microsecond. */
  at: string;
  /** Null where a rule did it. */
  actor: { id: string | null; name: string } | null;
  /** As the log of its kind names it. */
  action: string;
  declarationNo: string | null;
  version: number | null;
  alarmId: string | null;
  profile: string | null;
  customsHouse: string | null;
  /** Reason or comment. */
  text: string | null;
  detail: Record<string, unknown> | null;
  /** Number of its link in the audit chain; null until it has one, within seconds. */
  link: number | null;
}

/** Answer of `GET /api/audit-events`, the newest first. */
export interface AuditPage {
  events: AuditEvent[];
  next: string | null;
}

/** Answer of `GET /api/audit-chain`. */
export interface AuditChainView {
  /** Links so far. */
  links: number;
  /** Hash of the newest link, hex. */
  hash: string;
  /** When it was added, RFC 3339; null before the first. */
  sealedAt: string | null;
  /** Events that wait for their link. */
  pending: number;
}
