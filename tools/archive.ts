import { readWorkerConfig } from '../shared/platform/config.ts';
import { createPool } from '../shared/platform/db/pool.ts';
import { createLog } from '../shared/platform/log.ts';
import { runMain } from '../shared/platform/process.ts';
import { forgetArchive } from '../shared/platform/stores/archive.store.ts';
import { readRuntime } from './provision/runtime-file.ts';

const USAGE = `npm run archive -- rebuild    writes the columnar archive anew from the database, while everything runs

The database is the one that DATABASE_URL names, else that of the system npm start runs.
`;

if (process.argv[2] !== 'rebuild' || process.argv.length > 3) {
  process.stderr.write(USAGE);
  process.exit(2);
}
runMain(async () => {
  const running = readRuntime();
  const asked = process.env['DATABASE_URL'] ?? '';
  const databaseUrl = asked === '' && running !== null ? running.databaseUrl : readWorkerConfig().databaseUrl;
  const pool = createPool(databaseUrl, 1, createLog('worker', 'warn'));
  const declarations = await forgetArchive(pool);
  await pool.end();
  console.log(
    `${declarations} declarations will be archived anew by the next runs of archive.write, the oldest day first`,
  );
});
