import type { AlarmGroup, AlarmRow } from '../../../shared/contract/alarms.ts';
import { awaitsAcknowledgement } from '../../../shared/domain/alarm/condition.ts';
import { TIME_TO_RESPOND } from '../../../shared/domain/alarm/definition.ts';
import { ALARM_PRIORITIES, type AlarmPriority } from '../../../shared/domain/targeting/profile.ts';
import { fits, isKeptFromView, scopeOfAlarm, type FitContext } from './fits.ts';
import { mergeSorted } from './merge-sorted.ts';
import type { AlarmQuery, Grouping } from './query.ts';

interface Sortable {
  kind: 'alarm' | 'group';
  key: string;
  /** By the column chosen; 0 where that is urgency. */
  by: number | string;
  /** What awaits an operator first, then what is in hand, then what is kept from view; each by priority. */
  urgency: number;
  /** When it called: who waits longest comes first. */
  at: number;
  /** It has been replaced, or is shown no more. */
  gone: boolean;
}

/** One alarm of the list. */
export interface AlarmEntry extends Sortable {
  kind: 'alarm';
  alarm: AlarmRow;
  /** Key of the group it is shown under; null for one that stands by itself. */
  within: string | null;
}

/** Alarms gathered in one row, which is as urgent as the worst of them. */
export interface GroupEntry extends Sortable {
  kind: 'group';
  by: Sortable['by'];
  grouping: Grouping;
  /** What they have in common: a group's id, a scope, a profile's code, a type. */
  value: string;
  /** Of the common cause; null for alarms gathered by place, profile or type. */
  group: AlarmGroup | null;
  /** Those that fit the query, in the order of the list. */
  members: readonly AlarmEntry[];
  worst: AlarmRow;
  awaiting: number;
  /** Of those that await an operator. */
  counts: Record<AlarmPriority, number>;
  occurrences: number;
  /** Different places that they are at. */
  places: number;
}

export type Entry = AlarmEntry | GroupEntry;

/** What the list needs to know beside the alarms and the query. */
export interface RowContext extends FitContext {
  titleOf: (row: AlarmRow) => string;
  placeOf: (row: AlarmRow) => string;
  compareText: (a: string, b: string) => number;
}

/** What came and went since the last time. */
export interface RowChanges {
  changed: readonly AlarmRow[];
  removed: readonly string[];
}

interface Bucket {
  value: string;
  list: AlarmEntry[];
  /** What stands for it at the top: a group's row, or its only alarm. */
  top: Entry | null;
}

/** When the response to an alarm is to have begun, ms; null where nobody is waited for. */
export function dueAt({ state, priority, annunciatedAt }: AlarmRow): number | null {
  return awaitsAcknowledgement(state) ? annunciatedAt + TIME_TO_RESPOND[priority] * 60_000 : null;
}

/**
 * The list of alarms that a query asks for: filtered, gathered, in order. A change costs one pass over the list without
 * comparing what did not change, so that 50,000 alarms stay as quick as fifty.
 */
export class AlarmRows {
  readonly #query: AlarmQuery;
  readonly #context: RowContext;
  readonly #words: readonly string[];
  readonly #placed = new Map<string, AlarmEntry>();
  readonly #buckets = new Map<string, Bucket>();
  #expanded: ReadonlySet<string>;
  #tops: Entry[] = [];
  #entries: readonly Entry[] = [];

  constructor(
    query: AlarmQuery,
    context: RowContext,
    alarms: Iterable<AlarmRow> = [],
    expanded: ReadonlySet<string> = new Set(),
    words: readonly string[] = [],
  ) {
    this.#query = query;
    this.#context = context;
    this.#words = words;
    this.#expanded = expanded;
    this.apply({ changed: [...alarms], removed: [] });
  }

  /** As shown from top to bottom, alarms of expanded groups under their group. */
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** Alarms that fit the query, those in collapsed groups among them. */
  get count(): number {
    return this.#placed.size;
  }

  /** The alarms that fit, whether or not their group is expanded. */
  alarms(): AlarmRow[] {
    return this.#tops.flatMap((entry) => alarmsOf(entry));
  }

  has(id: string): boolean {
    return this.#placed.has(id);
  }

