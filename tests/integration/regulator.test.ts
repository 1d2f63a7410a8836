import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isDiscretionary, regulated, type ChannelDecision } from '../../shared/domain/channel/decide.ts';
import type { Profile, Ruleset } from '../../shared/domain/targeting/profile.ts';
import { inTransaction } from '../../shared/platform/db/pool.ts';
import { utcDay } from '../../shared/platform/db/partitions.ts';
import { addRegulators, lockRegulators } from '../../shared/platform/stores/regulator.store.ts';
import { auditDraws } from '../../tools/draws/audit.ts';
import { expectAllAddsUp } from '../harness/add-up.ts';
import { DAY_ROOM_MS, roomInDay } from '../harness/day.ts';
import { declarationWith, toNdjson } from '../harness/declarations.ts';
import { lodgeAndDecide } from '../harness/enquiry.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';
import { until } from '../harness/until.ts';

const PER_DAY = 30;
const COUNT = 1600;
const HOUSES = ['2201', '2202', '2203', '5301'];
/** States no capacity. */
const UNREGULATED = '5301';

function profile(code: string, grossMassKg: number, change: Partial<Profile>): Profile {
  return {
    code,
    version: 1,
    title: code,
    level: 'national',
    status: 'active',
    when: { field: 'grossMassKg', op: 'gte', value: grossMassKg },
    channel: 'none',
    mandatory: false,
    score: 0,
    ...change,
  };
}

const ruleset: Ruleset = {
  format: 'tidewaiter-ruleset/1',
  profiles: [
    profile('ASK-1', 1, { channel: 'red', score: 40 }),
    profile('ASK-2', 2, { score: 20 }),
    profile('ASK-3', 3, { score: 30 }),
    profile('MUST', 4, { channel: 'red', mandatory: true }),
  ],
  lists: [],
  policy: {
    thresholds: { red: 70, orange: 40 },
    creditShift: {},
    randomRate: 0.005,
    strata: [{ name: 'exports', when: { field: 'direction', op: 'eq', value: 'export' }, rate: 0.02 }],
  },
};

/** A time zone in which it is past 22 o'clock: little of the day is left to keep capacity for, and it does not end. */
function zoneOfEvening(): string {
  const east = 22 - new Date().getUTCHours();
  const hours = east > 12 ? east - 24 : east;
  return hours === 0 ? 'Etc/GMT' : `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`;
}

/** One in ten asks for red, one in a hundred must be. */
const load = Array.from({ length: COUNT }, (_, i) =>
  declarationWith({
    declarationNo: `R${i}`,
    customsHouse: HOUSES[Math.floor(i / 10) % HOUSES.length]!,
    direction: i % 5 === 0 ? 'export' : 'import',
    ...(i % 10 === 3 && { grossMassKg: i % 100 === 3 ? 4 : 1 + (i % 3) }),
  }),
);

type Decision = ChannelDecision & { declarationNo: string; house: string };

let system: TestSystem;
let decisions: Decision[];

beforeAll(async () => {
  await roomInDay();
  system = await startSystem({ backend: 'redis', workers: 0, ruleset });
  await system.pool.query(
    `UPDATE customs_house SET inspections_per_day = CASE WHEN code = $3 THEN 0 ELSE $1::int END, time_zone = $2`,
    [PER_DAY, zoneOfEvening(), UNREGULATED],
  );
  await system.startWorker();
  await system.startWorker();
  for (let at = 0; at < COUNT; at += 100) {
    const response = await system.fetch('/api/declarations', {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: toNdjson(load.slice(at, at + 100)),
    });
    if (response.status !== 202) throw new Error(`lodging answered ${response.status}`);
  }
  await until('all are decided', async () => {
    const { rows } = await system.pool.query('SELECT count(*)::int AS count FROM channel_decision');
    return rows[0].count === COUNT;
  });
  const { rows } = await system.pool.query(
    'SELECT declaration_no, customs_house, channel, score::float8 AS score, reasons, explanation FROM channel_decision',
  );
  decisions = rows.map(({ declaration_no, customs_house, explanation, ...rest }) => ({
    ...rest,
    ...explanation,
    declarationNo: declaration_no,
    house: customs_house,
  }));
}, DAY_ROOM_MS + 120_000);
afterAll(() => system?.stop());

