import { parseScope, type ScopeId } from '../../../shared/domain/access/scope.ts';

/** Periods that can be looked at, hours. */
export const KPI_PERIODS = { day: 24, week: 7 * 24, month: 30 * 24 } as const;

export type KpiPeriod = keyof typeof KPI_PERIODS;

/** What the view shows, as its address has it; `position` empty: the console as a whole. */
export interface KpiForm {
  scope: ScopeId;
  position: string;
  period: KpiPeriod;
}

/** Reads an address; what is none is as it is at first: the day of the widest console. */
export function readKpis(search: string, widest: ScopeId): KpiForm {
  const query = new URLSearchParams(search);
  const position = query.get('position') ?? '';
  const period = query.get('period') ?? '';
  return {
    scope: parseScope(query.get('scope') ?? '') ?? widest,
    position: /^[1-9]\d{0,17}$/.test(position) ? position : '',
    period: Object.keys(KPI_PERIODS).includes(period) ? (period as KpiPeriod) : 'day',
  };
}

/** The query of the view's address, without `?`. */
export function writeKpis({ scope, position, period }: KpiForm): string {
  return new URLSearchParams({
    scope,
    ...(position !== '' && { position }),
    ...(period !== 'day' && { period }),
  }).toString();
}

/** The query of what is asked of the server, without `?`, as of an instant, ms. */
export function askKpis({ scope, position, period }: KpiForm, now: number): string {
  return new URLSearchParams({
    scope,
    ...(position !== '' && { position }),
    from: new Date(now - KPI_PERIODS[period] * 3_600_000).toISOString(),
  }).toString();
}

/** How soon the figures are read anew after a change, ms: what changes little in a month is not counted all the time. */
export const RENEW_MS: Record<KpiPeriod, number> = { day: 5_000, week: 20_000, month: 60_000 };
