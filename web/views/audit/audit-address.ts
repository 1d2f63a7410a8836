import { parseScope, type ScopeId } from '../../../shared/domain/access/scope.ts';

/** What of the log is asked for; empty text: not asked. Instants in RFC 3339. */
export interface AuditSearch {
  person: string;
  declaration: string;
  alarm: string;
  profile: string;
  scope: ScopeId | '';
  from: string;
  to: string;
}

export const EMPTY_SEARCH: AuditSearch = {
  person: '',
  declaration: '',
  alarm: '',
  profile: '',
  scope: '',
  from: '',
  to: '',
};

/** Reads a search from the query of an address; what is none is left out. */
export function readSearch(search: string): AuditSearch {
  const query = new URLSearchParams(search);
  const text = (name: string) => query.get(name)?.trim() ?? '';
  const instant = (name: string) => (Number.isNaN(Date.parse(text(name))) ? '' : text(name));
  return {
    person: text('person'),
    declaration: text('declaration'),
    alarm: text('alarm'),
    profile: text('profile'),
    scope: parseScope(text('scope')) ?? '',
    from: instant('from'),
    to: instant('to'),
  };
}

/** A search as the query of an address or a request, without `?`. */
export function writeSearch(search: AuditSearch): string {
  const asked = Object.entries(search)
    .map(([name, value]) => [name, value.trim()] as [string, string])
    .filter(([, value]) => value !== '');
  return new URLSearchParams(asked).toString();
}