describe('the capacity regulator', () => {
  it('keeps discretionary reds to what mandatory and drawn ones leave, by two workers at a time', async () => {
    const { rows } = await system.pool.query('SELECT max(attempts)::int AS attempts FROM intake_batch');
    expect(rows[0].attempts).toBe(0);
    await expectAllAddsUp(system, COUNT);
    for (const house of HOUSES) {
      const asked = decisions.filter((one) => one.house === house && isDiscretionary(one));
      const stayed = asked.filter(({ channel }) => channel === 'red');
      expect(asked.length).toBeGreaterThan(20);
      if (house === UNREGULATED) {
        expect(stayed).toEqual(asked);
        expect(asked.every(({ regulation }) => regulation === undefined)).toBe(true);
      } else {
        const reds = decisions.filter((one) => one.house === house && one.channel === 'red');
        expect(stayed.length).toBeGreaterThan(0);
        expect(stayed.length).toBeLessThanOrEqual(Math.min(PER_DAY, asked.length - 1));
        const kept = await system.pool.query('SELECT state FROM regulator WHERE customs_house = $1', [house]);
        expect(kept.rows[0].state.national.reds).toBe(reds.length);
      }
    }
  });

  it('keeps with each decision what it was measured by, and yields to orange alone', async () => {
    const asked = decisions.filter((one) => one.regulation !== undefined);
    for (const decision of asked) {
      const before = {
        ...decision,
        channel: 'red' as const,
        reasons: decision.reasons.filter((reason) => reason !== 'capacity-yielded'),
      };
      expect(regulated(before, decision.regulation!)).toEqual(decision);
    }
    const yielded = decisions.filter(({ reasons }) => reasons.includes('capacity-yielded'));
    expect(yielded.length).toBeGreaterThan(0);
    expect(new Set(yielded.map(({ channel }) => channel))).toEqual(new Set(['orange']));
    const order = await system.pool.query(
      'SELECT channel, instructions FROM control_order WHERE declaration_no = $1',
      [yielded[0]!.declarationNo],
    );
    expect(order.rows[0].channel).toBe('orange');
    expect(order.rows[0].instructions[0].source).toBe('capacity-yielded');
  });

  it('never lowers what is mandatory or drawn', () => {
    const must = decisions.filter(({ floor, draw }) => floor === 'red' || draw.selected);
    expect(must.length).toBeGreaterThan(COUNT / 100);
    expect(must.every(({ channel }) => channel === 'red')).toBe(true);
  });

  it('locks regulators in one order, whatever the order asked for', async () => {
    await addRegulators(system.pool, ['Z1', 'A1', 'Z1']);
    const lock = (houses: string[]) =>
      inTransaction(system.pool, async (client) => [...(await lockRegulators(client, houses)).keys()]);
    const locked = await Promise.all(
      Array.from({ length: 8 }, (_, i) => lock(i % 2 === 0 ? ['A1', 'Z1', '??'] : ['Z1', 'A1'])),
    );
    for (const houses of locked) expect(houses).toEqual(['A1', 'Z1']);
  });
});

describe('the audit of draws', () => {
  let day: string;
  beforeAll(() => {
    day = utcDay(new Date());
  });
  const run = (...options: string[]) =>
    new Promise<{ code: number; output: string }>((resolve) => {
      const tool = fileURLToPath(new URL('../../tools/draws/main.ts', import.meta.url));
      const env = { ...process.env, DATABASE_URL: system.databaseUrl };
      execFile(process.execPath, [tool, ...options], { env }, (error, stdout) =>
        resolve({ code: Number(error?.code ?? 0), output: stdout }),
      );
    });

  it('makes every draw again, by stratum, that of an amendment anew', async () => {
    const { declarationNo, direction, customsHouse } = load[1]!;
    await lodgeAndDecide(system, [declarationWith({ declarationNo, direction, customsHouse, packages: 77 })]);
    const { rows: draws } = await system.pool.query(
      `SELECT explanation #>> '{draw,value}' AS value FROM channel_decision WHERE declaration_no = $1`,
      [declarationNo],
    );
    expect(new Set(draws.map(({ value }) => value)).size).toBe(2);
    const audit = await auditDraws(system.pool, day);
    expect(audit).toMatchObject({ declarations: COUNT + 1, mismatches: 0, asPublished: null, examples: [] });
    expect(audit.strata.map(({ stratum, rate, declarations }) => [stratum, rate, declarations])).toEqual([
      ['all', 0.005, 0.8 * COUNT + 1],
      ['exports', 0.02, 0.2 * COUNT],
    ]);
    for (const { drawn, share, declarations, deviations } of audit.strata) {
      expect(share).toBe(drawn / declarations);
      expect(Math.abs(deviations)).toBeLessThan(5);
    }
    const { rows } = await system.pool.query(
      `SELECT encode(sha256(salt), 'hex') AS hash, encode(commitment, 'hex') AS kept FROM draw_salt`,
    );
    expect([audit.commitment, audit.commitment]).toEqual([rows[0].hash, rows[0].kept]);
  });

  it('finds a draw that is not what its salt makes it, and says so with its exit code', async () => {
    const { commitment } = await auditDraws(system.pool, day);
    expect((await run('--day', day, '--commitment', commitment!)).code).toBe(0);
    const wrong = await run('--day', day, '--commitment', '0'.repeat(64), '--json');
    expect(wrong.code).toBe(1);
    expect(JSON.parse(wrong.output)).toMatchObject({ asPublished: false, mismatches: 0 });
    expect((await run('--day', '2026-02-30')).code).toBe(2);

    const spoil = (no: string, path: string, value: string) =>
      system.pool.query(
        `UPDATE channel_decision SET explanation = jsonb_set(explanation::jsonb, $2, $3::jsonb)
         WHERE declaration_no = $1 AND version = 1`,
        [no, path.split('.'), value],
      );
    const drawn = decisions.find(({ draw }) => draw.selected)!.declarationNo;
    const spared = decisions.filter(({ draw }) => !draw.selected);
    await spoil(spared[0]!.declarationNo, 'draw.value', '0.5');
    await spoil(spared[1]!.declarationNo, 'draw.selected', 'true');
    await system.pool.query(
      `UPDATE channel_decision SET channel = 'green' WHERE declaration_no = $1 AND version = 1`,
      [drawn],
    );
    const { code, output } = await run('--day', day, '--json');
    expect(code).toBe(1);
    const found = JSON.parse(output);
    expect(found.mismatches).toBe(3);
    expect(
      Object.fromEntries(
        found.examples.map((one: { declarationNo: string; reason: string }) => [
          one.declarationNo,
          one.reason,
        ]),
      ),
    ).toEqual({
      [spared[0]!.declarationNo]: 'value',
      [spared[1]!.declarationNo]: 'selection',
      [drawn]: 'channel',
    });

    await system.pool.query('DELETE FROM draw_salt');
    expect(await auditDraws(system.pool, day)).toMatchObject({ commitment: null, mismatches: COUNT + 1 });
  });
});
