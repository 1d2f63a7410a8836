import { z } from 'zod';
import { ALARM_STATES, type AlarmState } from '../domain/alarm/condition.ts';
import { ALARM_KINDS, type AlarmKind, type AlarmType } from '../domain/alarm/definition.ts';
import type { GroupDimension } from '../domain/alarm/flood.ts';
import type { AlarmDetail, AlarmEventAction } from '../domain/alarm/record.ts';
import type { TransitionRejection } from '../domain/alarm/transition.ts';
import { ALARM_PRIORITIES, type AlarmPriority } from '../domain/targeting/profile.ts';
import { MOST_ALARMS_AT_ONCE } from './alarm-limits.ts';
import { searchInstant, searchScope, searchText } from './enquiry.ts';

export type { AlarmDetail, GroupDimension };

/** A person as lists show them. */
export interface PersonRef {
  id: string;
  name: string;
}

/** One open alarm, as lists and live messages carry it. Instants in ms. */
export interface AlarmRow {
  id: string;
  /** Grows with every change: of two copies the higher one counts. */
  version: number;
  cause: string;
  type: AlarmType;
  kind: AlarmKind;
  priority: AlarmPriority;
  state: AlarmState;
  /** The call that an acknowledgement of this copy names. */
  annunciation: number;
  title: string;
  titleZh?: string;
  profile: string | null;
  district: string | null;
  customsHouse: string | null;
  detail: AlarmDetail | null;
  occurrences: number;
  raisedAt: number;
  /** When it last called for an operator. */
  annunciatedAt: number;
  lastOccurredAt: number;
  acknowledged: { by: string; at: number } | null;
  assignedTo: PersonRef | null;
  unshelveTime: number | null;
  /** Steps of the escalation taken since it last called. */
  escalated: number;
  chattering: boolean;
  /** The author it waits for, out of service. */
  quarantinedTo: PersonRef | null;
  /** The common cause that it belongs to in a flood; see `AlarmGroup`. */
  group: string | null;
}

/** The common cause of alarms that came together. It has no state of its own: it is as urgent as its worst alarm. */
export interface AlarmGroup {
  id: string;
  /** Grows with every change of it or of its alarms: of two copies the higher one counts. */
  version: number;
  dimension: GroupDimension;
  /** Trader id, ruleset version, profile code, HS4, route (`CN>2201`), or house code. */
  value: string;
  /** Alarms that belong to it and their occurrences, those that are over included, as far as the reader may see them. */
  alarms: number;
  occurrences: number;
  openedAt: number;
  /** When the last of its alarms was over; null while one is open. */
  closedAt: number | null;
}

/** Rows of a page, as a query names them. */
const limit = (most: number) =>
  z
    .string()
    .regex(/^[1-9]\d{0,3}$/)
    .transform(Number)
    .pipe(z.int().max(most))
    .default(most);

/** Some of a closed set, with commas between them. */
const someOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z
    .string()
    .max(1000)
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(values)));

/** Most alarms on one page. */
const MAX_ALARM_PAGE = 5000;
/** Most declarations of an alarm on one page. */
const MAX_MEMBER_PAGE = 500;

/** Query of `GET /api/alarms`; everything given must hold. */
export const alarmQuery = z.strictObject({
  /** At or inside this place. */
  scope: searchScope.optional(),
  states: someOf(ALARM_STATES).optional(),
  kinds: someOf(ALARM_KINDS).optional(),
  priorities: someOf(ALARM_PRIORITIES).optional(),
  /** Code of a profile. */
  profile: searchText(100).optional(),
  /** Code of a customs house. */
  house: searchText(100).optional(),
  /** Id of the person that it is given to; `me`: the caller, `nobody`: no one. */
  assigned: searchText(100).optional(),
  /** Last called at or after. */
  since: searchInstant.optional(),
  limit: limit(MAX_ALARM_PAGE),
  /** `next` of the page before. */
  after: z.string().max(200).optional(),
});

/** Query of `GET /api/alarms/:id/members` and `GET /api/alarm-groups/:id/members`. */
export const memberQuery = z.strictObject({
  limit: limit(MAX_MEMBER_PAGE),
  after: z.string().max(400).optional(),
});

/** Query of `GET /api/alarms/assignees`: the people who may be given an alarm of this place, as `PersonRef[]`. */
export const assigneeQuery = z.strictObject({ scope: searchScope });

/** Answer of `GET /api/alarms`: open alarms, the most urgent first. */
export interface AlarmPage {
  alarms: AlarmRow[];
  groups: AlarmGroup[];
  /** Open alarms that fit, on all pages. */
  total: number;
  /** Pass as `after` for the next page; null at the end. */
  next: string | null;
}

