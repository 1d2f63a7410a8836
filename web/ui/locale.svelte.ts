import { baseLocale, isLocale, overwriteGetLocale, type Locale } from '../paraglide/runtime.js';

const STORED_AS = 'tidewaiter-locale';

/** What `lang` attributes say of a locale; `zh` is Chinese in simplified characters. */
const LANGUAGE_TAGS: Record<Locale, string> = { en: 'en', zh: 'zh-Hans' };

let current: Locale = $state(baseLocale);
// Messages read the rune, so a template that calls one is rendered again when the language changes.
overwriteGetLocale(() => current);

/** The language the reader sees now; reactive in templates and derived values. */
export function getLocale(): Locale {
  return current;
}

/** Changes the language of everything that is shown, for good: it is kept for the next visit. */
export function setLocale(locale: Locale): void {
  show(locale);
  store(locale);
  const address = new URL(location.href);
  if (!address.searchParams.has('lang')) return;
  // What the address asks for must not undo the reader's choice at the next reload.
  address.searchParams.set('lang', locale);
  history.replaceState(history.state, '', address);
}

/** Shows the language that the address, an earlier visit or the browser asks for. */
export function startLocale(): void {
  show(chooseLocale(location.search, stored(), navigator.languages));
}

/** The first known of `lang` in the query, the stored locale and the browser's languages; else English. */
export function chooseLocale(search: string, kept: string | null, languages: readonly string[]): Locale {
  const asked = [new URLSearchParams(search).get('lang'), kept];
  const primary = languages.map((language) => language.toLowerCase().split('-')[0]);
  return [...asked, ...primary].find(isLocale) ?? baseLocale;
}

function show(locale: Locale): void {
  current = locale;
  document.documentElement.lang = LANGUAGE_TAGS[locale];
}

/** A browser that is told to keep nothing throws; then the choice holds until the page is left. */
function store(locale: Locale): void {
  try {
    localStorage.setItem(STORED_AS, locale);
  } catch {
    // Nothing is kept.
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(STORED_AS);
  } catch {
    return null;
  }
}
