import {
  type DistrictFields,
  type HouseFields,
  type PlacesFile,
  type PlacesLoaded,
} from '../../shared/contract/places.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import { inTransaction, type Client, type Pool } from '../../shared/platform/db/pool.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import { recordAccess } from '../../shared/platform/stores/access-event.store.ts';
import {
  putDistricts,
  putHouses,
  readPlaces,
  type CustomsHouse,
  type District,
  type Places,
} from '../../shared/platform/stores/place.store.ts';
import type { Caller } from '../access/caller.ts';
import { RequestError } from '../http/errors.ts';
import { readPlacesFile, type PlaceRows } from './read-places-file.ts';

/** Who changes places, and from which address. */
export interface Editor {
  caller: Caller;
  address: string | undefined;
}

/** Number of the lock by which two edits do not overwrite one another's comparison. */
const LOCK = 7_301_003;

/**
 * Districts and customs houses, changed one by one or from a file. Who edits must hold `places.edit` where a place
 * lies and where it is put; a new district is the nation's to add.
 */
export class PlacesService {
  readonly #pool: Pool;
  readonly #book: PlaceBook;

  constructor(deps: { pool: Pool; places: PlaceBook }) {
    this.#pool = deps.pool;
    this.#book = deps.places;
  }

  async putDistrict(editor: Editor, code: string, fields: DistrictFields): Promise<void> {
    await this.#put(editor, { kind: 'districts', places: [{ code, ...fields }] });
  }

  async putHouse(editor: Editor, code: string, fields: HouseFields): Promise<void> {
    await this.#put(editor, { kind: 'houses', places: [{ code, ...fields }] });
  }

  /** Takes a file in whole or not at all. */
  async load(editor: Editor, { kind, csv, preview = false }: PlacesFile): Promise<PlacesLoaded> {
    const read = readPlacesFile(kind, csv, (code) => this.#book.places.districts.has(code));
    if (!read.ok) {
      throw new RequestError(422, 'faulty-file', 'the file has faults, so nothing was changed', read.faults);
    }
    return this.#put(editor, read.rows, preview ? 'preview' : 'file');
  }

  async #put(
    editor: Editor,
    rows: PlaceRows,
    how: 'one' | 'file' | 'preview' = 'one',
  ): Promise<PlacesLoaded> {
    const loaded = await inTransaction(this.#pool, async (client) => {
      await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
      const before = await readPlaces(client);
      for (const scope of scopesTouched(rows, before)) {
        if (editor.caller.may('places.edit', scope)) continue;
        throw new RequestError(403, 'outside-scope', `the right "places.edit" does not reach "${scope}"`);
      }
      const compared = compare(rows, before);
      if (how !== 'preview') {
        await write(client, rows, compared.touched);
        await this.#record(client, editor, rows.kind, how, compared, before);
      }
      const { added, changed, unchanged } = compared;
      return { added: added.length, changed: changed.length, unchanged };
    });
    if (how !== 'preview') await this.#book.refresh();
    return loaded;
  }

  async #record(
    client: Client,
    { caller, address }: Editor,
    kind: PlaceRows['kind'],
    how: 'one' | 'file',
    { added, changed, unchanged }: Comparison,
    before: Places,
  ): Promise<void> {
    const common = { by: caller.doer, ...(address !== undefined && { address }) };
    if (how === 'file') {
      const detail = { kind, added: codesOf(added), changed: codesOf(changed), unchanged };
      await recordAccess(client, { ...common, action: 'places.loaded', detail });
      return;
    }
    for (const place of [...added, ...changed]) {
      const scope: ScopeId = kind === 'houses' ? `house:${place.code}` : `district:${place.code}`;
      const old = placesOf(before, kind).get(place.code) ?? null;
      await recordAccess(client, {
        ...common,
        action: 'place.changed',
        subject: scope,
        scope,
        detail: { before: old, after: place },
      });
    }
  }
}

type Place = District | CustomsHouse;

interface Comparison {
  added: Place[];
  changed: Place[];
  touched: Set<string>;
  unchanged: number;
}

function compare({ kind, places }: PlaceRows, before: Places): Comparison {
  const known = placesOf(before, kind);
  const added = places.filter(({ code }) => !known.has(code));
  const changed = places.filter((place) => {
    const old = known.get(place.code);
    return old !== undefined && !sameFields(place, old);
  });
  const touched = new Set(codesOf([...added, ...changed]));
  return { added, changed, touched, unchanged: places.length - touched.size };
}

function placesOf(places: Places, kind: PlaceRows['kind']): ReadonlyMap<string, Place> {
  return kind === 'houses' ? places.houses : places.districts;
}

function sameFields(a: Place, b: Place): boolean {
  const [left, right] = [a, b] as unknown as [Record<string, unknown>, Record<string, unknown>];
  return Object.keys(left).every((field) => left[field] === right[field]);
}

/** Where who edits must hold the right: where each place lies now, and where it is put. */
function scopesTouched({ kind, places }: PlaceRows, before: Places): Set<ScopeId> {
  const scopes = new Set<ScopeId>();
  for (const place of places) {
    if (kind === 'districts') {
      scopes.add(before.districts.has(place.code) ? `district:${place.code}` : 'national');
      continue;
    }
    const { code, district } = place as CustomsHouse;
    if (before.houses.has(code)) scopes.add(`house:${code}`);
    if (before.houses.get(code)?.district !== district) scopes.add(`district:${district}`);
  }
  return scopes;
}

async function write(client: Client, { kind, places }: PlaceRows, touched: Set<string>): Promise<void> {
  const rows = places.filter(({ code }) => touched.has(code));
  if (kind === 'houses') await putHouses(client, rows as CustomsHouse[]);
  else await putDistricts(client, rows);
}

function codesOf(places: readonly Place[]): string[] {
  return places.map(({ code }) => code);
}
