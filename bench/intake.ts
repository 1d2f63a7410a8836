import type { Declaration } from '../shared/domain/declaration.ts';
import type { TestSystem } from '../tests/harness/system.ts';
import { until } from '../tests/harness/until.ts';
import { lodge } from './lodger.ts';

/** Deliveries under way at once. */
const CONCURRENCY = 4;

/** NDJSON bodies of `size` declarations each. */
export function toBodies(
  declarations: readonly Declaration[],
  size: number,
): { body: Buffer; count: number }[] {
  const bodies: { body: Buffer; count: number }[] = [];
  for (let from = 0; from < declarations.length; from += size) {
    const part = declarations.slice(from, from + size);
    bodies.push({
      body: Buffer.from(part.map((declaration) => JSON.stringify(declaration)).join('\n')),
      count: part.length,
    });
  }
  return bodies;
}

/** Lodges as fast as intake takes it; measured from the first request to the commit of the last decision. */
export async function measureIntake(
  system: TestSystem,
  declarations: readonly Declaration[],
): Promise<{ perSecond: number; channels: Record<string, number> }> {
  const bodies = toBodies(declarations, 1000);
  const startedAt = performance.now();
  const started = await system.pool.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  let next = 0;
  let accepted = 0;
  const lane = async () => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
      const receipt = await lodge(system.url, system.key, body.body);
      accepted += receipt.accepted;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, lane));
  await until(
    'all are decided',
    async () => {
      const { rows } = await system.pool.query(
        'SELECT 1 FROM intake_batch WHERE assessed_at IS NULL LIMIT 1',
      );
      return rows.length === 0;
    },
    300_000,
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const { rows } = await system.pool.query<{ channel: string; count: number }>(
    'SELECT channel, count(*)::int AS count FROM channel_decision WHERE decided_at >= $1 GROUP BY channel',
    [started.rows[0]!.now],
  );
  const decided = rows.reduce((sum, row) => sum + row.count, 0);
  if (decided !== accepted || accepted !== declarations.length) {
    throw new Error(`${declarations.length} lodged, ${accepted} accepted, ${decided} decided`);
  }
  return {
    perSecond: declarations.length / seconds,
    channels: Object.fromEntries(rows.map((row) => [row.channel, row.count])),
  };
}
