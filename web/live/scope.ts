import type { ScopeId } from '../../shared/contract/live.ts';

const SCOPE = /^(national|(district|house):[^\s:]{1,32})$/;

/** The scope a board's query asks for; the nation where it names none, `null` where it makes no sense. */
export function scopeOf(search: string): ScopeId | null {
  const asked = new URLSearchParams(search).get('scope') ?? 'national';
  return SCOPE.test(asked) ? (asked as ScopeId) : null;
}

/** Address of a scope's board that keeps the rest of the present query (theme). */
export function boardHref(scope: ScopeId, search: string): string {
  const query = new URLSearchParams(search);
  if (scope === 'national') query.delete('scope');
  else query.set('scope', scope);
  const text = query.toString().replaceAll('%3A', ':');
  return text === '' ? '/board' : `/board?${text}`;
}

/** The scope of a sub-place on the board of `parent`; a house has none. */
export function scopeBelow(parent: ScopeId, code: string): ScopeId | null {
  if (parent === 'national') return `district:${code}`;
  return parent.startsWith('district:') ? `house:${code}` : null;
}