  /** Key of the row that an alarm is to be found in now: its own, or its collapsed group's. */
  rowOf(id: string): string | null {
    const entry = this.#placed.get(id);
    if (entry === undefined) return null;
    if (entry.within === null || this.#expanded.has(entry.within)) return entry.key;
    const top = this.#buckets.get(entry.within)?.top;
    return top?.key ?? null;
  }

  expand(expanded: ReadonlySet<string>): void {
    this.#expanded = expanded;
    this.#lay();
  }

  /** Takes in what came and went; an alarm that is normal has gone. */
  apply({ changed, removed }: RowChanges): void {
    const touched = new Map<Bucket, AlarmEntry[]>();
    const added: Entry[] = [];
    const touch = (bucket: Bucket): AlarmEntry[] => {
      let additions = touched.get(bucket);
      if (additions === undefined) touched.set(bucket, (additions = []));
      return additions;
    };
    for (const id of removed) this.#take(id, touch);
    for (const alarm of changed) {
      this.#take(alarm.id, touch);
      if (alarm.state === 'normal' || !fits(alarm, this.#query, this.#words, this.#context)) continue;
      const value = this.#valueOf(alarm);
      const within = value === null ? null : `${this.#query.grouping}:${value}`;
      const entry: AlarmEntry = {
        kind: 'alarm',
        key: alarm.id,
        alarm,
        within,
        by: this.#sortOf(alarm),
        urgency: urgencyOf(alarm),
        at: alarm.annunciatedAt,
        gone: false,
      };
      this.#placed.set(alarm.id, entry);
      if (within === null) added.push(entry);
      else touch(this.#bucketOf(within, value!)).push(entry);
    }
    for (const [bucket, additions] of touched) {
      if (bucket.top !== null) bucket.top.gone = true;
      // An alarm can come twice in one batch: the last copy counts.
      bucket.list = mergeSorted(bucket.list, additions.filter(isThere).sort(this.#compare), this.#compare);
      bucket.top = this.#topOf(bucket);
      if (bucket.top === null) this.#buckets.delete(`${this.#query.grouping}:${bucket.value}`);
      else added.push(bucket.top);
    }
    this.#tops = mergeSorted(this.#tops, added.filter(isThere).sort(this.#compare), this.#compare);
    this.#lay();
  }

  #take(id: string, touch: (bucket: Bucket) => void): void {
    const entry = this.#placed.get(id);
    if (entry === undefined) return;
    entry.gone = true;
    this.#placed.delete(id);
    const bucket = entry.within === null ? undefined : this.#buckets.get(entry.within);
    if (bucket !== undefined) touch(bucket);
  }

  #bucketOf(key: string, value: string): Bucket {
    let bucket = this.#buckets.get(key);
    if (bucket === undefined) this.#buckets.set(key, (bucket = { value, list: [], top: null }));
    return bucket;
  }

  /** A common cause that a single alarm is left of gathers nothing: the alarm stands by itself. */
  #topOf({ value, list }: Bucket): Entry | null {
    const { grouping } = this.#query;
    const [first] = list;
    if (first === undefined) return null;
    if (grouping === 'cause' && list.length === 1) return { ...first, within: null };
    const group = grouping === 'cause' ? (this.#context.groups.get(value) ?? null) : null;
    const counts: Record<AlarmPriority, number> = { critical: 0, high: 0, medium: 0, low: 0 };
    const places = new Set<string>();
    let [worst, awaiting, occurrences] = [first, 0, 0];
    for (const entry of list) {
      if (entry.urgency < worst.urgency || (entry.urgency === worst.urgency && entry.at < worst.at))
        worst = entry;
      occurrences += entry.alarm.occurrences;
      places.add(entry.alarm.customsHouse ?? entry.alarm.district ?? '');
      if (!awaitsAcknowledgement(entry.alarm.state)) continue;
      awaiting += 1;
      counts[entry.alarm.priority] += 1;
    }
    occurrences = group?.occurrences ?? occurrences;
    return {
      kind: 'group',
      key: `${grouping}:${value}`,
      grouping,
      value,
      group,
      members: list,
      worst: worst.alarm,
      awaiting,
      counts,
      occurrences,
      places: places.size,
      by: this.#query.sort === 'occurrences' ? occurrences : worst.by,
      urgency: worst.urgency,
      at: worst.at,
      gone: false,
    };
  }

  #lay(): void {
    const laid: Entry[] = [];
    for (const entry of this.#tops) {
      laid.push(entry);
      if (entry.kind === 'group' && this.#expanded.has(entry.key))
        for (const member of entry.members) laid.push(member);
    }
    this.#entries = laid;
  }

  #valueOf(alarm: AlarmRow): string | null {
    switch (this.#query.grouping) {
      case 'cause':
        return alarm.group !== null && this.#context.groups.has(alarm.group) ? alarm.group : null;
      case 'place':
        return scopeOfAlarm(alarm);
      case 'profile':
        return alarm.profile;
      case 'type':
        return alarm.type;
      case 'none':
        return null;
    }
  }

  #sortOf(alarm: AlarmRow): number | string {
    switch (this.#query.sort) {
      case 'urgency':
        return 0;
      case 'title':
        return this.#context.titleOf(alarm);
      case 'place':
        return this.#context.placeOf(alarm);
      case 'occurrences':
        return alarm.occurrences;
      case 'age':
        return alarm.annunciatedAt;
      case 'left':
        return dueAt(alarm) ?? Number.MAX_SAFE_INTEGER;
      case 'assigned':
        return alarm.assignedTo?.name ?? '';
    }
  }

  readonly #compare = (a: Sortable, b: Sortable): number => {
    if (a.by !== b.by) {
      const order =
        typeof a.by === 'number' ? a.by - (b.by as number) : this.#context.compareText(a.by, b.by as string);
      if (order !== 0) return this.#query.descending ? -order : order;
    }
    const urgency = a.urgency - b.urgency;
    if (urgency !== 0) return this.#query.sort === 'urgency' && this.#query.descending ? -urgency : urgency;
    if (a.at !== b.at) return a.at - b.at;
    // Of what came at once, the many before the one.
    if (a.kind !== b.kind) return a.kind === 'group' ? -1 : 1;
    if (a.key.length !== b.key.length) return a.key.length - b.key.length;
    return a.key < b.key ? -1 : Number(a.key > b.key);
  };
}

/** The alarms of a row, in the order of the list. */
export function alarmsOf(entry: Entry): AlarmRow[] {
  return entry.kind === 'alarm' ? [entry.alarm] : entry.members.map(({ alarm }) => alarm);
}

function urgencyOf({ state, priority }: AlarmRow): number {
  const care = awaitsAcknowledgement(state) ? 0 : isKeptFromView(state) ? 2 : 1;
  return care * ALARM_PRIORITIES.length + ALARM_PRIORITIES.indexOf(priority);
}

const isThere = ({ gone }: Sortable): boolean => !gone;
