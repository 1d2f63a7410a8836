import { parseScope, type ScopeId } from '../../../shared/domain/access/scope.ts';

/** Days that can be looked back on. */
export const PERFORMANCE_DAYS = ['7', '30', '90', '366'] as const;

export type PerformanceDays = (typeof PERFORMANCE_DAYS)[number];

const USUAL: PerformanceDays = '30';

/** What is asked for, as the address has it; `scope` empty: all places that the reader may see. */
export interface PerformanceForm {
  scope: ScopeId | '';
  days: PerformanceDays;
}

/** Reads the query of an address; what is none is left out. */
export function readPerformance(search: string): PerformanceForm {
  const query = new URLSearchParams(search);
  return {
    scope: parseScope(query.get('scope') ?? '') ?? '',
    days: PERFORMANCE_DAYS.find((days) => days === query.get('days')) ?? USUAL,
  };
}

/** The query of an address or a request, without `?`. */
export function writePerformance({ scope, days }: PerformanceForm): string {
  return new URLSearchParams({ ...(scope !== '' && { scope }), ...(days !== USUAL && { days }) }).toString();
}
