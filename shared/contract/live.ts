import type { ScopeId } from '../domain/access/scope.ts';
import type { AlarmType } from '../domain/alarm/definition.ts';
import type { Channel } from '../domain/channel/channel.ts';
import type { AlarmPriority } from '../domain/targeting/profile.ts';
import type { AlarmDetail, AlarmGroup, AlarmRow, PersonRef } from './alarms.ts';
import type { Change, ChangeSubject } from './changes.ts';

/** Width of one bucket of the flow, in milliseconds. */
export const BUCKET_MS = 10_000;

/** Buckets a board shows: the last 60 minutes. */
export const BOARD_BUCKETS = 360;

/** Live updates a second, whatever the load. */
export const TICKS_PER_SECOND = 4;

/** Rows of the board's hit and alarm panels. */
export const BOARD_HITS = 12;
export const BOARD_ALARMS = 8;

/** Decisions made in one bucket; `startedAt` is a multiple of BUCKET_MS since the epoch. */
export interface FlowBucket {
  startedAt: number;
  red: number;
  orange: number;
  green: number;
  /** Hits acted on, and the sum of the declarations' scores: the risk trend is scoreSum per 1,000 declarations. */
  hits: number;
  scoreSum: number;
}

/** Declarations by channel over one hour. */
export type ChannelTotals = Record<Channel, number>;

/** A place's name in the languages that the places have one in. */
export interface PlaceNames {
  name: string;
  nameZh: string;
}

/** A hit as the board shows it. No personal data. */
export interface BoardHit {
  id: string;
  decidedAt: number;
  declarationNo: string;
  profile: string;
  /** The profile's title, and the Chinese one where its administration wrote one. */
  title: string;
  titleZh?: string;
  channel: Channel;
  house: string;
  place: PlaceNames;
}

/** An alarm as the board shows it. */
export interface BoardAlarm {
  id: string;
  priority: AlarmPriority;
  type: AlarmType;
  /** As it was raised: the profile's title then, or in English what was wrong. */
  title: string;
  /** Chinese title of the profile, where there is one. */
  titleZh?: string;
  /** What was measured, for each reader's language to say. */
  detail?: AlarmDetail;
  /** Code of the profile that it is about. */
  profile?: string;
  place: PlaceNames;
  occurrences: number;
  raisedAt: number;
}

/** Unacknowledged alarms of a scope: how many of each priority, and the most urgent ones. */
export interface BoardAlarms {
  counts: Record<AlarmPriority, number>;
  top: BoardAlarm[];
}

/** Readings that change every tick. `null` means not known. */
export interface BoardReadings {
  /** Instant of the server's clock, ms. */
  serverTime: number;
  /** Declarations decided in the last 60 s. */
  declarationsPerMinute: number;
  /** From acceptance to the commit of the decision, over the last minute, ms. */
  latencyP50: number | null;
  latencyP99: number | null;
  /** Accepted declarations that wait for their decision, over all scopes. */
  backlog: number | null;
  /** Backlog at which intake answers 429. */
  backlogLimit: number;
  /** When the last heartbeat declaration that came back had been lodged, ms. */
  heartbeatAt: number | null;
  lastHour: ChannelTotals;
  hourBefore: ChannelTotals;
  rulesetVersion: number | null;
}

/** What a district or house contributes to its parent's board over the last hour. */
export interface PlaceSummary {
  code: string;
  name: string;
  nameZh: string;
  latitude: number;
  longitude: number;
  totals: ChannelTotals;
  unacknowledged: number;
}

/** The place a board shows. */
export interface BoardPlace {
  scope: ScopeId;
  name: string;
  nameZh: string;
  /** Districts below it; 0 for a district and a house. */
  districts: number;
  /** Customs houses below it; 0 for a house. */
  houses: number;
  /** The scope above; null for the nation. */
  parent: ScopeId | null;
  /** IANA time zone of the place; the nation's is that of most of its districts. */
  timeZone: string;
}

/** Whole state of one scope's board. Ticks that follow it carry `seq + 1`, `seq + 2`, … of the same epoch and scope. */
export interface BoardSnapshot {
  /** A server's life; sequence numbers of different epochs have nothing to do with each other. */
  epoch: string;
  seq: number;
  place: BoardPlace;
  /** Oldest first, at most BOARD_BUCKETS; buckets without decisions are left out. */
  flow: FlowBucket[];
  /** Newest first, at most BOARD_HITS. */
  hits: BoardHit[];
  alarms: BoardAlarms;
  /** Sub-places (districts of the nation, houses of a district). */
  places: PlaceSummary[];
  readings: BoardReadings;
}

