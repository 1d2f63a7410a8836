import { z } from 'zod';
import type { Pool } from '../../shared/platform/db/pool.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import { registerUnassignedHouses } from '../../shared/platform/stores/place.store.ts';
import { placeCode } from '../../shared/contract/places.ts';
import { route, type Route } from './route.ts';

const registration = z.strictObject({
  district: z.literal('unassigned'),
  houses: z
    .array(z.strictObject({ code: placeCode }))
    .min(1)
    .max(1000),
});

/** `GET /api/places` lists what the caller may see; `POST /api/places/houses` takes unknown houses in as unassigned. */
export function placesRoutes(deps: { pool: Pool; places: PlaceBook }): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/places',
      access: { right: 'places.view' },
      handle: ({ caller }) => {
        const houses = [...deps.places.places.houses.values()].filter(({ code }) =>
          caller.may('places.view', `house:${code}`),
        );
        // A house's district belongs to what one must know of it.
        const around = new Set(houses.map(({ district }) => district));
        const districts = [...deps.places.places.districts.values()].filter(
          ({ code }) => around.has(code) || caller.may('places.view', `district:${code}`),
        );
        return { districts, houses };
      },
    }),
    route({
      method: 'post',
      path: '/api/places/houses',
      body: registration,
      bodyLimit: '256kb',
      access: { right: 'places.register', scope: () => 'national' },
      handle: async ({ body }) => {
        const registered = await registerUnassignedHouses(
          deps.pool,
          body.houses.map((house) => house.code),
        );
        await deps.places.refresh();
        return { registered };
      },
    }),
  ];
}
