import type { Request } from 'express';
import { z } from 'zod';
import type { Pool } from '../../shared/platform/db/pool.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import { registerUnassignedHouses, type District } from '../../shared/platform/stores/place.store.ts';
import {
  districtFields,
  houseFields,
  PLACE_COLUMNS,
  placeCode,
  placesFile,
  UNASSIGNED_DISTRICT,
} from '../../shared/contract/places.ts';
import type { Caller } from '../access/caller.ts';
import { PlacesService } from '../services/places.service.ts';
import { sendCsv, type CsvTable } from './csv.ts';
import { RequestError } from './errors.ts';
import { route, type Route } from './route.ts';

const registration = z.strictObject({
  district: z.literal(UNASSIGNED_DISTRICT),
  houses: z
    .array(z.strictObject({ code: placeCode }))
    .min(1)
    .max(1000),
});

/**
 * `GET /api/places` lists what the caller may see; `PUT` puts a district or house in, `POST /api/places/files` a file
 * of them; `POST /api/places/houses` lets lodging systems take unknown houses in as unassigned.
 */
export function placesRoutes(deps: { pool: Pool; places: PlaceBook }): Route[] {
  const service = new PlacesService(deps);
  const editor = ({ caller, request }: { caller: Caller; request: Request }) => ({
    caller,
    address: request.ip,
  });
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
    ...(['districts', 'houses'] as const).map((kind) =>
      route({
        method: 'get',
        path: `/api/places/${kind}.csv`,
        access: { right: 'places.view' },
        handle: async ({ caller, response }) => {
          const rows = [...deps.places.places[kind].values()].filter(({ code }) =>
            caller.may('places.view', kind === 'houses' ? `house:${code}` : `district:${code}`),
          );
          await sendCsv(response, placesTable(kind, rows));
        },
      }),
    ),
    route({
      method: 'put',
      path: '/api/places/districts/:code',
      body: districtFields,
      access: { right: 'places.edit' },
      handle: (call) => service.putDistrict(editor(call), codeIn(call.params), call.body),
    }),
    route({
      method: 'put',
      path: '/api/places/houses/:code',
      body: houseFields,
      access: { right: 'places.edit' },
      handle: async (call) => {
        if (!deps.places.places.districts.has(call.body.district)) {
          throw new RequestError(400, 'invalid-body', `the district "${call.body.district}" is not known`);
        }
        await service.putHouse(editor(call), codeIn(call.params), call.body);
      },
    }),
    route({
      method: 'post',
      path: '/api/places/files',
      body: placesFile,
      bodyLimit: '6mb',
      access: { right: 'places.edit' },
      handle: (call) => service.load(editor(call), call.body),
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

/** The table that `POST /api/places/files` takes back. */
function placesTable(kind: keyof typeof PLACE_COLUMNS, places: readonly District[]): CsvTable {
  const header = PLACE_COLUMNS[kind];
  const rows = places.map((place) => header.map((column) => place[column as keyof District]));
  async function* lots() {
    yield rows;
    return false;
  }
  return { name: kind, header, lots: lots(), notice: '' };
}

function codeIn(params: Record<string, string>): string {
  const parsed = placeCode.safeParse(params['code']);
  if (parsed.success) return parsed.data;
  throw new RequestError(400, 'invalid-code', parsed.error.issues[0]!.message);
}
