import type { AlarmDeedResult, AlarmRow } from '../../../shared/contract/alarms.ts';
import { MOST_ALARMS_AT_ONCE } from '../../../shared/contract/alarm-limits.ts';
import type { Right } from '../../../shared/domain/access/right.ts';
import { awaitsAcknowledgement } from '../../../shared/domain/alarm/condition.ts';
import { ALARM_DEFINITIONS, MAX_TIME_SHELVED } from '../../../shared/domain/alarm/definition.ts';
import { isKeptFromView } from './fits.ts';

/** All that can be done to alarms from the console. */
export const DEEDS = [
  'acknowledge',
  'resolve',
  'shelve',
  'unshelve',
  'take',
  'assign',
  'give-back',
  'escalate',
  'comment',
  'remove',
  'return',
  'quarantine',
] as const;
export type Deed = (typeof DEEDS)[number];

interface DeedRule {
  /** Under `/api/alarms/`. */
  path: string;
  right: Right;
  /** What is asked for beside the alarms. */
  words: 'comment' | 'reason';
  /** Key of the keyboard. */
  key: string;
  /** Whether an alarm as it is shown can take it; the server decides on the alarm as it is. */
  fits: (row: AlarmRow) => boolean;
}

const inView = ({ state }: AlarmRow) => !isKeptFromView(state);

export const DEED_RULES: Record<Deed, DeedRule> = {
  acknowledge: {
    path: 'acknowledgements',
    right: 'alarms.acknowledge',
    words: 'comment',
    key: 'a',
    fits: ({ state }) => awaitsAcknowledgement(state),
  },
  resolve: {
    path: 'resolutions',
    right: 'alarms.acknowledge',
    words: 'comment',
    key: 'r',
    fits: (row) => inView(row) && (isLatched(row) || ALARM_DEFINITIONS[row.type].ends !== 'measured'),
  },
  shelve: { path: 'shelvings', right: 'alarms.shelve', words: 'reason', key: 's', fits: inView },
  unshelve: {
    path: 'unshelvings',
    right: 'alarms.shelve',
    words: 'reason',
    key: 'z',
    fits: ({ state }) => state === 'shelved',
  },
  take: {
    path: 'assignments',
    right: 'alarms.acknowledge',
    words: 'comment',
    key: 'm',
    fits: () => true,
  },
  assign: { path: 'assignments', right: 'alarms.acknowledge', words: 'comment', key: 't', fits: () => true },
  'give-back': {
    path: 'assignments',
    right: 'alarms.acknowledge',
    words: 'comment',
    key: 'd',
    fits: ({ assignedTo }) => assignedTo !== null,
  },
  escalate: { path: 'escalations', right: 'alarms.acknowledge', words: 'reason', key: 'e', fits: inView },
  comment: { path: 'comments', right: 'alarms.acknowledge', words: 'reason', key: 'c', fits: () => true },
  remove: {
    path: 'removals',
    right: 'alarms.shelve',
    words: 'reason',
    key: 'o',
    fits: ({ state }) => state !== 'out-of-service',
  },
  return: {
    path: 'returns',
    right: 'alarms.shelve',
    words: 'reason',
    key: 'b',
    fits: ({ state }) => state === 'out-of-service',
  },
  quarantine: {
    path: 'quarantines',
    right: 'alarms.shelve',
    words: 'reason',
    key: 'q',
    fits: ({ profile, state }) => profile !== null && state !== 'out-of-service',
  },
};

/** What was filled in for a deed. */
export interface DeedForm {
  words: string;
  minutes: number;
  personId: string | null;
}

/** A request to the server; a deed on very many alarms takes several. */
export interface DeedRequest {
  path: string;
  body: unknown;
  ids: readonly string[];
}

/** The alarms that a deed is for, of those chosen, and how many of these it is not for. */
export function targetsOf(deed: Deed, chosen: readonly AlarmRow[], mayDo: (row: AlarmRow) => boolean) {
  const { fits } = DEED_RULES[deed];
  const allowed = chosen.filter(mayDo);
  const fitting = allowed.filter(fits);
  return {
    targets: fitting,
    unfit: allowed.length - fitting.length,
    notAllowed: chosen.length - allowed.length,
  };
}

/** The requests that do a deed, each on at most MOST_ALARMS_AT_ONCE alarms. */
export function requestsFor(deed: Deed, targets: readonly AlarmRow[], form: DeedForm): DeedRequest[] {
  const path = `/api/alarms/${DEED_RULES[deed].path}`;
  const words = form.words.trim();
  if (deed === 'comment')
    return targets.map(({ id }) => ({
      path: `/api/alarms/${id}/comments`,
      body: { comment: words },
      ids: [id],
    }));
  const requests: DeedRequest[] = [];
  for (let from = 0; from < targets.length; from += MOST_ALARMS_AT_ONCE) {
    const rows = targets.slice(from, from + MOST_ALARMS_AT_ONCE);
    requests.push({ path, body: bodyOf(deed, rows, words, form), ids: rows.map(({ id }) => id) });
  }
  return requests;
}

function bodyOf(deed: Deed, rows: readonly AlarmRow[], words: string, { minutes, personId }: DeedForm) {
  const alarms = rows.map(({ id, annunciation }) => ({ id, annunciation }));
  switch (deed) {
    case 'take':
    case 'assign':
    case 'give-back':
      return {
        alarms: rows.map(({ id, assignedTo }) => ({ id, assignedTo: assignedTo?.id ?? null })),
        personId: deed === 'give-back' ? null : personId,
        comment: words,
      };
    case 'shelve':
      return { alarms, minutes, reason: words };
    default:
      return { alarms, [DEED_RULES[deed].words]: words };
  }
}

/** Answers of several requests as one. */
export function joinResults(results: readonly AlarmDeedResult[]): AlarmDeedResult {
  return {
    alarms: results.flatMap(({ alarms }) => alarms),
    refused: results.flatMap(({ refused }) => refused),
  };
}

/** Durations of shelving to choose from, in minutes: as long as all of the alarms may be shelved. */
export function shelvingChoices(targets: readonly AlarmRow[]): number[] {
  const longest = Math.min(...targets.map(({ priority }) => MAX_TIME_SHELVED[priority]));
  return [15, 30, 60, 120, 240, 480, 720, 1440].filter((minutes) => minutes <= longest);
}

function isLatched({ state }: AlarmRow): boolean {
  return (
    state === 'latched-unacknowledged' ||
    state === 'latched-acknowledged' ||
    state === 'returned-unacknowledged'
  );
}
