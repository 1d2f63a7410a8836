import { UNASSIGNED_DISTRICT } from '../../contract/places.ts';
import type { Queryable } from '../db/pool.ts';

export interface District {
  code: string;
  name: string;
  nameZh: string;
  latitude: number;
  longitude: number;
  timeZone: string;
}

export interface CustomsHouse extends District {
  district: string;
  inspectionsPerDay: number;
  /** Where it is stated (above 0), it counts instead of the day's figure. */
  inspectionsPerHour: number;
}

/** All districts and houses, by code. */
export interface Places {
  districts: Map<string, District>;
  houses: Map<string, CustomsHouse>;
}

export async function readPlaces(db: Queryable): Promise<Places> {
  const districts = await db.query<District>(
    `SELECT code, name, name_zh AS "nameZh", latitude, longitude, time_zone AS "timeZone"
     FROM district ORDER BY code`,
  );
  const houses = await db.query<CustomsHouse>(
    `SELECT code, district, name, name_zh AS "nameZh", latitude, longitude, time_zone AS "timeZone",
            inspections_per_day AS "inspectionsPerDay", inspections_per_hour AS "inspectionsPerHour" FROM customs_house ORDER BY code`,
  );
  return {
    districts: new Map(districts.rows.map((district) => [district.code, district])),
    houses: new Map(houses.rows.map((house) => [house.code, house])),
  };
}

/** Adds districts and houses that are not there yet; those that are stay as they are. */
export async function addPlaces(db: Queryable, districts: District[], houses: CustomsHouse[]): Promise<void> {
  await db.query(
    `INSERT INTO district (code, name, name_zh, latitude, longitude, time_zone)
     SELECT code, name, "nameZh", latitude, longitude, "timeZone"
     FROM jsonb_to_recordset($1::jsonb) AS d (code text, name text, "nameZh" text,
       latitude float8, longitude float8, "timeZone" text) ON CONFLICT DO NOTHING`,
    [JSON.stringify(districts)],
  );
  await db.query(
    `INSERT INTO customs_house (code, district, name, name_zh, latitude, longitude, time_zone,
                                inspections_per_day, inspections_per_hour)
     SELECT code, district, name, "nameZh", latitude, longitude, "timeZone", "inspectionsPerDay",
            "inspectionsPerHour"
     FROM jsonb_to_recordset($1::jsonb) AS h (code text, district text, name text, "nameZh" text,
       latitude float8, longitude float8, "timeZone" text, "inspectionsPerDay" int,
       "inspectionsPerHour" int) ON CONFLICT DO NOTHING`,
    [JSON.stringify(houses)],
  );
}

/** Puts districts in, new ones and changed ones; those not named stay as they are. */
export async function putDistricts(db: Queryable, districts: readonly District[]): Promise<void> {
  await db.query(
    `INSERT INTO district (code, name, name_zh, latitude, longitude, time_zone)
     SELECT code, name, "nameZh", latitude, longitude, "timeZone"
     FROM jsonb_to_recordset($1::jsonb) AS d (code text, name text, "nameZh" text,
       latitude float8, longitude float8, "timeZone" text)
     ON CONFLICT (code) DO UPDATE SET name = excluded.name, name_zh = excluded.name_zh,
       latitude = excluded.latitude, longitude = excluded.longitude, time_zone = excluded.time_zone`,
    [JSON.stringify(districts)],
  );
}

/** Puts houses in, new ones and changed ones; those not named stay as they are. */
export async function putHouses(db: Queryable, houses: readonly CustomsHouse[]): Promise<void> {
  await db.query(
    `INSERT INTO customs_house (code, district, name, name_zh, latitude, longitude, time_zone,
                                inspections_per_day, inspections_per_hour)
     SELECT code, district, name, "nameZh", latitude, longitude, "timeZone", "inspectionsPerDay",
            "inspectionsPerHour"
     FROM jsonb_to_recordset($1::jsonb) AS h (code text, district text, name text, "nameZh" text,
       latitude float8, longitude float8, "timeZone" text, "inspectionsPerDay" int,
       "inspectionsPerHour" int)
     ON CONFLICT (code) DO UPDATE SET district = excluded.district, name = excluded.name,
       name_zh = excluded.name_zh, latitude = excluded.latitude, longitude = excluded.longitude,
       time_zone = excluded.time_zone, inspections_per_day = excluded.inspections_per_day,
       inspections_per_hour = excluded.inspections_per_hour`,
    [JSON.stringify(houses)],
  );
}

/** Takes houses in under the district "unassigned"; answers the codes that were new. */
export async function registerUnassignedHouses(db: Queryable, codes: string[]): Promise<string[]> {
  await db.query(
    `INSERT INTO district (code, name, name_zh, latitude, longitude, time_zone)
     VALUES ($1, 'Unassigned', '未分配', 0, 0, 'UTC') ON CONFLICT DO NOTHING`,
    [UNASSIGNED_DISTRICT],
  );
  const result = await db.query<{ code: string }>(
    `INSERT INTO customs_house (code, district, name, name_zh, latitude, longitude, time_zone, inspections_per_day)
     SELECT code, $2, code, code, 0, 0, 'UTC', 0 FROM unnest($1::text[]) AS code
     ON CONFLICT DO NOTHING RETURNING code`,
    [codes, UNASSIGNED_DISTRICT],
  );
  return result.rows.map((row) => row.code);
}
