import { CHANNELS, type Channel } from '../../../shared/domain/channel/channel.ts';
import { parseScope, type ScopeId } from '../../../shared/domain/access/scope.ts';

/** What is looked for, as the form holds it; empty text: not asked. Instants in RFC 3339. */
export interface SearchForm {
  number: string;
  trader: string;
  scope: ScopeId | '';
  channel: Channel | '';
  profile: string;
  from: string;
  to: string;
}

export const EMPTY_SEARCH: SearchForm = {
  number: '',
  trader: '',
  scope: '',
  channel: '',
  profile: '',
  from: '',
  to: '',
};

/** Reads a search from the query of an address; what is none is left out. */
export function readSearch(search: string): SearchForm {
  const query = new URLSearchParams(search);
  const text = (name: string) => query.get(name)?.trim() ?? '';
  const instant = (name: string) => (Number.isNaN(Date.parse(text(name))) ? '' : text(name));
  return {
    number: text('number'),
    trader: text('trader'),
    scope: parseScope(text('scope')) ?? '',
    channel: CHANNELS.find((channel) => channel === text('channel')) ?? '',
    profile: text('profile'),
    from: instant('from'),
    to: instant('to'),
  };
}

/** A search as the query of an address or a request, without `?`. */
export function writeSearch(form: SearchForm): string {
  const asked = Object.entries(form)
    .map(([name, value]) => [name, value.trim()] as [string, string])
    .filter(([, value]) => value !== '');
  return new URLSearchParams(asked).toString();
}

/** Where a declaration's page is; numbers may hold slashes. */
export function declarationPath(declarationNo: string): string {
  return `/declarations/${encodeURIComponent(declarationNo)}`;
}

export function traderPath(traderId: string): string {
  return `/traders/${encodeURIComponent(traderId)}`;
}
