import { z } from 'zod';
import type { ScopeId } from '../domain/access/scope.ts';
import { ALARM_KINDS, type AlarmKind } from '../domain/alarm/definition.ts';
import type { KpiFigure } from '../domain/alarm/kpi.ts';
import type { ShiftState } from '../domain/shift/hand-over.ts';
import type { AlarmPriority } from '../domain/targeting/profile.ts';
import type { AlarmRow, PersonRef } from './alarms.ts';
import { searchScope } from './enquiry.ts';

/** A named place at a console and the kinds of alarms it covers. */
export interface ConsolePosition {
  id: string;
  scope: ScopeId;
  name: string;
  nameZh: string;
  kinds: AlarmKind[];
}

const name = z.string().trim().min(1).max(60);
const notes = z.string().trim().max(4000);

/** Body of `POST /api/console-positions`. */
export const positionBody = z.strictObject({
  scope: searchScope,
  name,
  nameZh: z.string().trim().max(60),
  kinds: z
    .array(z.enum(ALARM_KINDS))
    .min(1)
    .refine((kinds) => new Set(kinds).size === kinds.length, 'expected every kind once'),
});

/** Query of what belongs to one console. */
export const consoleQuery = z.strictObject({ scope: searchScope });

/** Body of `POST /api/shifts`; `positionId` null: the console has no positions. */
export const startShiftBody = z.strictObject({
  scope: searchScope,
  positionId: z
    .string()
    .regex(/^[1-9]\d{0,17}$/)
    .nullable(),
});
/** Body of `POST /api/shifts/:id/offer`: writes the report and names who is to sign it. */
export const offerShiftBody = z.strictObject({
  personId: z.string().min(1).max(100),
  notes,
  /** Of the report and its PDF. */
  locale: z.enum(['en', 'zh']),
});
/** Body of `POST /api/shifts/:id/signature`. `preparedAt` is that of the report which was read. */
export const signShiftBody = z.strictObject({ preparedAt: z.int(), remarks: notes });
/** Body of `POST /api/shifts/:id/take-over`. */
export const takeShiftBody = z.strictObject({ reason: z.string().trim().min(1).max(1000) });
/** Query of `GET /api/shift-reports`: signed ones of a console, the newest first. */
export const shiftReportQuery = z.strictObject({
  scope: searchScope,
  /** `next` of the page before. */
  after: z
    .string()
    .regex(/^[1-9]\d{0,17}$/)
    .optional(),
});

/** A shift. Instants in ms. */
export interface ShiftView {
  id: string;
  scope: ScopeId;
  positionId: string | null;
  state: ShiftState;
  person: PersonRef;
  startedAt: number;
  endedAt: number | null;
  /** Who is to sign, or signed. */
  offeredTo: PersonRef | null;
  takenReason: string | null;
  /** It goes on though its person has left. */
  left: boolean;
}

/** Answer of `GET /api/shifts`: who holds the positions of a console. */
export interface ShiftBoard {
  scope: ScopeId;
  /** By the server's clock, ms. */
  at: number;
  positions: ConsolePosition[];
  /** The shift of each position that somebody holds. */
  shifts: ShiftView[];
  /** The last that were over, the newest first, at most 10. */
  past: ShiftView[];
  /** Who may be asked to sign. */
  successors: PersonRef[];
}

/** An alarm as a report lists it. */
export interface ReportAlarm {
  alarm: AlarmRow;
  /** Names of its customs house or district; null: the nation's. */
  place: { name: string; nameZh: string } | null;
  /** Who keeps it from view, and why, where somebody does. */
  hidden: { by: string | null; reason: string | null } | null;
}

/** Some of the alarms of a kind, the most urgent first, and how many there are. */
export interface ReportList {
  total: number;
  alarms: ReportAlarm[];
}

/**
 * What one supervisor tells the next: everything is as it was at `preparedAt`. It is kept as it stands here, and the
 * PDF is made from it alone. Instants in ms.
 */
export interface ShiftReportContent {
  format: 'tidewaiter-shift-report/1';
  locale: 'en' | 'zh';
  scope: ScopeId;
  /** Names of the district or customs house; null: the nation. */
  place: { name: string; nameZh: string } | null;
  timeZone: string;
  position: Pick<ConsolePosition, 'name' | 'nameZh' | 'kinds'> | null;
  holder: PersonRef;
  successor: PersonRef;
  startedAt: number;
  preparedAt: number;
  notes: string;
  /** Alarms that are not over, by priority and state. */
  open: { priority: AlarmPriority; state: AlarmRow['state']; count: number }[];
  /** In view, critical and high. */
  urgent: ReportList;
  shelved: ReportList;
  /** Acknowledged more than a day ago, and still there. */
  acknowledgedLong: ReportList;
  outOfService: ReportList;
  escalated: ReportList;
  /** Control orders past their time. */
  unansweredOrders: number;
  /** Of the shift. */
  figures: KpiFigure[];
  /** Null until it is signed. */
  signature: { person: PersonRef; at: number; remarks: string } | null;
}

/** A report in the history of a console. Instants in ms. */
export interface ShiftReportRow {
  shiftId: string;
  positionId: string | null;
  position: { name: string; nameZh: string } | null;
  holder: PersonRef;
  successor: PersonRef;
  startedAt: number;
  signedAt: number;
  /** SHA-256 of its PDF, hexadecimal. */
  sha256: string;
}

/** Answer of `GET /api/shift-reports`. */
export interface ShiftReportPage {
  reports: ShiftReportRow[];
  next: string | null;
}
