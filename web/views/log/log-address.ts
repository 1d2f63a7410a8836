import { parseScope, type ScopeId } from '../../../shared/domain/access/scope.ts';
import { ACCESS_ACTIONS, type AccessAction } from '../../../shared/domain/access/event.ts';

/** What of the log is asked for; empty text: not asked. Instants in RFC 3339. */
export interface LogFilter {
  actor: string;
  action: AccessAction | '';
  subject: string;
  scope: ScopeId | '';
  from: string;
  to: string;
}

export const EMPTY_FILTER: LogFilter = { actor: '', action: '', subject: '', scope: '', from: '', to: '' };

/** Reads a filter from the query of an address; what is none is left out. */
export function readFilter(search: string): LogFilter {
  const query = new URLSearchParams(search);
  const text = (name: string) => query.get(name)?.trim() ?? '';
  const instant = (name: string) => (Number.isNaN(Date.parse(text(name))) ? '' : text(name));
  return {
    actor: text('actor'),
    action: ACCESS_ACTIONS.find((action) => action === text('action')) ?? '',
    subject: text('subject'),
    scope: parseScope(text('scope')) ?? '',
    from: instant('from'),
    to: instant('to'),
  };
}

/** A filter as the query of an address or a request, without `?`. */
export function writeFilter(filter: LogFilter): string {
  const asked = Object.entries(filter)
    .map(([name, value]) => [name, value.trim()] as [string, string])
    .filter(([, value]) => value !== '');
  return new URLSearchParams(asked).toString();
}
