import { ALARM_STATES, type AlarmState } from '../../../shared/domain/alarm/condition.ts';
import { ALARM_KINDS, type AlarmKind } from '../../../shared/domain/alarm/definition.ts';
import { parseScope, type ScopeId } from '../../../shared/domain/access/scope.ts';
import { ALARM_PRIORITIES, type AlarmPriority } from '../../../shared/domain/targeting/profile.ts';

/** What alarms can be gathered under; `cause` is the common cause that the server found in a flood. */
export const GROUPINGS = ['cause', 'place', 'profile', 'type', 'none'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Columns that the list can be ordered by; `urgency`: what awaits an operator, then priority, then who waits longest. */
export const SORTS = ['urgency', 'title', 'place', 'occurrences', 'age', 'left', 'assigned'] as const;
export type SortColumn = (typeof SORTS)[number];

/** `in-view`: neither shelved nor suppressed nor out of service; `awaiting`: nobody has acknowledged it. */
export const STATE_FILTERS = [
  'in-view',
  'awaiting',
  'all',
  ...ALARM_STATES.filter((state): state is Exclude<AlarmState, 'normal'> => state !== 'normal'),
] as const;
export type StateFilter = (typeof STATE_FILTERS)[number];

/** What of the open alarms is asked for and how it is laid out: the whole of a saved view. */
export interface AlarmQuery {
  search: string;
  /** Empty: every priority. */
  priorities: readonly AlarmPriority[];
  state: StateFilter;
  kind: AlarmKind | '';
  /** Alarms at this place or inside it; empty: wherever the caller may look. */
  place: ScopeId | '';
  assigned: 'me' | 'none' | '';
  chattering: boolean;
  quarantined: 'me' | 'anyone' | '';
  /** Raised more than a day ago. */
  old: boolean;
  grouping: Grouping;
  sort: SortColumn;
  descending: boolean;
}

/** What the list shows where the address asks for nothing: the work to do. */
export const DEFAULT_QUERY: AlarmQuery = {
  search: '',
  priorities: [],
  state: 'in-view',
  kind: '',
  place: '',
  assigned: '',
  chattering: false,
  quarantined: '',
  old: false,
  grouping: 'cause',
  sort: 'urgency',
  descending: false,
};

/** Views that everyone has, in the order of their tabs; the keys 1 to 7 lead to them. */
export const NAMED_VIEWS = {
  'to-do': {},
  mine: { assigned: 'me', state: 'all' },
  shelved: { state: 'shelved' },
  old: { old: true, state: 'all' },
  chattering: { chattering: true, state: 'all' },
  quarantined: { quarantined: 'me', state: 'all' },
  all: { state: 'all' },
} as const satisfies Record<string, Partial<AlarmQuery>>;
export type NamedView = keyof typeof NAMED_VIEWS;
export const VIEW_NAMES = Object.keys(NAMED_VIEWS) as NamedView[];

/** The query of a named view; the place, the grouping and the order stay as they are. */
export function queryOf(view: NamedView, { place, grouping, sort, descending }: AlarmQuery): AlarmQuery {
  return { ...DEFAULT_QUERY, ...NAMED_VIEWS[view], place, grouping, sort, descending };
}

/** The named view that a query is, whatever its place, grouping and order; null where it is one of its own. */
export function viewOf(query: AlarmQuery): NamedView | null {
  const asked = writeQuery(query);
  return VIEW_NAMES.find((view) => writeQuery(queryOf(view, query)) === asked) ?? null;
}

/** Reads the query of an address; what is none is as by default. */
export function readQuery(search: string): AlarmQuery {
  const asked = new URLSearchParams(search);
  const one = <T extends string, D extends string>(name: string, among: readonly T[], otherwise: D): T | D =>
    among.find((value) => value === asked.get(name)) ?? otherwise;
  const named = (asked.get('priority') ?? '').split(',');
  const [, minus, column] = /^(-?)([a-z]+)$/.exec(asked.get('sort') ?? '') ?? [];
  const sort = SORTS.find((name) => name === column);
  return {
    search: asked.get('search') ?? '',
    priorities: ALARM_PRIORITIES.filter((priority) => named.includes(priority)),
    state: one('state', STATE_FILTERS, DEFAULT_QUERY.state),
    kind: one('kind', ALARM_KINDS, ''),
    place: parseScope(asked.get('scope') ?? '') ?? '',
    assigned: one('assigned', ['me', 'none'] as const, ''),
    chattering: asked.has('chattering'),
    quarantined: one('quarantined', ['me', 'anyone'] as const, ''),
    old: asked.has('old'),
    grouping: one('group', GROUPINGS, DEFAULT_QUERY.grouping),
    sort: sort ?? DEFAULT_QUERY.sort,
    descending: sort !== undefined && minus === '-',
  };
}

/** The query as that of an address, with its `?`; empty where everything is as by default. */
export function writeQuery(query: AlarmQuery): string {
  const { sort, descending } = query;
  const asked = [
    ['search', query.search.trim()],
    ['priority', query.priorities.join(',')],
    ['state', query.state === DEFAULT_QUERY.state ? '' : query.state],
    ['kind', query.kind],
    ['scope', query.place],
    ['assigned', query.assigned],
    ['chattering', query.chattering ? '1' : ''],
    ['quarantined', query.quarantined],
    ['old', query.old ? '1' : ''],
    ['group', query.grouping === DEFAULT_QUERY.grouping ? '' : query.grouping],
    ['sort', sort === DEFAULT_QUERY.sort && !descending ? '' : `${descending ? '-' : ''}${sort}`],
  ].filter(([, value]) => value !== '') as [string, string][];
  if (asked.length === 0) return '';
  return `?${new URLSearchParams(asked).toString().replaceAll('%3A', ':').replaceAll('%2C', ',')}`;
}
