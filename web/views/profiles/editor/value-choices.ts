import type { Completion } from '../../../../shared/contract/completions.ts';
import type { Operator } from '../../../../shared/domain/targeting/condition.ts';
import type { Locale } from '../../../paraglide/runtime.js';
import { m } from '../../../paraglide/messages.js';
import { places } from '../../../shell/places.svelte.ts';
import { formatCount } from '../../../ui/format.ts';
import { holdsWords, type Choice } from '../../../ui/kit/combobox.ts';
import { getLocale } from '../../../ui/locale.svelte.ts';
import { placeName } from '../../../ui/names.ts';
import type { Word } from '../../../ui/words.ts';
import { DIRECTION_WORDS } from '../../declarations/words.ts';
import { codeName, COUNTRY_CODES } from './countries.ts';
import { chapterOf, HS_CHAPTERS } from './hs-chapters.ts';

/** Modes of transport by UN/ECE Recommendation 19, which national codes go on from. */
const MODE_WORDS: Record<string, Word> = {
  '0': m.editor_mode_0,
  '1': m.editor_mode_1,
  '2': m.editor_mode_2,
  '3': m.editor_mode_3,
  '4': m.editor_mode_4,
  '5': m.editor_mode_5,
  '6': m.editor_mode_6,
  '7': m.editor_mode_7,
  '8': m.editor_mode_8,
  '9': m.editor_mode_9,
};

const COUNTRIES = new Set(['countryOfDispatch', 'item.origin']);
const NAMED = new Set([...COUNTRIES, 'currency', 'customsHouse', 'district', 'transportMode', 'direction']);
const HS_FIELDS = new Set(['item.hsCode', 'item.hs2', 'item.hs4', 'item.hs6']);

/** What a value of a field is called in the reader's language; null where it has no name of its own. */
export function valueName(field: string, value: string): string | null {
  const locale = getLocale();
  if (COUNTRIES.has(field)) return codeName('region', value, locale);
  if (HS_FIELDS.has(field)) return value.length === 2 ? chapterOf(value, locale) : null;
  switch (field) {
    case 'currency':
      return codeName('currency', value, locale);
    case 'customsHouse':
    case 'district': {
      const place = places[field === 'district' ? 'districts' : 'houses'].get(value);
      return place === undefined ? null : placeName(place);
    }
    case 'transportMode':
      return Object.hasOwn(MODE_WORDS, value) ? (MODE_WORDS[value]?.() ?? null) : null;
    case 'direction':
      return Object.hasOwn(DIRECTION_WORDS, value)
        ? DIRECTION_WORDS[value as keyof typeof DIRECTION_WORDS]()
        : null;
    default:
      return null;
  }
}

/** Whether a value is known by a name, so that typing the name means the value; a beginning of one has no name. */
export function isNamed(field: string, op: Operator): boolean {
  return NAMED.has(field) && op !== 'startsWith' && op !== 'contains';
}

/** Values of a field that are known without asking the server, those that hold what was typed. */
export function knownChoices(field: string, op: Operator, typed: string, most: number): Choice[] {
  const found: Choice[] = [];
  // Digits are the beginning of a code, words a part of its name.
  const coded = HS_FIELDS.has(field) && /^\d/.test(typed);
  for (const choice of choicesOf(field, op)) {
    const fits = coded
      ? choice.value.startsWith(typed)
      : holdsWords(`${choice.value} ${choice.label} ${choice.keywords ?? ''}`, typed);
    if (!fits) continue;
    found.push(choice);
    if (found.length === most) break;
  }
  return found;
}

function* choicesOf(field: string, op: Operator): Generator<Choice> {
  const other: Locale = getLocale() === 'zh' ? 'en' : 'zh';
  const coded = (kind: 'region' | 'currency', code: string): Choice => ({
    value: code,
    label: codeName(kind, code, getLocale()) ?? code,
    detail: code,
    keywords: codeName(kind, code, other) ?? '',
  });
  if (COUNTRIES.has(field)) for (const code of COUNTRY_CODES) yield coded('region', code);
  if (field === 'currency')
    for (const code of Intl.supportedValuesOf('currency')) yield coded('currency', code);
  // A chapter is what a code begins with, not one that is declared.
  if (field === 'item.hs2' || (HS_FIELDS.has(field) && op === 'startsWith')) {
    for (const [value, names] of Object.entries(HS_CHAPTERS).toSorted(([a], [b]) => a.localeCompare(b))) {
      yield { value, label: names[getLocale()], detail: value, keywords: names[other] };
    }
  }
  if (field === 'customsHouse' || field === 'district') {
    for (const place of places[field === 'district' ? 'districts' : 'houses'].values()) {
      const keywords = `${place.name} ${place.nameZh}`;
      yield { value: place.code, label: placeName(place), detail: place.code, keywords };
    }
  }
  const words = field === 'transportMode' ? MODE_WORDS : field === 'direction' ? DIRECTION_WORDS : {};
  for (const [value, name] of Object.entries(words)) yield { value, label: name(), detail: value };
}

/** A value that the server proposes, with where it occurs. */
export function completionChoice(field: string, { value, goodsItems, profiles }: Completion): Choice {
  const name = valueName(field, value);
  const chapter = HS_FIELDS.has(field) && name === null ? chapterOf(value, getLocale()) : null;
  const seen = [
    chapter,
    goodsItems !== null && m.editor_seen_items({ count: goodsItems, shown: formatCount(goodsItems) }),
    profiles > 0 && m.editor_seen_profiles({ count: profiles, shown: formatCount(profiles) }),
  ];
  return {
    value,
    label: name === null ? value : m.editor_named({ name, code: value }),
    detail: seen.filter(Boolean).join(' · ') || undefined,
  };
}
