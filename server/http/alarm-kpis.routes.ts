import type { z } from 'zod';
import { alarmKpiQuery } from '../../shared/contract/alarm-kpis.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import { alarmKpiCsv } from '../services/alarm-kpi-csv.ts';
import { ProfileTitles } from '../live/profile-titles.ts';
import { AlarmKpiService } from '../services/alarm-kpis.service.ts';
import { sendCsv } from './csv.ts';
import { route, type Route } from './route.ts';

/**
 * `GET /api/alarm-kpis` and `.csv`: the alarm load of a console or of one of its positions, beside what is
 * recommended.
 */
export function alarmKpisRoutes({ pool, places }: { pool: Pool; places: PlaceBook }): Route[] {
  const kpis = new AlarmKpiService({ pool, titles: new ProfileTitles() });
  const access = {
    right: 'alarms.view' as const,
    scope: ({ query }: { query: z.infer<typeof alarmKpiQuery> }) =>
      places.isKnownScope(query.scope) ? query.scope : null,
  };
  return [
    route({
      method: 'get',
      path: '/api/alarm-kpis',
      query: alarmKpiQuery,
      access,
      handle: ({ query }) => kpis.view(query),
    }),
    route({
      method: 'get',
      path: '/api/alarm-kpis.csv',
      query: alarmKpiQuery,
      access,
      handle: async ({ query, response }) => sendCsv(response, alarmKpiCsv(await kpis.view(query))),
    }),
  ];
}
