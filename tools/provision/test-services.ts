import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { provisionChromium } from './chromium.ts';
import { homeParents } from './postgres-home.ts';
import { stopLeftOverPostgres } from './postgres-left-over.ts';
import { provisionPostgres } from './postgres.ts';
import { isAlive } from './process.ts';
import type { Progress } from './progress.ts';
import { provisionRedis, stopLeftOverRedis } from './redis.ts';
import type { Service } from './service.ts';

/** What the tests against real services get. */
export interface TestServices {
  env: NodeJS.ProcessEnv;
  redis: boolean;
  chromium: string | null;
  /** Stops and removes everything that was started for them. */
  stop(): Promise<void>;
}

/**
 * Test files that may run at a time, each with a Redis to itself: one more than the least machine has cores, since some
 * wait for the clock. The first lane has the folder of the run, the others one in it.
 */
const LANES = 3;
const FURTHER_LANES = Array.from({ length: LANES - 1 }, (_, index) => `lane-${index + 2}`);

/** Homes of throw-away servers carry the number of the process that made them. */
const NAME = /^(?:test|bench)-(\d+)$/;

/** Removes what runs of tests and benches left behind that were killed. */
async function sweepLeftOvers(progress: Progress): Promise<void> {
  for (const parent of homeParents()) {
    for (const name of namesIn(parent)) {
      const pid = Number(NAME.exec(name)?.[1] ?? 0);
      if (pid === 0 || isAlive(pid)) continue;
      await stopLeftOverPostgres(join(parent, name, 'postgres'), progress);
      await stopLeftOverRedis(join(parent, name, 'redis'));
      for (const lane of FURTHER_LANES) await stopLeftOverRedis(join(parent, name, lane, 'redis'));
      rmSync(join(parent, name), { recursive: true, force: true });
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Starts a throw-away Postgres and Redis for the tests and looks for a Chromium. */
export async function provisionTests(options: {
  env: NodeJS.ProcessEnv;
  progress: Progress;
}): Promise<TestServices> {
  const { env, progress } = options;
  await sweepLeftOvers(progress);
  const name = `test-${process.pid}`;
  const postgres = await progress.step(
    () =>
      provisionPostgres({ databaseUrl: env['TEST_DATABASE_URL'], name, durability: 'throw-away', progress }),
    (service) => `${service.title}, for the tests`,
  );
  const carriers: Service[] = [];
  const stop = async () => {
    for (const redis of carriers) await redis.own?.running.stop();
    await postgres.own?.running.stop();
    for (const parent of homeParents()) rmSync(join(parent, name), { recursive: true, force: true });
  };
  try {
    const carry = async (lane: string) => {
      const redis = await progress.step(
        () =>
          provisionRedis({
            redisUrl: env['TEST_REDIS_URL'],
            forcePostgres: env['TIDEWAITER_QUEUE'] === 'postgres',
            name: lane,
            progress,
          }),
        (service) => (service === null ? 'No Redis' : `${service.title}, for the tests`),
      );
      if (redis !== null) carriers.push(redis);
      return redis;
    };
    const redis = await carry(name);
    // A server that was named is one: then files run one after another.
    const further: string[] = [];
    for (const lane of redis?.own === undefined ? [] : FURTHER_LANES) {
      const own = await carry(join(name, lane));
      if (own !== null) further.push(own.url);
    }
    const chromium = await progress.step(
      () => provisionChromium(env['CHROMIUM_PATH'], progress),
      (path) => (path === null ? 'No Chromium' : `Chromium at ${path}`),
    );
    const lanes = redis === null ? LANES : 1 + further.length;
    return {
      env: {
        TEST_DATABASE_URL: postgres.url,
        TEST_LANES: String(lanes),
        ...(redis !== null && { TEST_REDIS_URL: redis.url }),
        ...Object.fromEntries(further.map((url, index) => [`TEST_REDIS_URL_${index + 2}`, url])),
      },
      redis: redis !== null,
      chromium,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
