import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  ChannelChangeFault,
  ExplanationView,
  ReExecutionView,
  RefusedChange,
} from '../../shared/contract/decisions.ts';
import type { DeclarationPage, DeclarationView } from '../../shared/contract/enquiry.ts';
import { assessDeclaration, compileDecidingRuleset } from '../../shared/domain/channel/assess.ts';
import type { Channel } from '../../shared/domain/channel/channel.ts';
import type { Declaration } from '../../shared/domain/declaration.ts';
import type { Profile, Ruleset } from '../../shared/domain/targeting/profile.ts';
import { loadRuleset } from '../../shared/platform/stores/ruleset.store.ts';
import { lodgeAndDecide, namedDeclaration, SECRETS } from '../harness/enquiry.ts';
import type { TestPerson } from '../harness/people.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';
import { until } from '../harness/until.ts';

const profile = (code: string, change: Partial<Profile> & Pick<Profile, 'when'>): Profile => ({
  code,
  version: 1,
  title: `Profile ${code}`,
  level: 'national',
  status: 'active',
  channel: 'none',
  mandatory: false,
  score: 10,
  ...change,
});
const terms = (value: string) => ({ field: 'paymentTerms', op: 'eq', value }) as const;

const RULES: Ruleset = {
  format: 'tidewaiter-ruleset/1',
  profiles: [
    profile('FLOOR-1', { when: terms('FLOOR'), channel: 'orange', mandatory: true }),
    profile('RED-1', { when: terms('RED'), channel: 'red', score: 60 }),
    profile('WATCH-1', { when: { field: 'trader.id', op: 'inList', value: 'watched' }, channel: 'orange' }),
    profile('NEAR-1', {
      title: 'Laptops of Harbour Trading from elsewhere',
      when: {
        item: {
          all: [
            { field: 'item.hs4', op: 'eq', value: '8471' },
            { not: { field: 'item.origin', op: 'eq', value: 'CN' } },
          ],
        },
      },
      channel: 'red',
      score: 20,
    }),
    profile('PERSON-1', { when: { field: 'declarant', op: 'ne', value: 'Quay Brokers' }, score: 5 }),
    profile('FAR-1', { when: terms('RED'), level: 'house', scope: '5301', channel: 'red' }),
    profile('SHADOW-1', { when: terms('RED'), status: 'shadow', channel: 'red' }),
  ],
  lists: [{ name: 'watched', entries: [{ value: 'T-HARBOUR', to: '2026-01-01T00:00:00Z' }] }],
  policy: { thresholds: { red: 90, orange: 50 }, creditShift: {}, randomRate: 0, regulated: false },
};

let system: TestSystem;
/** May change channels at one house, in its district and nowhere. */
let supervisor: TestPerson;
let district: TestPerson;
let specialist: TestPerson;
let officer: TestPerson;

const at = (declarationNo: string, change: Partial<Declaration> = {}) =>
  namedDeclaration({ declarationNo, customsHouse: '2201', ...change });

beforeAll(async () => {
  system = await startSystem({ backend: 'postgres', workers: 1, ruleset: RULES });
  supervisor = await system.person('supervisor', 'house:2201');
  district = await system.person('supervisor', 'district:2200');
  specialist = await system.person('specialist', 'national');
  officer = await system.person('officer', 'house:2201');
  await lodgeAndDecide(system, [
    at('V1-RED', { paymentTerms: 'RED' }),
    at('V1/FLOOR', { paymentTerms: 'FLOOR' }),
    at('V1-GREEN'),
    at('V1-NEXT', { customsHouse: '2202', paymentTerms: 'RED' }),
    at('V1-FAR', { customsHouse: '5301', paymentTerms: 'RED' }),
    at('V1-AGAIN', { paymentTerms: 'RED' }),
  ]);
  await lodgeAndDecide(system, [at('V1-AGAIN')]);
});
afterAll(() => system?.stop());

