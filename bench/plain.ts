import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { Engine, type RuleProperties } from 'json-rules-engine';
import pg from 'pg';
import type { Declaration } from '../shared/domain/declaration.ts';
import type { Condition, Predicate } from '../shared/domain/targeting/condition.ts';
import type { Ruleset } from '../shared/domain/targeting/profile.ts';

const OPERATORS: Record<string, string> = { eq: 'equal', in: 'in', lt: 'lessThan' };

function toRule(code: string, when: Condition): RuleProperties {
  const { item } = when as { item: { all: Predicate[] } };
  return {
    name: code,
    conditions: {
      all: item.all.map(({ field, op, value }) => ({
        fact: field.replace('item.', ''),
        operator: OPERATORS[op]!,
        value,
      })),
    },
    event: { type: code },
  };
}

/**
 * The plain way on the same machine: one BullMQ job and one INSERT a declaration, json-rules-engine for the
 * profiles, once for each goods item. No HTTP in front of it. Answers declarations/s.
 */
export async function measurePlain(options: {
  redisUrl: string;
  databaseUrl: string;
  ruleset: Ruleset;
  declarations: readonly Declaration[];
}): Promise<number> {
  const pool = new pg.Pool({ connectionString: options.databaseUrl, max: 8 });
  await pool.query(
    `CREATE TABLE plain_decision (declaration_no text PRIMARY KEY, channel text, score int, hits text[], document json)`,
  );
  const engine = new Engine(
    options.ruleset.profiles.map(({ code, when }) => toRule(code, when)),
    { allowUndefinedFacts: true },
  );
  const scores = new Map(options.ruleset.profiles.map(({ code, score }) => [code, score]));
  const connection = new Redis(options.redisUrl, { maxRetriesPerRequest: null });
  const workerConnection = connection.duplicate();
  const queue = new Queue('plain', { connection });
  let done = 0;
  let finish = () => {};
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const startedAt = performance.now();
  const worker = new Worker(
    'plain',
    async (job) => {
      const declaration = job.data as Declaration;
      const hits = new Set<string>();
      for (const item of declaration.items) {
        const facts = {
          hs4: item.hsCode.slice(0, 4),
          origin: item.origin,
          unitPrice: item.customsValue / (item.netMassKg ?? 1),
        };
        const { events } = await engine.run(facts);
        for (const event of events) hits.add(event.type);
      }
      const score = Math.min(
        100,
        [...hits].reduce((sum, code) => sum + scores.get(code)!, 0),
      );
      const channel = score >= 70 ? 'red' : score >= 40 ? 'orange' : 'green';
      await pool.query('INSERT INTO plain_decision VALUES ($1, $2, $3, $4, $5)', [
        declaration.declarationNo,
        channel,
        score,
        [...hits],
        JSON.stringify(declaration),
      ]);
      if (++done === options.declarations.length) finish();
    },
    { connection: workerConnection, concurrency: 8 },
  );
  for (const declaration of options.declarations) await queue.add('declaration', declaration);
  await finished;
  const seconds = (performance.now() - startedAt) / 1000;
  await worker.close();
  await queue.obliterate({ force: true });
  await queue.close();
  connection.disconnect();
  workerConnection.disconnect();
  await pool.end();
  return options.declarations.length / seconds;
}
