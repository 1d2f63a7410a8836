import type { DuckDBConnection } from '@duckdb/node-api';
import type { ScopeId } from '../../../shared/domain/access/scope.ts';
import { indexList, type ListIndex } from '../../../shared/domain/targeting/reference-list.ts';
import type { ListEntry } from '../../../shared/domain/targeting/profile.ts';
import { putList, type ListTable } from '../../../shared/platform/archive/list-tables.ts';
import type { Pool } from '../../../shared/platform/db/pool.ts';
import { readAs } from '../../../shared/platform/db/read-as.ts';

/** A reference list in force, as statements look it up and as the matcher does. */
export interface HeldList {
  table: ListTable;
  index: ListIndex;
}

/** Lists kept from one back-test to the next. */
const MOST = 50;

/** Names and versions of the reference lists in force that `scopes` may see. */
export async function listVersions(pool: Pool, scopes: readonly ScopeId[]): Promise<Map<string, number>> {
  const rows = await readAs(pool, scopes, async (client) => {
    const result = await client.query<{ code: string; version: number }>(
      `SELECT code, part_version AS version FROM ruleset_member WHERE kind = 'list' AND to_ruleset IS NULL`,
    );
    return result.rows;
  });
  return new Map(rows.map(({ code, version }) => [code, version]));
}

/** The reference lists that back-tests look up, each version taken over once. */
export class ListCache {
  readonly #pool: Pool;
  readonly #connection: DuckDBConnection;
  readonly #held = new Map<string, HeldList>();
  readonly #most: number;
  #tables = 0;

  constructor(pool: Pool, connection: DuckDBConnection, most = MOST) {
    this.#pool = pool;
    this.#connection = connection;
    this.#most = most;
  }

  /**
   * Versions of lists by name, all there until the next call, however many; whether they may be seen has been asked.
   * Those asked for longest ago make room.
   */
  async hold(versions: ReadonlyMap<string, number>): Promise<Map<string, HeldList>> {
    const wanted = new Map<string, HeldList>();
    for (const [name, version] of versions) {
      const key = `${version} ${name}`;
      const list = this.#held.get(key) ?? (await this.#take(name, version));
      this.#held.delete(key);
      this.#held.set(key, list);
      wanted.set(name, list);
    }
    const most = Math.max(this.#most, wanted.size);
    for (const [oldest, { table }] of this.#held) {
      if (this.#held.size <= most) break;
      this.#held.delete(oldest);
      await this.#connection.run(`DROP TABLE ${table.table}`);
    }
    return wanted;
  }

  async #take(name: string, version: number): Promise<HeldList> {
    const { rows } = await this.#pool.query<{ entries: ListEntry[] }>(
      `SELECT content -> 'entries' AS entries FROM ruleset_part_version
       WHERE kind = 'list' AND code = $1 AND version = $2`,
      [name, version],
    );
    const { entries } = rows[0]!;
    const table = await putList(this.#connection, `list_${++this.#tables}`, entries);
    return { table, index: indexList({ name, entries }) };
  }
}
