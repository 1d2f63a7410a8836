import { z } from 'zod';
import { ACCESS_ACTIONS, type AccessAction } from '../domain/access/event.ts';
import type { ScopeId } from '../domain/access/scope.ts';
import { searchInstant, searchScope, searchText } from './enquiry.ts';

/** Who can do what the log tells of. */
export const ACTOR_KINDS = ['person', 'machine', 'display', 'system', 'unknown'] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

const filter = {
  /** Id of who did it, or a part of the name. */
  actor: searchText(200).optional(),
  action: z.enum(ACCESS_ACTIONS).optional(),
  /** What it was done to, `person:ID`; a kind with its colon alone (`trader:`) stands for all of them. */
  subject: searchText(200).optional(),
  /** Where: there and at the places within. */
  scope: searchScope.optional(),
  from: searchInstant.optional(),
  to: searchInstant.optional(),
};

/** Query of `GET /api/access-events.csv`. */
export const accessEventFilter = z.strictObject(filter);

/** Query of `GET /api/access-events`. */
export const accessEventQuery = z.strictObject({
  ...filter,
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/)
    .transform(Number)
    .pipe(z.int().max(100))
    .optional(),
  cursor: z.string().max(200).optional(),
});

export type AccessEventFilter = z.infer<typeof accessEventFilter>;

export interface AccessEventView {
  id: string;
  at: string;
  actor: { kind: ActorKind; id: string | null; name: string | null };
  action: AccessAction;
  subject: string | null;
  scope: ScopeId | null;
  address: string | null;
  detail: Record<string, unknown> | null;
}

/** Answer of `GET /api/access-events`, the newest first. */
export interface AccessEventPage {
  events: AccessEventView[];
  next: string | null;
}
