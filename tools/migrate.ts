import { readWorkerConfig } from '../shared/platform/config.ts';
import { migrate } from '../shared/platform/db/migrate.ts';
import { createPool } from '../shared/platform/db/pool.ts';
import { createLog } from '../shared/platform/log.ts';
import { runMain } from '../shared/platform/process.ts';
import { seed } from './seed.ts';

runMain(async () => {
  const config = readWorkerConfig();
  const log = createLog('server', config.logLevel);
  const migrations = await migrate(config.databaseUrl, log);
  const pool = createPool(config.databaseUrl, 2, log);
  const seeded = await seed(pool);
  await pool.end();
  console.log(
    `${migrations.length} migrations run, ${seeded.districts} districts, ${seeded.houses} houses, ` +
      `ruleset ${seeded.rulesetVersion} in force`,
  );
});
