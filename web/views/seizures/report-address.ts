import {
  SEIZURE_GROUPS,
  type SeizureGroup,
  type SeizureGroupRow,
} from '../../../shared/contract/seizures.ts';
import { DISCREPANCY_KINDS, type DiscrepancyKind } from '../../../shared/domain/control/finding.ts';
import { parseScope, type ScopeId } from '../../../shared/domain/access/scope.ts';

/** What the seizure report is asked for, as its address has it; empty text: not asked. Days as `YYYY-MM-DD`. */
export interface ReportForm {
  by: SeizureGroup;
  from: string;
  to: string;
  scope: ScopeId | '';
  kind: DiscrepancyKind | '';
  hs: string;
  profile: string;
  /** Country of dispatch. */
  country: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Reads a report from the query of an address; what is none is left out. */
export function readReport(search: string): ReportForm {
  const query = new URLSearchParams(search);
  const text = (name: string) => query.get(name)?.trim() ?? '';
  const fitting = (name: string, pattern: RegExp) => (pattern.test(text(name)) ? text(name) : '');
  return {
    by: SEIZURE_GROUPS.find((group) => group === text('by')) ?? 'month',
    from: fitting('from', DAY),
    to: fitting('to', DAY),
    scope: parseScope(text('scope')) ?? '',
    kind: DISCREPANCY_KINDS.find((kind) => kind === text('kind')) ?? '',
    hs: fitting('hs', /^\d{2,10}$/),
    profile: text('profile').slice(0, 100),
    country: fitting('country', /^[A-Z]{2}$/),
  };
}

/** A report as the query of an address or a request, without `?`; one line a seizure needs no `by`. */
export function writeReport(form: ReportForm, grouped = true): string {
  const { by, ...filter } = form;
  const asked = Object.entries(filter).filter(([, value]) => value !== '');
  if (grouped && by !== 'month') asked.push(['by', by]);
  return new URLSearchParams(asked).toString();
}

/** What a click on a group asks for: the same report within it, by what comes next; null where it leads nowhere. */
export function within(form: ReportForm, { key }: Pick<SeizureGroupRow, 'key'>): ReportForm | null {
  if (key === '') return null;
  switch (form.by) {
    case 'month': {
      const last = new Date(Date.UTC(Number(key.slice(0, 4)), Number(key.slice(5, 7)), 0));
      const to = last.toISOString().slice(0, 10);
      const from = `${key}-01`;
      return {
        ...form,
        // A period that begins or ends within the month stays as narrow as it was.
        from: form.from > from ? form.from : from,
        to: form.to !== '' && form.to < to ? form.to : to,
        by: 'kind',
      };
    }
    case 'kind': {
      const kind = DISCREPANCY_KINDS.find((one) => one === key);
      return kind === undefined ? null : { ...form, kind, by: 'heading' };
    }
    case 'district':
      return { ...form, scope: `district:${key}`, by: 'house' };
    case 'house':
      return { ...form, scope: `house:${key}`, by: 'kind' };
    case 'heading':
      return { ...form, hs: key, by: 'route' };
    case 'route': {
      const [country = '', house = ''] = key.split('>');
      if (!/^[A-Z]{2}$/.test(country) || house === '') return null;
      return { ...form, country, scope: `house:${house}`, by: 'heading' };
    }
    case 'profile':
      return { ...form, profile: key, by: 'month' };
  }
}
