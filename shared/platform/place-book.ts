import { UNASSIGNED_DISTRICT } from '../contract/places.ts';
import { partsOf, type ScopeId } from '../domain/access/scope.ts';
import type { Queryable } from './db/pool.ts';
import type { Logger } from './log.ts';
import { readPlaces, type CustomsHouse, type Places } from './stores/place.store.ts';

const REFRESH_MS = 5000;

/** IANA time zone of a place; the nation's is that of most of its districts. UTC for a place that is not known. */
export function timeZoneOf({ districts, houses }: Places, scope: ScopeId): string {
  const { level, code } = partsOf(scope);
  if (level !== 'national') return (level === 'district' ? districts : houses).get(code)?.timeZone ?? 'UTC';
  const counts = new Map<string, number>();
  for (const district of districts.values()) {
    if (district.code === UNASSIGNED_DISTRICT) continue;
    counts.set(district.timeZone, (counts.get(district.timeZone) ?? 0) + 1);
  }
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? 'UTC';
}

/** Districts and houses as this process knows them, re-read every few seconds. */
export class PlaceBook {
  #places: Places = { districts: new Map(), houses: new Map() };
  #asked = 0;
  #answered = 0;
  #timer: NodeJS.Timeout | null = null;
  readonly #db: Queryable;
  readonly #log: Logger;

  constructor(db: Queryable, log: Logger) {
    this.#db = db;
    this.#log = log;
  }

  get places(): Places {
    return this.#places;
  }

  readonly house = (code: string): CustomsHouse | undefined => this.#places.houses.get(code);

  readonly isKnownHouse = (code: string): boolean => this.#places.houses.has(code);

  readonly districtOf = (house: string): string | undefined => this.#places.houses.get(house)?.district;

  isKnownScope(scope: ScopeId): boolean {
    const { level, code } = partsOf(scope);
    return (
      level === 'national' || (level === 'district' ? this.#places.districts : this.#places.houses).has(code)
    );
  }

  /** Names of the district or house of a scope; null for the nation and for what is not known. */
  namesOf(scope: ScopeId): { name: string; nameZh: string } | null {
    const { level, code } = partsOf(scope);
    if (level === 'national') return null;
    const place = (level === 'district' ? this.#places.districts : this.#places.houses).get(code);
    return place === undefined ? null : { name: place.name, nameZh: place.nameZh };
  }

  async start(): Promise<void> {
    await this.refresh();
    this.#timer = setInterval(() => {
      this.refresh().catch((error: unknown) =>
        this.#log.warn({ err: error }, 'the places could not be read'),
      );
    }, REFRESH_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  async refresh(): Promise<void> {
    const round = ++this.#asked;
    const places = await readPlaces(this.#db);
    // An answer that a later question overtook would forget houses that have come since.
    if (round < this.#answered) return;
    this.#answered = round;
    this.#places = places;
  }
}
