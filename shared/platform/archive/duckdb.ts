import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { textLiteral } from './sql-text.ts';

/** Where DuckDB puts what does not fit into its memory, beside the archive's files. */
const SPILL = 'spill';

/**
 * A DuckDB in this process that reads and writes nothing but the archive's folder, whatever a statement says. Without
 * a folder it touches no file at all. `memory` as DuckDB writes it: `512MB`.
 */
export async function openDuckDb(options: {
  folder: string | undefined;
  threads: number;
  memory: string;
}): Promise<DuckDBInstance> {
  const { folder, threads, memory } = options;
  const spill = folder === undefined ? undefined : join(folder, SPILL);
  if (spill !== undefined) await mkdir(spill, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(threads),
    memory_limit: memory,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    ...(spill !== undefined && { temp_directory: spill }),
  });
  const connection = await instance.connect();
  try {
    if (folder !== undefined) {
      await connection.run(`SET allowed_directories = [${textLiteral(folder)}]`);
      // Files never change under their name.
      await connection.run('SET parquet_metadata_cache = true');
    }
    await connection.run('SET enable_external_access = false');
    await connection.run('SET preserve_insertion_order = false');
    await connection.run('SET lock_configuration = true');
  } finally {
    connection.closeSync();
  }
  return instance;
}
