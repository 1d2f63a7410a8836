import type pg from 'pg';
import { type BackupHead, BackupError, type BackupTable, shownName } from './format.ts';
import { inLoadingOrder } from './order.ts';

/**
 * What is left out: sign-ins that must not come to life again, counters and codes of minutes, and the record of
 * migrations, which a restore writes as it runs them. BullMQ's schema is left out too: its jobs are made anew.
 */
const LEFT_OUT = new Set([
  'auth.session',
  'auth.verification',
  'auth.rateLimit',
  'auth.sign_in_failure',
  'schema_migration',
]);

/** A table to be backed up. */
export interface Table extends BackupTable {
  partitioned: boolean;
  /** Rows by Postgres's own reckoning; an empty table may be reckoned to have some. */
  estimate: number;
}

/** Names of the migrations a database has had, in their order. */
export async function readMigrations(client: pg.Client): Promise<string[]> {
  const nothing = new BackupError('This is no database of Tidewaiter: nothing was ever migrated in it.');
  const { rows: found } = await client.query<{ there: boolean }>(
    "SELECT to_regclass('public.schema_migration') IS NOT NULL AS there",
  );
  if (found[0]?.there !== true) throw nothing;
  const { rows } = await client.query<{ name: string }>(
    'SELECT name FROM public.schema_migration ORDER BY id',
  );
  if (rows.length === 0) throw nothing;
  return rows.map(({ name }) => name);
}

/**
 * Every table of `public` and `auth` but what is left out, in an order in which they can be loaded. A day's partition
 * that was detached is what retention had begun to delete, and stays deleted.
 */
export async function readTables(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `SELECT n.nspname AS schema, c.relname AS name, c.relkind = 'p' AS partitioned,
            (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
             WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
            (SELECT coalesce(sum(greatest(leaf.reltuples, pg_stat_get_live_tuples(leaf.oid), 0)), 0)::float8
             FROM pg_class leaf
             WHERE leaf.oid = c.oid OR leaf.oid IN (SELECT relid FROM pg_partition_tree(c.oid))) AS estimate
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname IN ('public', 'auth') AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND NOT EXISTS (SELECT FROM pg_class parent
                       WHERE parent.relnamespace = c.relnamespace AND parent.relkind = 'p'
                         AND c.relname ~ '_[0-9]{8}$' AND parent.relname = left(c.relname, -9))
       AND NOT EXISTS (SELECT FROM pg_depend d
                       WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
     ORDER BY 1, 2`,
  );
  const { rows: references } = await client.query<{ from: string; to: string }>(
    `SELECT fn.nspname || '.' || f.relname AS "from", tn.nspname || '.' || t.relname AS "to"
     FROM pg_constraint k
     JOIN pg_class f ON f.oid = k.conrelid JOIN pg_namespace fn ON fn.oid = f.relnamespace
     JOIN pg_class t ON t.oid = k.confrelid JOIN pg_namespace tn ON tn.oid = t.relnamespace
     WHERE k.contype = 'f'
     ORDER BY 1, 2`,
  );
  const key = ({ schema, name }: { schema: string; name: string }) => `${schema}.${name}`;
  const wanted = new Map(
    rows.filter((table) => !LEFT_OUT.has(shownName(table))).map((table) => [key(table), table] as const),
  );
  return inLoadingOrder([...wanted.keys()], references).map((name) => wanted.get(name)!);
}

/** UTC days that any partitioned table has a partition of. */
export async function readPartitionDays(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ day: string | null; bound: string }>(
    `SELECT DISTINCT pg_get_expr(c.relpartbound, c.oid) AS bound,
            substring(pg_get_expr(c.relpartbound, c.oid)
                      FROM $$^FOR VALUES FROM \\('(\\d{4}-\\d\\d-\\d\\d) 00:00:00\\+00'\\)$$) AS day
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relispartition AND c.relkind = 'r' AND n.nspname IN ('public', 'auth')
     ORDER BY 1`,
  );
  const strange = rows.find(({ day }) => day === null);
  if (strange !== undefined) throw new Error(`a partition that is no UTC day: ${strange.bound}`);
  return rows.map(({ day }) => day!);
}

/**
 * Where sequences stand, now rather than in the snapshot: a number given out twice would be a fault, one never given
 * out is none.
 */
export async function readSequences(client: pg.Client): Promise<BackupHead['sequences']> {
  const { rows: found } = await client.query<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'S' AND n.nspname IN ('public', 'auth') AND c.relname <> 'schema_migration_id_seq'
     ORDER BY 1`,
  );
  const sequences: BackupHead['sequences'] = [];
  for (const { name } of found) {
    const { rows } = await client.query<{ value: string; called: boolean }>(
      `SELECT last_value::text AS value, is_called AS called FROM ${name}`,
    );
    sequences.push({ name, ...rows[0]! });
  }
  return sequences;
}
