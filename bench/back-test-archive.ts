import { mkdirSync, rmSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import type pg from 'pg';
import { decide } from '../shared/domain/channel/decide.ts';
import type { EnrichedFacts } from '../shared/domain/targeting/facts.ts';
import type { Ruleset } from '../shared/domain/targeting/profile.ts';
import { compileRuleset } from '../shared/domain/targeting/ruleset-matcher.ts';
import { relationsOf, writeChunk } from '../shared/platform/archive/chunk-files.ts';
import { dayNumber } from '../shared/platform/archive/columns.ts';
import type { DecidedDeclaration } from '../shared/platform/archive/decided.ts';
import { openDuckDb } from '../shared/platform/archive/duckdb.ts';
import { createStaging, Stager } from '../shared/platform/archive/staging.ts';
import { archiveBatches, nextChunkNumber } from '../shared/platform/stores/archive.store.ts';
import { generateDeclarations, loadWorld } from '../tools/simulator/generate.ts';
import { seeded } from './workload.ts';

/** Declarations that are generated one by one; the others are made of them. */
const BASE = 40_000;

/** Declarations of a day: China's customs clear about ten million in a month. */
const PER_DAY = 333_334;

const TABLES = { headers: 'base_headers', items: 'base_items' };
const MS_PER_DAY = 86_400_000;

/** Share of the declarations of a day that have a finding. */
const FOUND = 0.01;

/**
 * Archives `count` declarations of the days before today, with findings of one in a hundred. Some ten thousand come from
 * the simulator and are assessed and taken over like any other; each is then stored many times over under another
 * number, instant, value and description, day by day, by the code that writes every chunk. They are in the archive
 * alone: examples of a back-test are read from what is lodged beside.
 */
export async function fillArchive(
  pool: pg.Pool,
  folder: string,
  ruleset: Ruleset,
  count: number,
  say: (line: string) => void,
): Promise<{ bytes: number; goodsItems: number }> {
  mkdirSync(folder, { recursive: true });
  const duckdb = await openDuckDb({ folder, threads: 2, memory: '3GB' });
  const connection = await duckdb.connect();
  const sums = { bytes: 0, goodsItems: 0 };
  try {
    await createStaging(connection, TABLES);
    const stager = await Stager.open(connection, TABLES, 0);
    stager.add(baseDeclarations(ruleset));
    stager.close();
    const today = dayNumber(Date.now());
    for (let made = 0, day = 1; made < count; day++) {
      const size = Math.min(PER_DAY, count - made);
      await makeDay(connection, today - day, size);
      const text = new Date((today - day) * MS_PER_DAY).toISOString().slice(0, 10);
      const chunk = await nextChunkNumber(pool);
      const written = await writeChunk(connection, {
        folder,
        day: text,
        chunk,
        from: { headers: 'day_headers', items: 'day_items' },
      });
      await archiveBatches(pool, chunk, text, written, []);
      await addFindings(connection, pool, relationsOf(folder, [written.file]).headers);
      made += size;
      sums.bytes += written.bytes;
      sums.goodsItems += written.goodsItems;
      say(`${made} declarations archived`);
    }
  } finally {
    connection.closeSync();
    duckdb.closeSync();
    rmSync(`${folder}/spill`, { recursive: true, force: true });
  }
  return sums;
}

function baseDeclarations(ruleset: Ruleset): DecidedDeclaration[] {
  const random = seeded(11);
  const matcher = compileRuleset(ruleset);
  const world = loadWorld();
  const districtOf = new Map(world.houses.map(({ code, district }) => [code, district]));
  const source = generateDeclarations({
    seed: 'archive',
    startsAt: Date.UTC(2026, 5, 1),
    ratePerSecond: BASE / 86_400,
    world,
  });
  return Array.from({ length: BASE }, (): DecidedDeclaration => {
    const { declaration } = source.next().value;
    const facts: EnrichedFacts = {
      district: districtOf.get(declaration.customsHouse)!,
      creditClass: ['regular', 'regular', 'regular', 'AEO', 'untrusted'][Math.floor(random() * 5)]!,
      firstSeenDays: Math.floor(random() ** 2 * 1500),
      declarations24h: Math.floor(random() ** 4 * 60),
      discrepancies365d: Math.floor(random() ** 6 * 5),
      priceRatio: Object.fromEntries(
        declaration.items.map(({ itemNo }) => [itemNo, 0.3 + random() + random()]),
      ),
    };
    const { hits } = matcher.match(declaration, facts);
    const decision = decide({
      hits,
      policy: ruleset.policy,
      creditClass: facts.creditClass!,
      draw: { value: random(), rate: ruleset.policy.randomRate, stratum: 'all' },
      evaluationErrors: 0,
    });
    return {
      batchId: '0',
      receivedAt: new Date(declaration.registeredAt),
      declaration: { ...declaration, version: 1 },
      facts,
      rulesetVersion: 1,
      decision: { ...decision, failed: false },
      acting: hits
        .filter(({ shadow }) => !shadow)
        .map(({ profile: { code, score, channel } }) => {
          return { code, score, channel: channel === 'none' ? 'green' : channel };
        }),
    };
  });
}

/** A day's declarations: the base over and over, each time under another number and with other amounts. */
async function makeDay(connection: DuckDBConnection, day: number, size: number): Promise<void> {
  const shift = `${day}::BIGINT * ${MS_PER_DAY}`;
  const moved = (column: string) => `((${column} % ${MS_PER_DAY}) + ${shift})::BIGINT`;
  // The same for the header and the goods items of one copy.
  const factor = `(0.7 + (hash(b.id, copy, ${day}) % 1000) / 1666.0)`;
  const copies = Math.ceil(size / BASE);
  const from = (table: string) =>
    `FROM ${table} b, range(${copies}) AS c(copy) WHERE copy * ${BASE} + b.id < ${size}`;
  await connection.run(
    `CREATE OR REPLACE TABLE day_headers AS SELECT b.* REPLACE (
       copy * ${BASE} + b.id AS id, b."declarationNo" || ${day} || copy AS "declarationNo",
       lower(b."declarationNo") || ${day} || copy AS "declarationNo_lower",
       ${day} AS day, ${moved('b.received_at')} AS received_at, ${moved('b."registeredAt"')} AS "registeredAt",
       b."totalValue" * ${factor} AS "totalValue", b."totalDuty" * ${factor} AS "totalDuty") ${from(TABLES.headers)}`,
  );
  const text = `' ref ' || (hash(b.id, copy, ${day}) % 100000)`;
  await connection.run(
    `CREATE OR REPLACE TABLE day_items AS SELECT b.* REPLACE (
       copy * ${BASE} + b.id AS id, ${moved('b."registeredAt"')} AS "registeredAt",
       b.item_description || ${text} AS item_description, lower(b.item_description) || ${text} AS item_description_lower,
       b."item_customsValue" * ${factor} AS "item_customsValue", b."item_unitPrice" * ${factor} AS "item_unitPrice",
       b."item_priceRatio" * ${factor} AS "item_priceRatio") ${from(TABLES.items)}`,
  );
}

async function addFindings(connection: DuckDBConnection, pool: pg.Pool, headers: string): Promise<void> {
  const result = await connection.runAndReadAll(
    `SELECT "declarationNo", "customsHouse", trader_id, received_at::DOUBLE FROM ${headers} WHERE hash(id) % ${1 / FOUND} = 0`,
  );
  const [numbers, houses, traders, instants] = result.getColumns() as [
    string[],
    string[],
    string[],
    number[],
  ];
  await pool.query(
    `INSERT INTO finding (declaration_no, version, received_at, customs_house, trader_id, channel, drawn, hits, found_at,
       recorded_at, recorded_by, result, discrepancies)
     SELECT no, 1, to_timestamp(at / 1000), house, trader, 'red', false, '{}', to_timestamp(at / 1000),
       now() - interval '1 hour', 'bench', CASE WHEN n % 5 = 0 THEN 'discrepancy' ELSE 'conform' END,
       CASE WHEN n % 5 = 0 THEN '[{"kind": "value", "dutyDifference": 1200}]'::jsonb ELSE '[]' END
     FROM unnest($1::text[], $2::text[], $3::text[], $4::float8[]) WITH ORDINALITY AS f (no, house, trader, at, n)`,
    [numbers, houses, traders, instants],
  );
}
