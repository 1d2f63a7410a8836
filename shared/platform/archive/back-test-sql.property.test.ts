import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decide } from '../../domain/channel/decide.ts';
import type { VersionedDeclaration } from '../../domain/declaration.ts';
import { declarations, enrichedFacts, rulesets } from '../../domain/targeting/arbitraries.test-kit.ts';
import { evaluateRuleset } from '../../domain/targeting/evaluate.ts';
import type { EnrichedFacts } from '../../domain/targeting/facts.ts';
import type { Profile, Ruleset } from '../../domain/targeting/profile.ts';
import { compileRuleset } from '../../domain/targeting/ruleset-matcher.ts';
import { backTestSql, type BackTestRow } from './back-test-sql.ts';
import { relationsOf, writeChunk } from './chunk-files.ts';
import { RANK_OF } from './columns.ts';
import type { DecidedDeclaration } from './decided.ts';
import { openDuckDb } from './duckdb.ts';
import { putList, type ListTable } from './list-tables.ts';
import { createStaging, Stager } from './staging.ts';

let folder: string;
let duckdb: DuckDBInstance;
let connection: DuckDBConnection;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'archive-'));
  duckdb = await openDuckDb({ folder, threads: 2, memory: '512MB' });
  connection = await duckdb.connect();
  await createStaging(connection, TABLES);
  await connection.run('CREATE TABLE findings (id BIGINT, discrepancy BOOLEAN, difference DOUBLE)');
});
afterAll(async () => {
  connection?.closeSync();
  duckdb?.closeSync();
  await rm(folder, { recursive: true, force: true });
});

const TABLES = { headers: 'staged_headers', items: 'staged_items' };
const DAY = '2026-07-01';

/** A declaration as some ruleset decided it, by a draw. */
function decidedBy(
  ruleset: Ruleset,
  declaration: VersionedDeclaration,
  facts: EnrichedFacts,
  draw: number,
): DecidedDeclaration {
  const { hits } = compileRuleset(ruleset).match(declaration, facts);
  const decision = decide({
    hits,
    policy: ruleset.policy,
    ...(facts.creditClass !== undefined && { creditClass: facts.creditClass }),
    draw: { value: draw, rate: 0.1, stratum: 'all' },
    evaluationErrors: 0,
  });
  return {
    batchId: '1',
    receivedAt: new Date(`${DAY}T10:00:00Z`),
    declaration,
    facts,
    rulesetVersion: 1,
    decision: { ...decision, failed: false },
    acting: hits
      .filter(({ shadow }) => !shadow)
      .map(({ profile: { code, score, channel } }) => {
        return { code, score, channel: channel === 'none' ? 'green' : channel };
      }),
  };
}

/** What the matcher and `decide` say of the declarations with the profile in place of the one it replaces. */
function expected(
  ruleset: Ruleset,
  profile: Profile,
  replaces: string | undefined,
  archived: readonly DecidedDeclaration[],
): Map<string, number> {
  const changed = {
    ...ruleset,
    profiles: [...ruleset.profiles.filter(({ code }) => code !== replaces), profile],
  };
  const matcher = compileRuleset(changed);
  const before = compileRuleset(ruleset);
  const groups = new Map<string, number>();
  for (const { declaration, facts, decision } of archived) {
    const { hits } = matcher.match(declaration, facts);
    const hit = hits.some((one) => one.profile === profile);
    expect(evaluateRuleset({ ...ruleset, profiles: [profile] }, declaration, facts).length).toBe(hit ? 1 : 0);
    const replaced = before
      .match(declaration, facts)
      .hits.some((one) => !one.shadow && one.profile.code === replaces);
    if (!hit && !replaced) continue;
    const change = {
      policy: ruleset.policy,
      evaluationErrors: 0,
      draw: { value: decision.draw.selected ? 0 : 1, rate: 0.1, stratum: 'all' },
    };
    const after = decide({
      ...change,
      hits,
      ...(facts.creditClass !== undefined && { creditClass: facts.creditClass }),
    });
    const key = [declaration.customsHouse, hit, RANK_OF[decision.channel], RANK_OF[after.channel]].join(' ');
    groups.set(key, (groups.get(key) ?? 0) + 1);
  }
  return groups;
}

const stored = fc.tuple(
  declarations.map((declaration) => ({ version: 1, ...declaration }) as VersionedDeclaration),
  enrichedFacts,
  fc.double({ min: 0, max: 1, noNaN: true }),
);

test('a back-test in SQL hits what the matcher hits, and changes channels as the decision does', async () => {
  const seen = { pairs: 0, hits: 0, ofItems: 0, ofHeaders: 0, chunk: 0 };
  await fc.assert(
    fc.asyncProperty(
      rulesets,
      fc.array(stored, { minLength: 50, maxLength: 100 }),
      fc.constantFrom(...(['red', 'orange', 'none'] as const)),
      fc.integer({ min: 1, max: 40 }),
      async (ruleset, made, channel, score) => {
        const archived = made.map((one) => decidedBy(ruleset, ...one));
        await connection.run(`DELETE FROM ${TABLES.headers}; DELETE FROM ${TABLES.items}`);
        const stager = await Stager.open(connection, TABLES, 2 ** 52);
        stager.add(archived);
        stager.close();
        const { file } = await writeChunk(connection, {
          folder,
          day: DAY,
          chunk: ++seen.chunk,
          from: TABLES,
        });
        const lists = new Map<string, ListTable>();
        for (const [i, { name, entries }] of ruleset.lists.entries()) {
          lists.set(name, await putList(connection, `list_${i}`, entries));
        }
        for (const [i, { when, level, scope, code }] of ruleset.profiles.slice(0, 6).entries()) {
          const replaces = i % 3 === 0 ? code : undefined;
          const request = {
            when,
            level,
            channel,
            mandatory: false,
            score,
            ...(scope !== undefined && { scope }),
            ...(replaces !== undefined && { replaces }),
          };
          const sql = backTestSql(request, {
            relations: i % 2 === 0 ? relationsOf(folder, [file]) : TABLES,
            lists,
            findings: 'findings',
            houses: null,
            days: {},
            newest: 1 + (i % 2) * 9,
          });
          const rows = (await connection.runAndReadAll(sql)).getRows() as unknown as BackTestRow[];
          const found = rows.map(([house, , hit, before, after, count]) => [
            [house, hit, before, after].join(' '),
            count,
          ]);
          for (const [, , , , , count, , , , , { items }] of rows) {
            expect(items).toHaveLength(Math.min(count, 1 + (i % 2) * 9));
          }
          const profile: Profile = { ...request, code: 'NEW', version: 1, title: 'New', status: 'active' };
          const wanted = expected(ruleset, profile, replaces, archived);
          expect(Object.fromEntries(found)).toEqual(Object.fromEntries(wanted));
          seen.pairs += archived.length;
          for (const [, count] of wanted) seen.hits += count;
          seen[JSON.stringify(when).includes('"item":') ? 'ofItems' : 'ofHeaders']++;
        }
      },
    ),
    { numRuns: 15, endOnFailure: true },
  );
  expect(seen.pairs).toBeGreaterThan(2_000);
  expect(seen.hits).toBeGreaterThan(seen.pairs * 0.1);
  expect(seen.hits).toBeLessThan(seen.pairs * 0.9);
  expect(Math.min(seen.ofItems, seen.ofHeaders)).toBeGreaterThan(5);
}, 60_000);
