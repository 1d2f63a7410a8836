import type { ProfilePerformanceView } from '../../../shared/contract/profiles.ts';
import { api } from '../../shell/api.ts';
import { partApi, partKey } from '../ruleset/part-path.ts';
import { LIVE_MS } from '../ruleset/part-queries.ts';

/** What a profile did in the last `days`, renewed while it is looked at. */
export function performanceQuery(code: string, days: number) {
  return {
    queryKey: [...partKey('profile', code), 'performance', days],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      api.get<ProfilePerformanceView>(`${partApi('profile', code)}/performance?days=${days}`, { signal }),
    refetchInterval: LIVE_MS,
  };
}
