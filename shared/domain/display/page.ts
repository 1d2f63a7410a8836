import { contains, parseScope, type DistrictOf, type ScopeId } from '../access/scope.ts';

export const DISPLAY_THEMES = ['dark', 'light'] as const;

export type DisplayTheme = (typeof DISPLAY_THEMES)[number];

/** What a display can show: a place's board, in dark or light colours. */
export interface DisplayPage {
  scope: ScopeId;
  theme: DisplayTheme;
}

/** Any site: a page is a path of the display's own one. */
const HERE = 'http://here.invalid';

/** Path and query of a page, always written alike. */
export function writeDisplayPage({ scope, theme }: DisplayPage): string {
  const query = [scope === 'national' ? '' : `scope=${scope}`, theme === 'dark' ? '' : `theme=${theme}`];
  const text = query.filter(Boolean).join('&');
  return text === '' ? '/board' : `/board?${text}`;
}

/** Reads the path and query of a page that displays may show; null for every other address. */
export function readDisplayPage(text: string): DisplayPage | null {
  const url = text.startsWith('/') && URL.canParse(text, HERE) ? new URL(text, HERE) : null;
  if (url === null || url.origin !== HERE || url.pathname !== '/board' || url.hash !== '') return null;
  const query = [...url.searchParams];
  const named = Object.fromEntries(query);
  if (query.length !== Object.keys(named).length) return null;
  const { scope = 'national', theme = 'dark', ...rest } = named;
  const place = parseScope(scope);
  const colours = DISPLAY_THEMES.find((known) => known === theme);
  if (place === null || colours === undefined || Object.keys(rest).length > 0) return null;
  return { scope: place, theme: colours };
}

/** True where a display of `scope` may show `page`. */
export function mayShow(scope: ScopeId, page: DisplayPage, districtOf: DistrictOf): boolean {
  return contains(scope, page.scope, districtOf);
}
