import type { SeizureGroup, SeizureGroupRow, SeizureTotals } from '../../../shared/contract/seizures.ts';
import type { DiscrepancyKind } from '../../../shared/domain/control/finding.ts';
import { m } from '../../paraglide/messages.js';
import { scopeName } from '../../shell/scope-name.ts';
import { formatMoney } from '../../ui/format.ts';
import { getLocale } from '../../ui/locale.svelte.ts';
import { placeName, profileTitle } from '../../ui/names.ts';
import type { Word } from '../../ui/words.ts';
import { DISCREPANCY_WORDS } from '../declarations/words.ts';
import { exactNumber } from '../profiles/editor/condition-words.ts';
import { codeName } from '../profiles/editor/countries.ts';

export const GROUP_WORDS: Record<SeizureGroup, Word> = {
  month: m.seizures_by_month,
  kind: m.seizures_by_kind,
  district: m.seizures_by_district,
  house: m.seizures_by_house,
  heading: m.seizures_by_heading,
  route: m.seizures_by_route,
  profile: m.seizures_by_profile,
};

/** What a group of the report is called in the reader's language. */
export function groupName(by: SeizureGroup, { key, name, nameZh }: SeizureGroupRow): string {
  if (key === '') return m.seizures_unknown();
  switch (by) {
    case 'month':
      return monthName(key);
    case 'kind':
      return kindName(key);
    case 'district':
    case 'house':
      if (name !== null) return `${placeName({ name, nameZh: nameZh ?? '' })} · ${key}`;
      return scopeName(`${by}:${key}`);
    case 'heading':
      return key;
    case 'route': {
      const [country = '', house = ''] = key.split('>');
      const from =
        country === '' ? m.seizures_unknown() : (codeName('region', country, getLocale()) ?? country);
      return m.seizures_route({ from, to: scopeName(`house:${house}`) });
    }
    case 'profile':
      return name === null
        ? key
        : `${key} · ${profileTitle({ title: name, ...(nameZh !== null && { titleZh: nameZh }) })}`;
  }
}

/** A kind of discrepancy in words; one that a newer server names, by its code. */
export function kindName(kind: string): string {
  return Object.hasOwn(DISCREPANCY_WORDS, kind) ? DISCREPANCY_WORDS[kind as DiscrepancyKind]() : kind;
}

function monthName(month: string): string {
  const at = Date.parse(`${month}-01T00:00:00Z`);
  if (Number.isNaN(at)) return month;
  const language = getLocale() === 'zh' ? 'zh-CN' : 'en-GB';
  return new Intl.DateTimeFormat(language, { year: 'numeric', month: 'short', timeZone: 'UTC' }).format(at);
}

const MOST_UNITS = 3;
const joined = (texts: readonly string[]) => {
  const more = texts.length - MOST_UNITS;
  const told = texts.slice(0, MOST_UNITS).join(m.common_list_comma());
  return more > 0 ? `${told}${m.common_list_comma()}${m.common_more_values({ count: more })}` : told;
};

/** Quantities by unit, the largest three. */
export function quantityText({ quantities }: Pick<SeizureTotals, 'quantities'>): string {
  return joined(quantities.map(({ quantity, unit }) => `${exactNumber(quantity)} ${unit}`));
}

/** Estimated values by currency, the largest three. */
export function valueText({ values }: Pick<SeizureTotals, 'values'>): string {
  return joined(values.map(({ value, currency }) => formatMoney(value, currency)));
}

/** Duty that was too low by currency, the largest three. */
export function dutyText({ dutyDifferences }: Pick<SeizureTotals, 'dutyDifferences'>): string {
  return joined(dutyDifferences.map(({ amount, currency }) => formatMoney(amount, currency)));
}
