import type { ScopeId } from '../../shared/domain/access/scope.ts';
import { getLocale } from '../ui/locale.svelte.ts';

const SCOPE = /^(national|(district|house):[^\s:]{1,32})$/;

/** The scope a board's query asks for; the nation where it names none, `null` where it makes no sense. */
export function scopeOf(search: string): ScopeId | null {
  const asked = new URLSearchParams(search).get('scope') ?? 'national';
  return SCOPE.test(asked) ? (asked as ScopeId) : null;
}

/** Address of a scope's board that keeps the rest of the present query (theme; language, as it is now). */
export function boardHref(scope: ScopeId, search: string): string {
  const query = new URLSearchParams(search);
  if (query.has('lang')) query.set('lang', getLocale());
  if (scope === 'national') query.delete('scope');
  else query.set('scope', scope);
  const text = query.toString().replaceAll('%3A', ':');
  return text === '' ? '/board' : `/board?${text}`;
}

/** What kind of place a scope is. */
export type PlaceKind = 'national' | 'district' | 'house';

export function kindOf(scope: ScopeId): PlaceKind {
  if (scope === 'national') return 'national';
  return scope.startsWith('district:') ? 'district' : 'house';
}

/** The scopes above a place, nearest first. */
export function scopesAbove(parent: ScopeId | null): ScopeId[] {
  if (parent === null) return [];
  return parent === 'national' ? [parent] : [parent, 'national'];
}

/** The scope of a sub-place on the board of `parent`; a house has none. */
export function scopeBelow(parent: ScopeId, code: string): ScopeId | null {
  const below = { national: 'district', district: 'house', house: null } as const;
  const kind = below[kindOf(parent)];
  return kind === null ? null : `${kind}:${code}`;
}
