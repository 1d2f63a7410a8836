import type { BackTestRequest, BackTestResult } from '../../shared/contract/back-tests.ts';
import { partsOf } from '../../shared/domain/access/scope.ts';
import { checkCondition } from '../../shared/domain/targeting/check-condition.ts';
import type { Fault } from '../../shared/domain/targeting/fault.ts';
import { listsIn } from '../../shared/domain/ruleset/level.ts';
import { backTestSql, type BackTestRow } from '../../shared/platform/archive/back-test-sql.ts';
import type { ChunkSummary } from '../../shared/platform/archive/chunk-files.ts';
import { dayText } from '../../shared/platform/archive/columns.ts';
import { textLiteral } from '../../shared/platform/archive/sql-text.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import type { Caller } from '../access/caller.ts';
import type { ArchiveReader, ArchiveView } from './back-test/archive-view.ts';
import { BackTestError } from './back-test/back-test-error.ts';
import { readExamples } from './back-test/examples.ts';
import { FINDINGS } from './back-test/finding-table.ts';
import { listVersions } from './back-test/list-cache.ts';
import { EXAMPLES, newestHits, tally, type CapacityOf, type DaySummary } from './back-test/tally.ts';
import { Turns } from './back-test/turns.ts';

/** Longest that a back-test may take, ms. */
const LIMIT_MS = 20_000;

/** Tells what an unsaved profile would have done to the declarations that a caller may see. */
export class BackTestService {
  readonly #pool: Pool;
  readonly #places: PlaceBook;
  readonly #archive: ArchiveReader;
  readonly #turns = new Turns();

  constructor(deps: { pool: Pool; places: PlaceBook; archive: ArchiveReader }) {
    this.#pool = deps.pool;
    this.#places = deps.places;
    this.#archive = deps.archive;
  }

