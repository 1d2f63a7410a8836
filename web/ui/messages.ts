import type { Channel } from '../../shared/domain/channel/channel.ts';
import type { AlarmPriority } from '../../shared/domain/targeting/profile.ts';
import type { PlaceKind } from '../live/scope.ts';
import type { Freshness, FreshnessReason } from '../live/freshness.ts';

const plural = (count: number, one: string, many: string) => (count === 1 ? one : many);

/** Every word a user reads. */
export const messages = {
  productName: 'Tidewaiter',
  boardTitle: (place: string) => `${place} · Tidewaiter`,
  toParent: { national: 'National board', district: 'District board', house: 'House board' } satisfies Record<
    PlaceKind,
    string
  >,

  notFound: { title: 'There is nothing here', text: 'This address shows no page of Tidewaiter.' },
  unknownScope: {
    title: 'No such place',
    text: 'The address names no district or customs house that this server knows.',
  },
  toBoard: 'Go to the national board',
  waiting: { title: 'Connecting', text: 'Waiting for the first snapshot from the server.' },

  channels: {
    red: { letter: 'R', name: 'Red', meaning: 'physical inspection' },
    orange: { letter: 'O', name: 'Orange', meaning: 'documents and data' },
    green: { letter: 'G', name: 'Green', meaning: 'general verification' },
  } satisfies Record<Channel, { letter: string; name: string; meaning: string }>,

  priorities: {
    critical: { rank: '1', name: 'critical' },
    high: { rank: '2', name: 'high' },
    medium: { rank: '3', name: 'medium' },
    low: { rank: '4', name: 'low' },
  } satisfies Record<AlarmPriority, { rank: string; name: string }>,

  freshness: { fresh: 'FRESH', stale: 'STALE', unknown: 'UNKNOWN' } satisfies Record<Freshness, string>,
  freshnessReasons: {
    live: 'live',
    starting: 'nothing received yet',
    disconnected: 'no connection to the server, trying again',
    silent: 'connected, but no updates come',
    'heartbeat-late': 'updates come, but the last heartbeat declaration is late',
    'heartbeat-missing': 'updates come, but no heartbeat declaration has come back',
  } satisfies Record<FreshnessReason, string>,
  freshnessLimit: (seconds: number) => `fresh below ${seconds} s`,
  lastUpdate: (age: string) => `last update ${age} ago`,
  noHeartbeat: 'no heartbeat yet',
  lastHeartbeat: (age: string) => `last heartbeat ${age} ago`,
  freshnessStatus: (word: string, reason: string) => `${word}: ${reason}`,

  counts: (districts: number, houses: number) =>
    [
      districts > 0 ? `${districts} ${plural(districts, 'district', 'districts')}` : '',
      houses > 0 ? `${houses} ${plural(houses, 'house', 'houses')}` : '',
    ]
      .filter((part) => part !== '')
      .join(' · '),
  customsHouse: 'customs house',

  readings: {
    perMinute: 'declarations / min',
    hourMean: (mean: string) => `hour mean ${mean}`,
    latency: 'decision p50 · p99',
    latencyLimit: (limit: string) => `limit ${limit} ms`,
    ms: 'ms',
    backlog: 'backlog',
    backlogLimit: (limit: string) => `intake stops at ${limit}`,
    clock: (zone: string) => `server clock · ${zone}`,
  },

  tile: {
    lastHour: 'last 60 min',
    share: (share: string) => `${share} of declarations`,
    hourBefore: (share: string) => `hour before ${share}`,
    noHourBefore: 'no hour before yet',
    points: (points: string) => `${points} points`,
    abnormal: 'unusual',
    up: 'up',
    down: 'down',
    unchanged: 'unchanged',
    shareTrend: (name: string) => `${name}: share of each minute, dotted line: share of the hour`,
  },

  flow: {
    title: 'Flow by channel',
    caption: (perMinute: boolean) => `last 60 min, declarations per ${perMinute ? 'minute' : '10 s'}`,
    ruleset: (version: number) => `ruleset ${version}`,
    rulesetInForce: (version: number) => `ruleset ${version} in force`,
    mean: (mean: string) => `mean ${mean}`,
    empty: 'No declarations yet. They appear here as they are decided.',
    text: (perMinute: boolean, red: string, orange: string, green: string) =>
      `Stacked areas over the last 60 minutes. Newest ${perMinute ? 'minute' : '10 seconds'}: red ${red}, orange ${orange}, green ${green}.`,
  },

  risk: {
    title: 'Risk trend',
    caption: 'score per 1,000 declarations',
    limits: (lower: string, upper: string) => `${lower} to ${upper}`,
    mean: 'mean',
    limitsLabel: 'limits ±3σ',
    now: 'last minute',
    outside: (count: number, of: number) => `${count} of ${of} minutes outside the limits`,
    noLimits: 'no limits before 8 minutes of declarations',
    text: (now: string, mean: string, lower: string, upper: string) =>
      `Line of the last 60 minutes. Last minute ${now}, mean ${mean}, control limits ${lower} to ${upper}.`,
  },

  hits: {
    title: 'Latest hits',
    caption: 'reason · profile · house',
    empty: 'No hits yet.',
  },

  alarms: {
    title: 'Alarms, not acknowledged',
    standing: (count: string) => `${count} standing`,
    target: (target: string) => `target under ${target} (EEMUA 191)`,
    none: 'No unacknowledged alarms.',
    occurrences: (count: string) => `${count}×`,
    occurrencesText: (count: string) => `${count} occurrences`,
  },

  places: {
    titles: { district: 'Districts', house: 'Customs houses' },
    legendSize: 'size: declarations',
    legendTone: (share: string) => `amber, red: red share above ${share}`,
    legendToneUnknown: 'amber, red: high red share',
    legendRing: 'ring: alarm',
    more: (count: number) => `the ${count} busiest`,
    text: (name: string, count: string, share: string, alarms: number) =>
      `${name}: ${count} declarations in the last hour, ${share} red, ${alarms} unacknowledged ${plural(alarms, 'alarm', 'alarms')}`,
  },

  quarters: {
    title: 'Channel mix',
    caption: 'share of each quarter of the hour',
    empty: 'no declarations',
    range: (from: string, to: string) => `${from} – ${to}`,
    text: (from: string, red: string, orange: string, green: string) =>
      `${from}: red ${red}, orange ${orange}, green ${green}`,
  },
} as const;
