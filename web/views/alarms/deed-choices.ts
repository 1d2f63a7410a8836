import { m } from '../../paraglide/messages.js';
import { formatCount } from '../../ui/format.ts';

/** How long a shelving is, as it is chosen: 30 minutes, 4 hours. */
export function shelvingName(minutes: number): string {
  if (minutes < 60) return m.alarms_minutes({ count: formatCount(minutes) });
  return m.alarms_hours({ hours: minutes / 60, count: formatCount(minutes / 60) });
}