  /**
   * Exact for all that was decided when it was begun, or a BackTestError. It ends when `gone` aborts, and when the same
   * caller asks for another.
   */
  async run(caller: Caller, request: BackTestRequest, gone: AbortSignal): Promise<BackTestResult> {
    const startedAt = performance.now();
    const scopes = caller.scopesWith('profiles.view');
    const versions = await listVersions(this.#pool, scopes);
    const faults = this.#faultsOf(request, new Set(versions.keys()));
    if (faults.length > 0) {
      throw new BackTestError('invalid-profile', 'the profile cannot be tested as it is', { faults });
    }
    const named = new Set(listsIn(request.when).map(({ name }) => name));
    const lists = new Map([...named].map((name) => [name, versions.get(name)!]));
    const houses = this.#housesOf(scopes);

    return this.#turns.take(caller.identity.id, gone, async (turn) => {
      const limit = AbortSignal.timeout(LIMIT_MS);
      const signal = AbortSignal.any([turn, limit]);
      const days = { from: request.from, to: request.to };
      try {
        return await this.#archive.look({ days, lists, signal }, async (view) => {
          const result = await this.#answer(view, request, houses);
          const examples = await readExamples(view, this.#pool, {
            when: request.when,
            examples: newestHits(result.rows),
            scopes,
          });
          return { ...result.told, examples, elapsedMs: Math.round(performance.now() - startedAt) };
        });
      } catch (error) {
        if (!limit.aborted) throw error;
        throw new BackTestError('back-test-too-long', `a back-test may take ${LIMIT_MS / 1000} s`, {
          cause: error,
        });
      }
    });
  }

  async #answer(
    view: ArchiveView,
    request: BackTestRequest,
    houses: readonly string[] | null,
  ): Promise<{ rows: BackTestRow[]; told: Omit<BackTestResult, 'examples' | 'elapsedMs'> }> {
    const rowsWith = async (newest: number): Promise<BackTestRow[]> => {
      const sql = backTestSql(request, {
        relations: view.relations,
        lists: new Map([...view.lists].map(([name, { table }]) => [name, table])),
        findings: FINDINGS,
        houses,
        days: request,
        newest,
      });
      return (await view.connection.runAndReadAll(sql)).getRows() as unknown as BackTestRow[];
    };
    // The newest of each house, day and change are spread over the hits; only few of these need more of each.
    let rows = await rowsWith(1);
    const hits = rows.filter(([, , hit]) => hit);
    if (hits.length < EXAMPLES && hits.some(([, , , , , count]) => count > 1))
      rows = await rowsWith(EXAMPLES);
    const archived = view.chunks.map(({ chunk, summary }) => ({
      day: chunk.day,
      summary: seen(summary, houses),
    }));
    const newer = await summaryOfTail(view, request, houses);
    return {
      rows,
      told: {
        declarations: { archived: countOf(archived), newer: countOf(newer) },
        asOf: view.asOf,
        ...tally([...archived, ...newer], rows, await this.#capacities()),
      },
    };
  }

  #faultsOf(request: BackTestRequest, lists: ReadonlySet<string>): Fault[] {
    const { when, level, scope, from, to } = request;
    const faults = checkCondition(when, lists).map(({ path, reason }) => ({
      path: path === '' ? 'when' : `when.${path}`,
      reason,
    }));
    const place = scope === undefined ? 'national' : (`${level}:${scope}` as const);
    if ((level === 'national') !== (scope === undefined) || !this.#places.isKnownScope(place as never)) {
      faults.push({
        path: 'scope',
        reason: 'expected the code of a district or house for those levels alone',
      });
    }
    if (from !== undefined && to !== undefined && to < from) {
      faults.push({ path: 'to', reason: 'expected a day not before the first' });
    }
    return faults;
  }

  /** Houses of these scopes; null for all there are, and were. */
  #housesOf(scopes: readonly string[]): string[] | null {
    if (scopes.includes('national')) return null;
    const places = scopes.map((scope) => partsOf(scope as never));
    return [...this.#places.places.houses.values()]
      .filter(({ code, district }) =>
        places.some((place) => place.code === (place.level === 'house' ? code : district)),
      )
      .map(({ code }) => code);
  }

  async #capacities(): Promise<CapacityOf> {
    const { rows } = await this.#pool.query<{ code: string; capacity: number | null }>(
      `SELECT code, nullif(CASE WHEN inspections_per_hour > 0 THEN 24 * inspections_per_hour
         ELSE inspections_per_day END, 0) AS capacity FROM customs_house`,
    );
    const capacities = new Map(rows.map(({ code, capacity }) => [code, capacity]));
    return (house) => capacities.get(house) ?? null;
  }
}

function seen(summary: ChunkSummary, houses: readonly string[] | null): ChunkSummary {
  if (houses === null) return summary;
  const visible = new Set(houses);
  return Object.fromEntries(Object.entries(summary).filter(([house]) => visible.has(house)));
}

function countOf(days: readonly DaySummary[]): number {
  return days.reduce(
    (sum, { summary }) => Object.values(summary).reduce((part, [a, b, c]) => part + a + b + c, sum),
    0,
  );
}

async function summaryOfTail(
  { connection, tail }: ArchiveView,
  { from, to }: BackTestRequest,
  houses: readonly string[] | null,
): Promise<DaySummary[]> {
  const where =
    houses === null ? 'true' : `h."customsHouse" IN (${['', ...houses].map(textLiteral).join(', ')})`;
  const result = await connection.runAndReadAll(
    `SELECT h.day, h."customsHouse", h.channel_before, count(*)::DOUBLE FROM ${tail.headers} h
     WHERE ${where} GROUP BY ALL`,
  );
  const days = new Map<string, ChunkSummary>();
  for (const [number, house, rank, count] of result.getRows() as [number, string, 0 | 1 | 2, number][]) {
    const day = dayText(number);
    if ((from !== undefined && day < from) || (to !== undefined && day > to)) continue;
    const summary = days.get(day) ?? {};
    (summary[house] ??= [0, 0, 0])[rank] = count;
    days.set(day, summary);
  }
  return [...days].map(([day, summary]) => ({ day, summary }));
}
