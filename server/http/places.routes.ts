import express, { Router } from 'express';
import { z } from 'zod';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { registerUnassignedHouses } from '../../shared/platform/stores/place.store.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import { RequestError } from './errors.ts';

/** Codes that every scope and address can name. */
const placeCode = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/, 'expected 1 to 32 letters, digits or . _ -');

const registration = z.strictObject({
  district: z.literal('unassigned'),
  houses: z
    .array(z.strictObject({ code: placeCode }))
    .min(1)
    .max(1000),
});

/** `GET /api/places` lists districts and houses; `POST /api/places/houses` takes unknown houses in as unassigned. */
export function placesRoutes(deps: { pool: Pool; places: PlaceBook }): Router {
  const router = Router();

  router.get('/api/places', (_request, response) => {
    const { districts, houses } = deps.places.places;
    response.json({ districts: [...districts.values()], houses: [...houses.values()] });
  });

  router.post('/api/places/houses', express.json({ limit: '256kb' }), async (request, response) => {
    const parsed = registration.safeParse(request.body);
    if (!parsed.success) throw new RequestError(400, 'invalid-places', z.prettifyError(parsed.error));
    const registered = await registerUnassignedHouses(
      deps.pool,
      parsed.data.houses.map((house) => house.code),
    );
    await deps.places.refresh();
    response.json({ registered });
  });

  return router;
}
