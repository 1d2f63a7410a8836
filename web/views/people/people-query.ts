import { PERSON_STATES, type PersonState } from '../../../shared/contract/people.ts';
import { ROLES, type Role } from '../../../shared/domain/access/role.ts';
import { parseScope, type ScopeId } from '../../../shared/domain/access/scope.ts';

/** What the list of people is narrowed down to; it stands in the address, so that going back finds it again. */
export interface PeopleQuery {
  search: string;
  role: Role | '';
  scope: ScopeId | '';
  state: PersonState | '';
  page: number;
}

export function readPeopleQuery(text: string): PeopleQuery {
  const query = new URLSearchParams(text);
  const oneOf = <T extends string>(all: readonly T[], name: string): T | '' =>
    all.find((one) => one === query.get(name)) ?? '';
  const page = Number(query.get('page'));
  return {
    search: query.get('search')?.slice(0, 200) ?? '',
    role: oneOf(ROLES, 'role'),
    scope: parseScope(query.get('scope') ?? '') ?? '',
    state: oneOf(PERSON_STATES, 'state'),
    page: Number.isSafeInteger(page) && page >= 1 ? page : 1,
  };
}

/** Its text with the `?`, as the address and the server take it; empty where nothing is narrowed down. */
export function writePeopleQuery({ search, page, ...choices }: PeopleQuery): string {
  const query = new URLSearchParams();
  if (search.trim() !== '') query.set('search', search.trim());
  for (const [name, value] of Object.entries(choices)) if (value !== '') query.set(name, value);
  if (page > 1) query.set('page', String(page));
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}
