import { alarmsOf, type Entry } from './rows.ts';

/** How much of a row's alarms is selected. */
export type Selected = 'all' | 'some' | 'none';

export function selectedOf(entry: Entry, selected: ReadonlySet<string>): Selected {
  if (selected.size === 0) return 'none';
  if (entry.kind === 'alarm') return selected.has(entry.key) ? 'all' : 'none';
  const count = entry.members.filter(({ key }) => selected.has(key)).length;
  if (count === 0) return 'none';
  return count === entry.members.length ? 'all' : 'some';
}

/** The selection with all alarms of a row in it, or, where they are, without them. */
export function toggled(selected: ReadonlySet<string>, entry: Entry): ReadonlySet<string> {
  const next = new Set(selected);
  const remove = selectedOf(entry, selected) === 'all';
  for (const { id } of alarmsOf(entry)) {
    if (remove) next.delete(id);
    else next.add(id);
  }
  return next;
}

/** The selection with all alarms of the rows from one place to another, both included. */
export function extended(
  selected: ReadonlySet<string>,
  entries: readonly Entry[],
  from: number,
  to: number,
): ReadonlySet<string> {
  const next = new Set(selected);
  for (const entry of entries.slice(Math.min(from, to), Math.max(from, to) + 1))
    for (const { id } of alarmsOf(entry)) next.add(id);
  return next;
}