/** Change since the previous sequence number. What is absent has not changed. */
export interface BoardTick {
  scope: ScopeId;
  epoch: string;
  seq: number;
  readings: BoardReadings;
  /** Buckets that changed: each replaces the one of the same start. */
  flow?: FlowBucket[];
  /** New hits, newest first, at most BOARD_HITS. */
  hits?: BoardHit[];
  /** Replaces the alarms. */
  alarms?: BoardAlarms;
  /** Replaces the totals of the places named. */
  places?: Pick<PlaceSummary, 'code' | 'totals' | 'unacknowledged'>[];
}

export type JoinAnswer = { ok: true; snapshot: BoardSnapshot } | { ok: false; reason: LiveRefusal };

/** How fresh a display shows its page; `none`: a page without live figures. */
export type ReportedFreshness = 'fresh' | 'stale' | 'unknown' | 'none';

/** What a display tells of itself every few seconds. */
export interface DisplayReport {
  /** Path and query it shows. */
  page: string;
  /** Version of the web app it runs. */
  version: string;
  freshness: ReportedFreshness;
}

/** What it is to show instead, if that differs. */
export type DisplayAnswer = { ok: true; page: string; locale: string } | { ok: false };

/** Why a connection cannot be had, as the message of Socket.IO's `connect_error`. */
export const NOT_SIGNED_IN = 'not-signed-in';

/** Why something cannot be followed. */
export type LiveRefusal = 'unknown-scope' | 'invalid-request' | 'not-allowed';

export type FollowAnswer = { ok: true } | { ok: false; reason: LiveRefusal };

/** Answer to a console that joins: the number that the next message of its scope goes on from. */
export type AlarmsJoinAnswer = { ok: true; epoch: string; seq: number } | { ok: false; reason: LiveRefusal };

/** Rows of one message at most; a flood comes in several. */
export const MOST_ALARMS_IN_MESSAGE = 1000;

/** Longest silence of a scope's alarms, ms: where nothing changes, an empty message says so. */
export const ALARMS_HEARTBEAT_MS = 1000;

/**
 * Alarms of a scope that changed, those included that became normal. Messages are numbered without a gap; after one, or
 * in another epoch, all is to be read anew. Of two copies of a row or group the higher version counts.
 */
export interface AlarmsChanged {
  scope: ScopeId;
  /** A server's life. */
  epoch: string;
  seq: number;
  alarms: AlarmRow[];
  groups: AlarmGroup[];
}

/** Who looks at which alarm of a scope, by alarm id; replaces what was told before. */
export interface AlarmsLooked {
  scope: ScopeId;
  looking: Record<string, PersonRef[]>;
}

/** Who looks at an alarm says so again within this time, ms; after it they look no more. */
export const LOOKING_LAPSES_MS = 15_000;

/** Browser to server. `board:join` and `board:resync` answer with a snapshot. */
export interface ClientEvents {
  'board:join': (request: { scope: ScopeId }, answer: (result: JoinAnswer) => void) => void;
  'board:resync': (request: { scope: ScopeId }, answer: (result: JoinAnswer) => void) => void;
  'board:leave': (request: { scope: ScopeId }) => void;
  'alarms:join': (request: { scope: ScopeId }, answer: (result: AlarmsJoinAnswer) => void) => void;
  'alarms:leave': (request: { scope: ScopeId }) => void;
  /** Looks at an alarm of a scope that it has joined; null: at none. */
  'alarms:look': (request: { scope: ScopeId; alarmId: string | null }) => void;
  /** Follows subjects at a scope, all or none. */
  'changes:follow': (
    request: { scope: ScopeId; subjects: ChangeSubject[] },
    answer: (result: FollowAnswer) => void,
  ) => void;
  'changes:leave': (request: { scope: ScopeId; subjects: ChangeSubject[] }) => void;
  'display:report': (report: DisplayReport, answer: (result: DisplayAnswer) => void) => void;
  /** Prolongs this socket by the pass of a new session, so that a renewal interrupts nothing. */
  'display:renew': (renewal: { pass: string }, answer: (result: { ok: boolean }) => void) => void;
}

/** Server to browser. */
export interface ServerEvents {
  'board:ticked': (tick: BoardTick) => void;
  /** The scope may not be watched any more. */
  'board:closed': (closed: { scope: ScopeId }) => void;
  'alarms:changed': (changed: AlarmsChanged) => void;
  'alarms:looked': (looked: AlarmsLooked) => void;
  /** The alarms of the scope may not be watched any more. */
  'alarms:closed': (closed: { scope: ScopeId }) => void;
  /** What changed at a scope that is followed, or below it. */
  'changes:told': (told: { scope: ScopeId; changes: Change[] }) => void;
  /** The subject may not be followed at the scope any more. */
  'changes:closed': (closed: { scope: ScopeId; subject: ChangeSubject }) => void;
  /** Who was signed in is not any more; the connection ends. */
  'session:ended': () => void;
}
