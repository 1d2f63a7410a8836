import { writeQuery, type AlarmQuery } from './query.ts';

/** What is opened from the list: an alarm by its id, or a row of gathered alarms by its key. */
export type Opened = { kind: 'alarm'; id: string } | { kind: 'group'; key: string } | null;

export function readOpened(search: string): Opened {
  const asked = new URLSearchParams(search);
  const id = asked.get('alarm');
  if (id !== null && /^[1-9]\d{0,17}$/.test(id)) return { kind: 'alarm', id };
  const key = asked.get('row');
  return key === null || key === '' ? null : { kind: 'group', key };
}

/** Address of the console with a query, and with what is opened. */
export function consoleHref(query: AlarmQuery, opened: Opened): string {
  const asked = writeQuery(query);
  if (opened === null) return `/alarms${asked}`;
  const named =
    opened.kind === 'alarm'
      ? `alarm=${opened.id}`
      : `row=${encodeURIComponent(opened.key).replaceAll('%3A', ':')}`;
  return `/alarms${asked === '' ? '?' : `${asked}&`}${named}`;
}
