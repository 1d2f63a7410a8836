import { z } from 'zod';
import type { ProfilePerformanceView } from '../../shared/contract/profiles.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { readProfileActivity } from '../services/profile-activity.ts';
import { RequestError } from './errors.ts';
import { route, type Route } from './route.ts';

const USUAL_DAYS = 30;
const MOST_DAYS = 366;

const query = z.strictObject({
  days: z
    .string()
    .regex(/^[1-9]\d{0,2}$/)
    .transform(Number)
    .pipe(z.int().max(MOST_DAYS))
    .default(USUAL_DAYS),
});

/** `GET /api/profiles/:code/performance` tells what a profile did in the last days, at the caller's places. */
export function profilePerformanceRoutes({ pool }: { pool: Pool }): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/profiles/:code/performance',
      query,
      access: { right: 'profiles.view' },
      handle: async ({ caller, params, query: { days } }): Promise<ProfilePerformanceView> => {
        const { code = '' } = params;
        const view = isText(code)
          ? await readProfileActivity(caller, code, { pool, days, now: new Date() })
          : null;
        if (view === null) throw new RequestError(404, 'not-found', 'there is no such profile');
        return view;
      },
    }),
  ];
}

/** Postgres knows no text with NUL or with half of a character. */
function isText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
