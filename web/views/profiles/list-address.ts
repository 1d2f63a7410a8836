import { CHANNELS, type Channel } from '../../../shared/domain/channel/channel.ts';
import { PART_STATES, type PartState } from '../../../shared/domain/ruleset/part.ts';
import type { Profile, ProfileLevel } from '../../../shared/domain/targeting/profile.ts';
import type { Sorting } from '../../ui/kit/table.ts';

export const LEVELS = ['national', 'district', 'house'] as const satisfies ProfileLevel[];
const INSTRUCTED: readonly Profile['channel'][] = [
  ...CHANNELS.filter((channel): channel is Exclude<Channel, 'green'> => channel !== 'green'),
  'none',
];

/** What a reader of the list has asked for, as its address keeps it; empty text: all. */
export interface ListForm {
  search: string;
  state: PartState | '';
  level: ProfileLevel | '';
  channel: Profile['channel'] | '';
  /** Only what the reader may approve or return now. */
  review: boolean;
  /** Only what is being tried out. */
  canary: boolean;
  sorting: Sorting | null;
}

/** Reads the form from the query of an address; what is none is left out. */
export function readList(query: string): ListForm {
  const asked = new URLSearchParams(query);
  const one = <T extends string>(name: string, among: readonly T[]): T | '' =>
    among.find((value) => value === asked.get(name)) ?? '';
  const [, descending, column] = /^(-?)([a-z]+)$/i.exec(asked.get('sort') ?? '') ?? [];
  return {
    search: asked.get('search') ?? '',
    state: one('state', PART_STATES),
    level: one('level', LEVELS),
    channel: one('channel', INSTRUCTED),
    review: asked.has('review'),
    canary: asked.has('canary'),
    sorting: column === undefined ? null : { column, descending: descending === '-' },
  };
}

/** The form as the query of an address, with its `?`; empty where nothing is asked. */
export function writeList({ search, state, level, channel, review, canary, sorting }: ListForm): string {
  const asked = [
    ['search', search.trim()],
    ['state', state],
    ['level', level],
    ['channel', channel],
    ['review', review ? '1' : ''],
    ['canary', canary ? '1' : ''],
    ['sort', sorting === null ? '' : `${sorting.descending ? '-' : ''}${sorting.column}`],
  ].filter(([, value]) => value !== '') as [string, string][];
  return asked.length === 0 ? '' : `?${new URLSearchParams(asked).toString()}`;
}