/** Lodges one declaration after another until one is decided under a ruleset version; answers its number. */
async function decideUnder(version: number, name: string, change: Partial<Declaration>): Promise<string> {
  let number = '';
  let tries = 0;
  await until(`${name} is decided under ruleset ${version}`, async () => {
    number = `${name}-${tries++}`;
    await lodgeAndDecide(system, [at(number, change)]);
    const { rows } = await system.pool.query<{ version: number }>(
      'SELECT ruleset_version AS version FROM channel_decision WHERE declaration_no = $1',
      [number],
    );
    return rows[0]!.version === version;
  });
  return number;
}

async function reExecute(declarationNo: string, body: object = {}): Promise<ReExecutionView> {
  const response = await system.fetch(`/api/declarations/${encodeURIComponent(declarationNo)}/re-execute`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  expect([declarationNo, response.status, text]).toEqual([declarationNo, 200, text]);
  return JSON.parse(text) as ReExecutionView;
}

describe('re-execution', () => {
  it('gives the identical decision after profiles, lists, policy and draw have changed again and again', async () => {
    const widened = { ...RULES, lists: [{ name: 'watched', entries: [{ value: 'T-HARBOUR' }] }] };
    const v2 = await loadRuleset(system.pool, widened, 'the list changes');
    await decideUnder(v2, 'V2', {});
    const drawing = { ...RULES.policy, thresholds: { red: 10, orange: 5 }, randomRate: 1 };
    const v3 = await loadRuleset(system.pool, { ...widened, policy: drawing }, 'the policy changes');
    await decideUnder(v3, 'V3', {});
    const v4 = await loadRuleset(
      system.pool,
      {
        ...RULES,
        profiles: [{ ...RULES.profiles[1]!, when: terms('NONE') }],
        lists: [],
        policy: { ...RULES.policy, regulated: true },
      },
      'profiles leave, and reds follow the capacity of their house',
    );
    const measured = await decideUnder(v4, 'V4', { paymentTerms: 'NONE' });
    const kept = await system.pool.query<{ threshold: number | null }>(
      `SELECT (explanation #>> '{regulation,threshold}')::float AS threshold FROM channel_decision
       WHERE declaration_no = $1`,
      [measured],
    );
    expect(kept.rows[0]!.threshold).not.toBeNull();

    const { rows } = await system.pool.query<{ no: string; version: number; ruleset: number }>(
      `SELECT declaration_no AS no, version, ruleset_version AS ruleset FROM channel_decision`,
    );
    expect(new Set(rows.map(({ ruleset }) => ruleset)).size).toBe(4);
    const channels = new Set<Channel>();
    for (const { no, version, ruleset } of rows) {
      const { stored, reexecuted, identical, differences, draw } = await reExecute(no, { version });
      expect([no, differences]).toEqual([no, []]);
      expect(reexecuted).toEqual(stored);
      expect([identical, draw, stored.rulesetVersion]).toEqual([true, 'confirmed', ruleset]);
      channels.add(stored.channel);
    }
    expect(channels.size).toBe(3);
    expect((await reExecute('V1-RED')).stored).toEqual({
      declarationNo: 'V1-RED',
      version: 1,
      channel: 'red',
      score: 60,
      reasons: ['profile-instruction', 'score-orange'],
      hits: [{ profile: 'RED-1', items: [] }],
      rulesetVersion: rows.find(({ no }) => no === 'V1-RED')!.ruleset,
    });
  });

  it('repeats a decision that a failed evaluation made', async () => {
    const ruleset = await loadRuleset(
      system.pool,
      {
        ...RULES,
        profiles: [profile('GRADE-1', { when: { field: 'attributes.grade', op: 'eq', value: 1 } })],
      },
      'a profile that can fail',
    );
    // Intake refuses such an attribute; what is kept may come from a time when it did not.
    const declaration = { ...at('BROKEN-1'), version: 1, attributes: { grade: {} as never } };
    const { rows } = await system.pool.query<{ at: Date }>(
      `SELECT received_at AS at FROM declaration WHERE declaration_no = 'V1-RED'`,
    );
    const receivedAt = rows[0]!.at;
    const compiled = compileDecidingRuleset({
      ...RULES,
      profiles: [profile('GRADE-1', { when: { field: 'attributes.grade', op: 'eq', value: 1 } })],
    });
    const { decision, errors } = assessDeclaration(compiled, declaration, {}, 0.5);
    expect(decision.reasons).toEqual(['evaluation-error']);
    const { channel, score, reasons, ...grounds } = decision;
    const kept = {
      ...grounds,
      facts: {},
      errors: errors.map((one) => ({ profile: one.profile.code, message: '' })),
    };
    await system.pool.query(
      `INSERT INTO declaration_version (declaration_no, version, content_hash, batch_id, received_at, customs_house)
       VALUES ('BROKEN-1', 1, gen_random_uuid(), 1, $1, '2201')`,
      [receivedAt],
    );
    await system.pool.query(
      `INSERT INTO declaration (received_at, batch_id, declaration_no, version, registered_at, customs_house,
         direction, trader_id, item_count, total_value, document)
       VALUES ($1, 1, 'BROKEN-1', 1, $1, '2201', 'import', 'T-HARBOUR', 1, 1, $2)`,
      [receivedAt, JSON.stringify(declaration)],
    );
    await system.pool.query(
      `INSERT INTO channel_decision (received_at, declaration_no, version, customs_house, decided_at, channel, score,
         reasons, ruleset_version, explanation)
       VALUES ($1, 'BROKEN-1', 1, '2201', $1, $2, $3, $4, $5, $6)`,
      [receivedAt, channel, score, reasons, ruleset, JSON.stringify(kept)],
    );
    const answer = await reExecute('BROKEN-1');
    // Nobody drew it, which the salt of its day brings to light.
    expect(answer).toMatchObject({ identical: true, differences: [], draw: 'contradicted' });
    expect(answer.stored).toMatchObject({ channel: 'orange', reasons: ['evaluation-error'] });
  });

  it('tells what of a decision was altered in the database', async () => {
    await system.pool.query(
      `UPDATE channel_decision SET channel = 'red', reasons = '{score-red}' WHERE declaration_no = 'BROKEN-1'`,
    );
    const { identical, differences } = await reExecute('BROKEN-1');
    expect(identical).toBe(false);
    expect(differences).toEqual([
      { field: 'channel', stored: 'red', reexecuted: 'orange' },
      { field: 'reasons', stored: ['score-red'], reexecuted: ['evaluation-error'] },
    ]);
  });

  it.each([
    ['V1-RED', { version: 2 }, 404, 'unknown-declaration'],
    ['NOTHING', {}, 404, 'unknown-declaration'],
    ['V1-FAR', {}, 404, 'unknown-declaration'],
  ])('of %s %j at a house is answered with %i', async (number, body, status, code) => {
    const response = await officer.fetch(`/api/declarations/${number}/re-execute`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    expect([response.status, await response.json()]).toMatchObject([status, { error: { code } }]);
  });
});

async function explanation(
  who: Pick<TestPerson, 'fetch'>,
  declarationNo: string,
  query = '',
): Promise<ExplanationView> {
  const response = await who.fetch(
    `/api/declarations/${encodeURIComponent(declarationNo)}/explanation${query}`,
  );
  expect([declarationNo, response.status]).toEqual([declarationNo, 200]);
  return (await response.json()) as ExplanationView;
}

describe('an explanation', () => {
  it('of a green declaration tells what was looked at, the draw, the thresholds and the nearest misses', async () => {
    const view = await explanation(specialist, 'V1-GREEN');
    expect(view).toMatchObject({
      declarationNo: 'V1-GREEN',
      version: 1,
      lookedAt: { profiles: 7, outOfScope: 1, shadow: 1, hits: 0, lackedOne: 5, lackedMore: 0 },
      facts: { district: '2200' },
      hits: [],
      failed: [],
      steps: {
        floor: { channel: 'green', profiles: [] },
        candidate: { channel: 'green', score: 0, thresholds: { red: 90, orange: 50 }, shift: 0 },
        draw: { rate: 0, stratum: 'all', selected: false },
        regulation: null,
        result: { channel: 'green', by: [] },
      },
    });
    expect(view.steps.draw.value).toBeGreaterThanOrEqual(0);
    expect(view.nearest!.map(({ profile: code }) => code)).toEqual([
      'FLOOR-1',
      'RED-1',
      'NEAR-1',
      'WATCH-1',
      'PERSON-1',
    ]);
    expect(view.nearest![1]).toMatchObject({
      lacked: { path: '', condition: terms('RED'), fact: null, itemNo: null },
      wanted: true,
      alternatives: 0,
    });
    expect(view.nearest![2]).toMatchObject({
      lacked: { path: 'item.all.1.not', fact: 'CN', itemNo: 1 },
      wanted: false,
    });
  });

  it('of a hit names the conditions that held with what they saw', async () => {
    const { hits, steps } = await explanation(officer, 'V1-RED');
    expect(hits.map((hit) => [hit.profile, hit.shadow])).toEqual([
      ['RED-1', false],
      ['SHADOW-1', true],
    ]);
    expect(hits[0]!.because).toEqual([
      { path: '', condition: terms('RED'), valuesLeftOut: 0, fact: 'RED', itemNo: null },
    ]);
    expect(steps.candidate).toMatchObject({ instructed: 'red', profiles: ['RED-1'] });
    expect(steps.result).toEqual({ channel: 'red', by: ['candidate'] });
  });

  it('shows no person but to who may look persons up, asks for them, and is recorded', async () => {
    const masked = await explanation(specialist, 'V1-RED');
    expect(masked.persons).toBe('masked');
    for (const secret of SECRETS) expect(JSON.stringify(masked)).not.toContain(secret);
    const watch = masked.nearest!.find((miss) => miss.profile === 'WATCH-1')!;
    expect(watch.lacked).toMatchObject({ fact: '***', condition: { field: 'trader.id', value: '***' } });

    const shown = await explanation(specialist, 'V1-RED', '?persons=shown');
    expect(shown.nearest!.find((miss) => miss.profile === 'WATCH-1')!.lacked).toMatchObject({
      fact: 'T-HARBOUR',
      condition: { value: 'watched' },
    });
    const { rows } = await system.pool.query(
      `SELECT actor_name, subject FROM access_event WHERE action = 'persons.looked-up' ORDER BY id DESC LIMIT 1`,
    );
    expect(rows[0]).toEqual({ actor_name: 'Test specialist-national', subject: 'trader:T-HARBOUR' });
    const refused = await explanation(supervisor, 'V1-RED', '?persons=shown');
    expect(refused.persons).toBe('masked');
  });

  it('keeps rules from who may not see profiles, and conditions from systems', async () => {
    expect((await explanation(supervisor, 'V1-RED')).nearest).toBeNull();
    const told = await explanation(system, 'V1-RED');
    expect([told.nearest, told.hits.map(({ because }) => because)]).toEqual([null, [null, null]]);
  });

  it('stays the same however the rules change', async () => {
    const before = await explanation(specialist, 'V1-GREEN');
    await loadRuleset(system.pool, { ...RULES, profiles: [RULES.profiles[0]!] }, 'fewer profiles');
    expect(await explanation(specialist, 'V1-GREEN')).toEqual(before);
  });

  it('of a version that waits is refused', async () => {
    const { rows } = await system.pool.query<{ at: Date }>('SELECT max(received_at) AS at FROM declaration');
    await system.pool.query(
      `INSERT INTO declaration_version (declaration_no, version, content_hash, batch_id, received_at, customs_house)
       VALUES ('WAITING-1', 1, gen_random_uuid(), 1, $1, '2201')`,
      [rows[0]!.at],
    );
    const response = await specialist.fetch('/api/declarations/WAITING-1/explanation');
    expect([response.status, await response.json()]).toMatchObject([409, { error: { code: 'not-decided' } }]);
  });
});

const REASON = 'Harbour Trading was seen at the gate';

function sendTo(who: TestPerson, numbers: readonly (string | [string, number])[], to: Channel) {
  const declarations = numbers.map((one) =>
    typeof one === 'string' ? { declarationNo: one } : { declarationNo: one[0], version: one[1] },
  );
  return who.fetch('/api/channel-changes', {
    method: 'POST',
    body: JSON.stringify({ declarations, to, reason: REASON }),
  });
}

async function faultsOf(response: Response): Promise<[string, ChannelChangeFault][]> {
  expect(response.status).toBe(409);
  const { error } = (await response.json()) as { error: { code: string; details: RefusedChange[] } };
  expect(error.code).toBe('not-rerouted');
  return error.details.map(({ declarationNo, fault }) => [declarationNo, fault]);
}

const detail = async (who: TestPerson, number: string) =>
  (await (await who.fetch(`/api/declarations/${encodeURIComponent(number)}`)).json()) as DeclarationView;

async function listed(query: string): Promise<[string, Channel, Channel | null][]> {
  const page = (await (await supervisor.fetch(`/api/declarations?${query}`)).json()) as DeclarationPage;
  return page.declarations.map((row) => [row.declarationNo, row.channel, row.reroutedFrom]);
}

describe('a change of channel', () => {
  it('of many is refused as a whole, and names what stands against each', async () => {
    const drawn = (
      await system.pool.query<{ no: string }>(
        `SELECT max(declaration_no) AS no FROM channel_decision WHERE 'random-selection' = ANY (reasons)`,
      )
    ).rows[0]!.no;
    const response = await sendTo(
      district,
      ['V1-RED', 'V1/FLOOR', drawn, ['V1-AGAIN', 1], 'V1-GREEN', 'V1-FAR', 'WAITING-1', 'V1-NEXT', 'V1-RED'],
      'green',
    );
    expect(await faultsOf(response)).toEqual([
      ['V1/FLOOR', 'below-floor'],
      [drawn, 'drawn'],
      ['V1-AGAIN', 'amended'],
      ['V1-GREEN', 'same-channel'],
      ['V1-FAR', 'unknown-declaration'],
      ['WAITING-1', 'unknown-declaration'],
      ['V1-RED', 'named-twice'],
    ]);
    const { rows } = await system.pool.query(
      'SELECT (SELECT count(*)::int FROM channel_change) AS changes, count(rerouted_to)::int AS rerouted FROM channel_decision',
    );
    expect(rows[0]).toEqual({ changes: 0, rerouted: 0 });
  });

  it('reaches as far as the right does', async () => {
    expect(await faultsOf(await sendTo(supervisor, ['V1-RED', 'V1-NEXT'], 'orange'))).toEqual([
      ['V1-NEXT', 'unknown-declaration'],
    ]);
    expect((await sendTo(officer, ['V1-RED'], 'orange')).status).toBe(403);
    const lookingOn = await system.people([
      { role: 'supervisor', scope: 'house:2202' },
      { role: 'officer', scope: 'house:2201' },
    ]);
    expect(await faultsOf(await sendTo(lookingOn, ['V1-RED'], 'orange'))).toEqual([
      ['V1-RED', 'outside-scope'],
    ]);
  });

  it('counts from now on, beside the decision, and ends or opens the control order', async () => {
    const response = await sendTo(supervisor, ['V1-RED', 'V1/FLOOR'], 'orange');
    expect(await faultsOf(response)).toEqual([['V1/FLOOR', 'same-channel']]);
    const done = await sendTo(supervisor, ['V1-RED'], 'orange');
    expect([done.status, await done.json()]).toEqual([
      200,
      { changed: [{ declarationNo: 'V1-RED', version: 1, from: 'red', to: 'orange' }] },
    ]);
    expect((await sendTo(supervisor, ['V1-GREEN'], 'red')).status).toBe(200);

    const red = await detail(supervisor, 'V1-RED');
    expect(red.decision).toMatchObject({ channel: 'red', reroutedTo: 'orange', score: 60 });
    expect(red.controlOrder).toMatchObject({ state: 'open', channel: 'orange' });
    expect(red.controlOrder!.instructions.map(({ source }) => source)).toEqual(['re-routing', 'profile']);
    const opened = await detail(supervisor, 'V1-GREEN');
    expect(opened.controlOrder).toMatchObject({ state: 'open', channel: 'red' });
    // A reason may name somebody: it is masked as all else that repeats a declaration's persons.
    expect(opened.controlOrder!.instructions[0]!.guidance).toEqual({ en: '*** was seen at the gate' });
    expect(opened.channelChanges).toMatchObject([
      { actor: 'Test supervisor-house-2201', from: 'green', to: 'red', reason: '*** was seen at the gate' },
    ]);

    expect(await listed('channel=orange&number=V1-RED')).toEqual([['V1-RED', 'orange', 'red']]);
    expect(await listed('channel=red&number=V1-RED')).toEqual([]);
    expect(await listed('channel=red&number=V1-GREEN')).toEqual([['V1-GREEN', 'red', 'green']]);
    const csv = await (await supervisor.fetch('/api/declarations.csv?number=V1-RED')).text();
    expect(csv).toContain('channel,decided_channel');
    expect(csv).toContain('orange,red');

    expect((await sendTo(supervisor, ['V1-GREEN'], 'green')).status).toBe(200);
    const back = await detail(supervisor, 'V1-GREEN');
    expect(back.decision).toMatchObject({ channel: 'green', reroutedTo: null });
    expect(back.controlOrder!.state).toBe('closed');
    expect(back.channelChanges.map(({ to }) => to)).toEqual(['green', 'red']);
    expect((await reExecute('V1-RED')).identical).toBe(true);
  });

  it('is told in the access log of its house', async () => {
    const { rows } = await system.pool.query(
      `SELECT actor_name, subject, scope, detail FROM access_event WHERE action = 'channels.rerouted' ORDER BY id`,
    );
    expect(rows).toHaveLength(3);
    expect(rows[0]).toEqual({
      actor_name: 'Test supervisor-house-2201',
      subject: 'house:2201',
      scope: 'house:2201',
      detail: {
        to: 'orange',
        reason: REASON,
        declarations: [{ declarationNo: 'V1-RED', version: 1, from: 'red' }],
      },
    });
  });

  it('is over once the inspection has found something', async () => {
    await system.pool.query(
      `INSERT INTO finding (declaration_no, version, received_at, customs_house, trader_id, channel, drawn, hits,
         found_at, recorded_by, result, discrepancies)
       SELECT declaration_no, version, received_at, customs_house, 'T-HARBOUR', 'orange', false, '{}', now(), 'x',
         'conform', '[]' FROM channel_decision WHERE declaration_no = 'V1-RED'`,
    );
    expect(await faultsOf(await sendTo(supervisor, ['V1-RED'], 'red'))).toEqual([['V1-RED', 'inspected']]);
  });

  it.each([
    ['no reason', { declarations: [{ declarationNo: 'V1-RED' }], to: 'red', reason: '    ' }],
    ['no declaration', { declarations: [], to: 'red', reason: REASON }],
    ['an unknown channel', { declarations: [{ declarationNo: 'V1-RED' }], to: 'blue', reason: REASON }],
    [
      'too many',
      {
        declarations: Array.from({ length: 501 }, (_, i) => ({ declarationNo: `D-${i}` })),
        to: 'red',
        reason: REASON,
      },
    ],
  ])('with %s is refused', async (_name, body) => {
    const response = await supervisor.fetch('/api/channel-changes', {
      method: 'POST',
      body: JSON.stringify(body),
    });
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { error: { code: 'invalid-body' } },
    ]);
  });

  it('made twice at once is made once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => sendTo(supervisor, ['V1-AGAIN'], 'red')),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409]);
  });
});
