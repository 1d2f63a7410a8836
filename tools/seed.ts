import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { checkRuleset } from '../shared/domain/targeting/check.ts';
import type { Ruleset } from '../shared/domain/targeting/profile.ts';
import type { Pool } from '../shared/platform/db/pool.ts';
import {
  addPlaces,
  readPlaces,
  type CustomsHouse,
  type District,
} from '../shared/platform/stores/place.store.ts';
import { loadRuleset, readRulesetNumber } from '../shared/platform/stores/ruleset.store.ts';

const DATA = new URL('../data/', import.meta.url);

/** Puts the places and the ruleset of `data/` into a database that has none; one that has keeps its own. */
export async function seed(db: Pool): Promise<{ districts: number; houses: number; rulesetVersion: number }> {
  if ((await readPlaces(db)).districts.size === 0) {
    await addPlaces(db, await readDistricts(), await readHouses());
  }
  const { districts, houses } = await readPlaces(db);
  const rulesetVersion = (await readRulesetNumber(db)) ?? (await seedRuleset(db));
  return { districts: districts.size, houses: houses.size, rulesetVersion };
}

async function seedRuleset(db: Pool): Promise<number> {
  const document: unknown = JSON.parse(await readFile(new URL('rulesets/demonstration.json', DATA), 'utf8'));
  const faults = checkRuleset(document);
  if (faults.length > 0) {
    const list = faults.map(({ path, reason }) => `  ${path}: ${reason}`).join('\n');
    throw new Error(`data/rulesets/demonstration.json cannot be used:\n${list}`);
  }
  return loadRuleset(db, document as Ruleset, 'demonstration ruleset');
}

async function readRows(file: string): Promise<Record<string, string>[]> {
  return parse(await readFile(new URL(`places/${file}`, DATA)), { columns: true, skip_empty_lines: true });
}

function toPlace(row: Record<string, string>): District {
  return {
    code: row.code!,
    name: row.name!,
    nameZh: row.nameZh!,
    latitude: Number(row.latitude),
    longitude: Number(row.longitude),
    timeZone: row.timeZone!,
  };
}

async function readDistricts(): Promise<District[]> {
  return (await readRows('districts.csv')).map(toPlace);
}

async function readHouses(): Promise<CustomsHouse[]> {
  return (await readRows('houses.csv')).map((row) => ({
    ...toPlace(row),
    district: row.district!,
    inspectionsPerDay: Number(row.inspectionsPerDay),
    inspectionsPerHour: Number(row.inspectionsPerHour ?? 0),
  }));
}
