import { Router } from 'express';
import { z } from 'zod';
import type { Pool } from '../../shared/platform/db/pool.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import { readChannelCounts } from '../../shared/platform/stores/flow.store.ts';
import { RequestError } from './errors.ts';

const query = z.strictObject({
  scope: z
    .string()
    .regex(/^(national|(district|house):[^\s:]{1,32})$/, 'expected national, district:CODE or house:CODE')
    .default('national'),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
});

/**
 * `GET /api/channel-counts?scope=&from=&to=`: decisions by channel in a place and a span of time, `from` included
 * and `to` not; counted to the 10 s of the decision. Without a span: all there are.
 */
export function channelCountsRoutes(deps: { pool: Pool; places: PlaceBook }): Router {
  const router = Router();
  router.get('/api/channel-counts', async (request, response) => {
    const parsed = query.safeParse(request.query);
    if (!parsed.success) throw new RequestError(400, 'invalid-query', z.prettifyError(parsed.error));
    const { scope, from, to } = parsed.data;
    const [level, code = ''] = scope.split(':');
    const { districts, houses } = deps.places.places;
    const known = level === 'national' || (level === 'district' ? districts : houses).has(code);
    if (!known) throw new RequestError(404, 'unknown-scope', `no place has the scope "${scope}"`);
    const counts = await readChannelCounts(deps.pool, {
      ...(level === 'district' && { district: code }),
      ...(level === 'house' && { house: code }),
      ...(from !== undefined && { from: new Date(from) }),
      ...(to !== undefined && { to: new Date(to) }),
    });
    response.json({ scope, from: from ?? null, to: to ?? null, ...counts });
  });
  return router;
}
