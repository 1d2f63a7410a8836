import { alarmKpiQuery } from '../../shared/contract/alarm-kpis.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import { ProfileTitles } from '../live/profile-titles.ts';
import { AlarmKpiService } from '../services/alarm-kpis.service.ts';
import { route, type Route } from './route.ts';

/** `GET /api/alarm-kpis`: the alarm load of a console or of one of its positions, beside what is recommended. */
export function alarmKpisRoutes({ pool, places }: { pool: Pool; places: PlaceBook }): Route[] {
  const kpis = new AlarmKpiService({ pool, titles: new ProfileTitles() });
  return [
    route({
      method: 'get',
      path: '/api/alarm-kpis',
      query: alarmKpiQuery,
      access: {
        right: 'alarms.view',
        scope: ({ query }) => (places.isKnownScope(query.scope) ? query.scope : null),
      },
      handle: ({ query }) => kpis.view(query),
    }),
  ];
}
