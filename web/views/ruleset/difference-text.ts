import type { DifferenceLine } from '../../../shared/contract/profiles.ts';
import type { ListEntry } from '../../../shared/domain/targeting/profile.ts';
import { m } from '../../paraglide/messages.js';
import { formatCount, UNKNOWN } from '../../ui/format.ts';
import { writeInstant } from '../../ui/kit/instant.ts';
import type { Word } from '../../ui/words.ts';

/** Names of what a part holds, by the beginning of a path. */
const PLACES: Readonly<Record<string, Word>> = {
  title: m.ruleset_place_title,
  titleZh: m.ruleset_place_title_zh,
  validFrom: m.ruleset_place_valid_from,
  validTo: m.ruleset_place_valid_to,
  when: m.ruleset_place_when,
  channel: m.ruleset_place_channel,
  mandatory: m.ruleset_place_mandatory,
  score: m.ruleset_place_score,
  alarm: m.ruleset_place_alarm,
  guidance: m.ruleset_place_guidance,
  entries: m.ruleset_place_entries,
  thresholds: m.ruleset_place_thresholds,
  creditShift: m.ruleset_place_credit_shift,
  randomRate: m.ruleset_place_random_rate,
  strata: m.ruleset_place_strata,
  regulated: m.ruleset_place_regulated,
  dated: m.ruleset_place_dated,
};

/** Where a difference is, for a reader: what it belongs to by name, and what is below as it is written. */
export function placeText(path: string): string {
  const [head = '', ...rest] = path.split('.');
  const below = rest.map((step) => (/^\d+$/.test(step) ? String(Number(step) + 1) : step));
  return [PLACES[head]?.() ?? head, ...below].join(' › ');
}

/** What stands at a place, as text. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined || value === '') return UNKNOWN;
  if (value === true) return m.ruleset_yes();
  if (value === false) return m.ruleset_no();
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (isEntry(value)) return entryText(value);
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) {
    return value.join(m.common_list_comma());
  }
  return JSON.stringify(value, null, 1);
}

/** An entry of a list with its dates. */
function entryText({ value, from, to }: ListEntry): string {
  const day = (instant: string | undefined) =>
    instant === undefined ? '' : writeInstant(instant, zone(), 'day');
  return from === undefined && to === undefined
    ? value
    : m.ruleset_entry_dates({ value, from: day(from), to: day(to) });
}

function isEntry(value: unknown): value is ListEntry {
  return typeof value === 'object' && value !== null && 'value' in value && !('op' in value);
}

const zone = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** How many differences there are of each kind, in one line. */
export function differenceCount(lines: readonly DifferenceLine[]): string {
  const of = (change: DifferenceLine['change']) =>
    formatCount(lines.filter((line) => line.change === change).length);
  return m.ruleset_difference_count({ added: of('added'), removed: of('removed'), changed: of('changed') });
}