/** Answer to a deed on alarms: what it made of them, and who was faster where it was refused. */
export interface AlarmDeedResult {
  alarms: AlarmRow[];
  refused: RefusedAlarm[];
}

/** Why a deed is not done on an alarm. */
export type AlarmDeedRefusal =
  | TransitionRejection
  /** There is none, or none that may be seen. */
  | 'unknown'
  /** The caller may see it, and not do this. */
  | 'not-allowed'
  /** It was given to somebody else, or given back, since it was looked at. */
  | 'assigned-since'
  /** It is no profile's alarm: it has no author to wait for. */
  | 'no-author'
  /** Every step of its escalation is taken. */
  | 'no-further-step';

export interface RefusedAlarm {
  id: string;
  reason: AlarmDeedRefusal;
  /** What changed it last, where that is why. */
  last: { action: string; by: string | null; at: number } | null;
  /** As it is now; null for one that is not there or may not be seen. */
  alarm: AlarmRow | null;
}

const comment = z.string().trim().max(1000);
const reason = z.string().trim().min(1).max(1000);
/** Id of an alarm. */
const id = z.string().regex(/^[1-9]\d{0,17}$/, 'expected the id of an alarm');
const named = z.array(z.strictObject({ id, annunciation: z.int().min(0) }));
const alarms = named.min(1).max(MOST_ALARMS_AT_ONCE);

/** Body of `POST /api/alarms/acknowledgements`. */
export const acknowledgeBody = z.strictObject({ alarms, comment });
/** Body of `POST /api/alarms/resolutions`: acknowledges where nobody has, and resets. */
export const resolveBody = z.strictObject({ alarms, comment });
/** Body of `POST /api/alarms/shelvings`. */
export const shelveBody = z.strictObject({ alarms, minutes: z.int().min(1).max(1440), reason });
/**
 * Body of `POST /api/alarms/unshelvings`, `/removals` (out of service), `/quarantines` (until the author of the profile
 * brings it back), `/returns` (to service) and `/escalations`.
 */
export const reasonBody = z.strictObject({ alarms, reason });
/** Body of `POST /api/alarms/assignments`; null gives it back. Each names who had it (`assignedTo`) when it was seen. */
export const assignBody = z.strictObject({
  alarms: z
    .array(z.strictObject({ id, assignedTo: z.string().max(100).nullable() }))
    .min(1)
    .max(MOST_ALARMS_AT_ONCE),
  personId: z.string().max(100).nullable(),
  comment,
});
/** Body of `POST /api/alarms/:id/comments`. */
export const commentBody = z.strictObject({ comment: reason });

/** One entry of an alarm's history. */
export interface AlarmEventView {
  id: string;
  at: number;
  action: AlarmEventAction;
  fromState: AlarmState | null;
  toState: AlarmState | null;
  priority: AlarmPriority | null;
  occurrences: number;
  by: string | null;
  comment: string | null;
  detail: Record<string, unknown> | null;
}

/** A declaration behind an alarm. */
export interface AlarmMember {
  declarationNo: string;
  version: number;
  at: number;
  customsHouse: string;
  profile: string | null;
  channel: string | null;
  orderState: string | null;
}

/** Answer of `GET /api/alarms/:id/members`: the newest first. */
export interface AlarmMemberPage {
  members: AlarmMember[];
  /** Pass as `after` for the next page; null at the end. */
  next: string | null;
}

/** A declaration behind one of the alarms that have a common cause. */
export interface AlarmGroupMember extends AlarmMember {
  alarmId: string;
}

/** Answer of `GET /api/alarm-groups/:id/members`: the newest first. */
export interface AlarmGroupMemberPage {
  group: AlarmGroup;
  members: AlarmGroupMember[];
  /** Pass as `after` for the next page; null at the end. */
  next: string | null;
}

/** Answer of `GET /api/alarms/:id`. */
export interface AlarmDetailView {
  alarm: AlarmRow;
  /** The newest 500, the newest first, but for occurrences that only joined: the timeline counts these. */
  events: AlarmEventView[];
  /** `total` counts those whose retention is over too. */
  members: { total: number; newest: AlarmMember[] };
  /** Occurrences by minute, the oldest first, at most 120: `[ms, count]`. */
  timeline: [at: number, occurrences: number][];
  /** What the profile tells the officer, and its author. */
  profile: {
    code: string;
    title: string;
    titleZh?: string;
    guidance: Partial<Record<'en' | 'zh', string>> | null;
    author: string;
  } | null;
  /** Earlier alarms of the same cause, the newest first, at most 20. */
  earlier: { id: string; raisedAt: number; clearedAt: number | null; occurrences: number }[];
}
