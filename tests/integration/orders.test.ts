import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeclarationView, TraderView } from '../../shared/contract/enquiry.ts';
import type { FindingsReceipt } from '../../shared/contract/findings.ts';
import {
  MAX_ATTACHMENT_BYTES,
  type HouseWorkload,
  type OrderAssignments,
  type OrderDetail,
  type OrderPage,
  type OrderPerformance,
  type RefusedOrderDeed,
} from '../../shared/contract/orders.ts';
import type { ProfilePerformanceView } from '../../shared/contract/profiles.ts';
import type { SeizureReport } from '../../shared/contract/seizures.ts';
import type { Profile, Ruleset } from '../../shared/domain/targeting/profile.ts';
import { declarationWith } from '../harness/declarations.ts';
import { lodgeAndDecide } from '../harness/enquiry.ts';
import type { TestPerson } from '../harness/people.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';
import { until } from '../harness/until.ts';

/** Control orders from the hit to what the finding moves, with two officers and a supervisor of one house. */

const profile = (code: string, value: string, change: Partial<Profile> = {}): Profile => ({
  code,
  version: 1,
  title: `Title of ${code}`,
  titleZh: `${code} 标题`,
  level: 'national',
  status: 'active',
  when: { field: 'paymentTerms', op: 'eq', value },
  channel: 'red',
  mandatory: false,
  score: 10,
  guidance: { en: 'Open two cartons.', zh: '开箱两件。' },
  ...change,
});

const RULESET: Ruleset = {
  format: 'tidewaiter-ruleset/1',
  profiles: [
    profile('LOW', 'LOW'),
    profile('HIGH', 'HIGH', { score: 75 }),
    profile('MUST', 'MUST', { mandatory: true }),
    profile('PAPERS', 'PAPERS', { channel: 'orange' }),
  ],
  lists: [],
  policy: {
    thresholds: { red: 90, orange: 80 },
    creditShift: {},
    randomRate: 0,
    strata: [{ name: 'drawn', when: { field: 'paymentTerms', op: 'eq', value: 'DRAWN' }, rate: 1 }],
    regulated: false,
  },
};

const KILLED = 'O-KILLED';

const ITEMS = declarationWith({ declarationNo: 'O-6' }).items;
const SPARE = { itemNo: 2, hsCode: '830170', description: 'Spare keys', customsValue: 20 };

let system: TestSystem;
let li: TestPerson;
let wu: TestPerson;
let boss: TestPerson;
let stranger: TestPerson;

beforeAll(async () => {
  system = await startSystem({ backend: 'postgres', workers: 1, ruleset: RULESET });
  [li, wu, boss, stranger] = await Promise.all([
    system.person('officer', 'house:2201'),
    system.person('officer', 'house:2201'),
    system.person('supervisor', 'house:2201'),
    system.people([
      { role: 'officer', scope: 'house:5301' },
      { role: 'supervisor', scope: 'house:5301' },
    ]),
  ]);
  await lodgeAndDecide(
    system,
    [
      ['O-1', 'LOW'],
      ['O/2', 'HIGH'],
      ['O-3', 'MUST'],
      ['O-4', 'PAPERS'],
      ['O-5', 'DRAWN'],
      ['O-6', 'LOW'],
      ['O-7', 'LOW'],
      [KILLED, 'LOW'],
    ].map(([declarationNo, paymentTerms]) =>
      declarationWith({
        ...(declarationNo === 'O-6' && { items: [...ITEMS, SPARE] }),
        declarationNo: declarationNo!,
        paymentTerms: paymentTerms!,
        countryOfDispatch: 'VN',
        trader: { id: 'T-ORDERS', name: 'Harbour Trading' },
      }),
    ),
  );
  // Past its time, so that it comes before those of higher scores.
  await system.pool.query(
    `UPDATE control_order SET due_at = now() - interval '1 minute' WHERE declaration_no = 'O-4'`,
  );
});
afterAll(() => system?.stop());

const at = (declarationNo: string) => `/api/orders/${encodeURIComponent(declarationNo)}`;

async function read<T>(who: { fetch: TestPerson['fetch'] }, path: string): Promise<T> {
  const response = await who.fetch(path);
  expect([path, response.status, response.ok ? '' : await response.clone().text()]).toEqual([path, 200, '']);
  return (await response.json()) as T;
}

const detailOf = (declarationNo: string, who = boss) => read<OrderDetail>(who, at(declarationNo));

/** Does a deed on the copy of the order that there is now, or on an earlier one. */
async function post(
  who: TestPerson,
  declarationNo: string,
  deed: string,
  body: Record<string, unknown> = {},
  revision?: number,
): Promise<Response> {
  const copy = revision ?? (await detailOf(declarationNo)).order.revision;
  return who.fetch(`${at(declarationNo)}/${deed}`, {
    method: 'POST',
    body: JSON.stringify({ version: 1, revision: copy, ...body }),
  });
}

async function done(answer: Promise<Response>): Promise<OrderDetail> {
  const response = await answer;
  expect([response.status, response.ok ? '' : await response.clone().text()]).toEqual([200, '']);
  return (await response.json()) as OrderDetail;
}

async function refused(answer: Promise<Response>): Promise<RefusedOrderDeed & { code: string }> {
  const response = await answer;
  const { error } = (await response.json()) as { error: { code: string; details: RefusedOrderDeed } };
  expect([response.status, error.details]).toEqual([409, expect.anything()]);
  return { ...error.details, code: error.code };
}

const CONFORM = { extent: 'full', result: 'conform', disposition: 'released' };

describe('the queue', () => {
  it('has the overdue first, then by score, then by age, page by page', async () => {
    const whole = await read<OrderPage>(li, '/api/orders');
    expect(whole.orders.map(({ declarationNo }) => declarationNo)).toEqual([
      'O-4',
      'O/2',
      'O-1',
      'O-3',
      'O-6',
      'O-7',
      KILLED,
      'O-5',
    ]);
    expect(whole.counts).toEqual({ open: 8, assigned: 0, inProgress: 0, overdue: 1, deviations: 0 });
    const paged: string[] = [];
    for (let after: string | null = ''; after !== null;) {
      const page: OrderPage = await read(li, `/api/orders?limit=3${after === '' ? '' : `&after=${after}`}`);
      paged.push(...page.orders.map(({ declarationNo }) => declarationNo));
      after = page.next;
    }
    expect(paged).toEqual(whole.orders.map(({ declarationNo }) => declarationNo));
  });

  it('is limited by time as channel, mandatory profiles and score have it', async () => {
    const { orders } = await read<OrderPage>(li, '/api/orders?channel=red');
    const hours = new Map(
      orders.map(({ declarationNo, dueAt, orderedAt }) => [declarationNo, (dueAt - orderedAt) / 3_600_000]),
    );
    expect([hours.get('O-1'), hours.get('O/2'), hours.get('O-3')]).toEqual([8, 4, 2]);
    expect((await detailOf('O-3')).dueReason.zh).toContain('2 小时');
  });

  it('finds by number, profile and goods, never by a person', async () => {
    const found = async (text: string) =>
      (await read<OrderPage>(li, `/api/orders?text=${encodeURIComponent(text)}`)).orders.length;
    expect([await found('o/2'), await found('title of high'), await found('8471')]).toEqual([1, 1, 8]);
    expect([await found('spare KEYS'), await found('8301')]).toEqual([1, 1]);
    expect(await found('Harbour')).toBe(0);
    expect(JSON.stringify(await read(li, '/api/orders'))).not.toMatch(/Harbour|T-ORDERS/);
    expect(JSON.stringify(await detailOf('O-1'))).not.toMatch(/Harbour|T-ORDERS/);
  });

  it('is that of its own house', async () => {
    expect((await read<OrderPage>(stranger, '/api/orders')).orders).toEqual([]);
    expect((await stranger.fetch(at('O-1'))).status).toBe(404);
    for (const [deed, body] of [
      ['taking', {}],
      ['start', {}],
      ['assignment', { officers: [], twoOfficers: false }],
      ['finding', CONFORM],
      ['release', { reason: 'let it go' }],
      ['deviations', { kind: 'skip', reason: 'known goods' }],
    ] as const) {
      expect([deed, (await post(stranger, 'O-1', deed, body)).status]).toEqual([deed, 403]);
    }
  });
});

describe('assigning', () => {
  it('lets one of two who take an order at once have it, and tells the other who was faster', async () => {
    const answers = await Promise.all([post(li, 'O-1', 'taking', {}, 0), post(wu, 'O-1', 'taking', {}, 0)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const lost = await refused(Promise.resolve(answers.find(({ status }) => status === 409)!));
    expect(lost).toMatchObject({
      code: 'order-changed',
      reason: 'changed',
      order: { state: 'assigned', revision: 1 },
      last: { action: 'take', by: 'Test officer-house-2201' },
    });
    const { rows } = await system.pool.query(`SELECT action FROM order_event WHERE declaration_no = 'O-1'`);
    expect(rows).toEqual([{ action: 'take' }]);
  });

  it('by a supervisor is to people of the house alone', async () => {
    const body = (...officers: string[]) => ({ officers, twoOfficers: false });
    expect(await refused(post(boss, 'O-1', 'assignment', body(stranger.id)))).toMatchObject({
      reason: 'no-officer',
    });
    expect((await post(li, 'O-1', 'assignment', body(li.id))).status).toBe(403);
    const given = await done(post(boss, 'O-1', 'assignment', body(li.id)));
    expect(given.order.officers).toEqual([{ id: li.id, name: 'Test officer-house-2201' }]);
    expect(given.may).toEqual({ assign: true });
    expect((await detailOf('O-1', li)).may).toEqual({ start: true, attach: true, 'ask-deviation': true });
  });

  it('by workload gives out what nobody has, evenly', async () => {
    const response = await boss.fetch('/api/order-assignments', {
      method: 'POST',
      body: JSON.stringify({ house: '2201', limit: 4, twoOfficers: ['orange'] }),
    });
    const { assigned, workload } = (await response.json()) as OrderAssignments;
    expect(assigned.map(({ declarationNo, officers }) => [declarationNo, officers.length])).toEqual(
      expect.arrayContaining([
        ['O-4', 2],
        ['O/2', 1],
        ['O-3', 1],
        ['O-6', 1],
      ]),
    );
    expect(workload.officers.map(({ assigned: load }) => load)).toEqual([3, 3]);
    expect(workload).toMatchObject({ unassigned: 3, overdue: 1 } satisfies Partial<HouseWorkload>);
    const mine = await read<OrderPage>(li, '/api/orders?mine=true');
    expect(mine.orders).toHaveLength(3);
    for (const other of [li, stranger]) {
      expect((await other.fetch('/api/order-workload?house=2201')).status).toBe(403);
      expect(
        (
          await other.fetch('/api/order-assignments', {
            method: 'POST',
            body: JSON.stringify({ house: '2201' }),
          })
        ).status,
      ).toBe(403);
    }
  });
});

const JPEG = Buffer.concat([
  Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex'),
  randomBytes(64),
]);

describe('attachments', () => {
  const send = (who: TestPerson, declarationNo: string, type: string, body: Buffer, name = 'x.jpg') =>
    who.fetch(`${at(declarationNo)}/attachments?version=1&name=${encodeURIComponent(name)}`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: new Uint8Array(body),
    });

  it('are of the types that their bytes are, and no larger than may be', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>');
    expect((await send(li, 'O-1', 'image/svg+xml', svg)).status).toBe(415);
    expect((await send(li, 'O-1', 'text/html', Buffer.from('<p>'))).status).toBe(415);
    expect((await send(li, 'O-1', 'image/jpeg', svg)).status).toBe(415);
    expect((await send(li, 'O-1', 'image/png', JPEG)).status).toBe(415);
    expect((await send(li, 'O-1', 'image/jpeg', Buffer.alloc(0))).status).toBe(400);
    const large = Buffer.concat([JPEG, Buffer.alloc(MAX_ATTACHMENT_BYTES)]);
    expect((await send(li, 'O-1', 'image/jpeg', large)).status).toBe(413);
    expect((await send(wu, 'O-1', 'image/jpeg', JPEG)).status).toBe(409);
    const { rows } = await system.pool.query('SELECT count(*)::int AS count FROM attachment_content');
    expect(rows).toEqual([{ count: 0 }]);
  });

  it('are stored once, whatever refers to them, and sent as what they are', async () => {
    const { revision } = (await detailOf('O-1')).order;
    expect((await send(li, 'O-1', 'image/jpeg', JPEG, '箱 1.html')).status).toBe(201);
    expect(await refused(send(li, 'O-1', 'image/jpeg', JPEG))).toMatchObject({ reason: 'already-attached' });
    // Both have it in hand.
    expect((await send(li, 'O-4', 'image/jpeg', JPEG)).status).toBe(201);
    const { rows } = await system.pool.query(
      `SELECT (SELECT count(*)::int FROM attachment_content) AS contents,
              (SELECT count(*)::int FROM order_attachment) AS attachments`,
    );
    expect(rows).toEqual([{ contents: 1, attachments: 2 }]);
    const { attachments, order } = await detailOf('O-1');
    expect(order.revision).toBe(revision);
    expect(attachments).toMatchObject([{ name: '箱 1.html', type: 'image/jpeg', bytes: JPEG.length }]);
    const path = `${at('O-1')}/attachments/${attachments[0]!.id}`;
    const served = await boss.fetch(path);
    expect(Buffer.from(await served.arrayBuffer()).equals(JPEG)).toBe(true);
    expect(Object.fromEntries(served.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'content-disposition': expect.stringMatching(/^attachment; /),
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
    });
    expect((await stranger.fetch(path)).status).toBe(404);
    expect((await boss.fetch(`${at('O/2')}/attachments/${attachments[0]!.id}`)).status).toBe(404);
  });
});

describe('a deviation', () => {
  const ask = (who: TestPerson, no: string, kind: string) =>
    post(who, no, 'deviations', { kind, reason: 'the goods are known' });
  const decide = async (who: TestPerson, no: string, approve: boolean) => {
    const [newest] = (await detailOf(no)).deviations;
    return post(who, no, `deviations/${newest!.id}/decision`, { approve, comment: 'seen' });
  };

  it('changes the order once somebody else agrees, and not before', async () => {
    await done(post(li, 'O-1', 'start'));
    const documents = { ...CONFORM, extent: 'documents' };
    expect(await refused(post(li, 'O-1', 'finding', documents))).toMatchObject({
      reason: 'less-than-ordered',
    });
    expect((await done(ask(li, 'O-1', 'documents-only'))).leastExtent).toBe('full');
    expect(await refused(post(li, 'O-1', 'finding', documents))).toMatchObject({
      reason: 'less-than-ordered',
    });
    // Li is made a supervisor as well: what she asked for is still not hers to decide.
    await system.pool.query(
      `INSERT INTO assignment (person_id, role, scope, assigned_by) VALUES ($1, 'supervisor', 'house:2201', 'test')`,
      [li.id],
    );
    expect(await refused(decide(li, 'O-1', true))).toMatchObject({ reason: 'own-deviation' });
    await system.pool.query(`DELETE FROM assignment WHERE person_id = $1 AND role = 'supervisor'`, [li.id]);
    expect((await decide(wu, 'O-1', true)).status).toBe(403);
    const agreed = await done(decide(boss, 'O-1', true));
    expect(agreed).toMatchObject({ leastExtent: 'documents', order: { deviation: 'approved' } });
    const closed = await done(post(li, 'O-1', 'finding', documents));
    expect(closed).toMatchObject({
      status: 'released',
      order: { state: 'closed', disposition: 'released', result: 'conform' },
      finding: { extent: 'documents' },
    });
  });

  it('is refused where the check is mandatory or drawn, whoever would agree', async () => {
    const [must] = (await detailOf('O-3')).order.officers;
    expect(await refused(ask(must!.id === li.id ? li : wu, 'O-3', 'skip'))).toMatchObject({
      reason: 'below-floor',
    });
    await done(post(li, 'O-5', 'taking'));
    expect(await refused(ask(li, 'O-5', 'partial'))).toMatchObject({ reason: 'drawn' });
  });

  it('that leaves out the whole check releases the goods without a finding, and is counted', async () => {
    await done(post(li, 'O-7', 'taking'));
    await done(ask(li, 'O-7', 'skip'));
    expect(await done(decide(boss, 'O-7', true))).toMatchObject({
      status: 'released',
      order: { state: 'closed', result: null },
      finding: null,
    });
    const counted = await read<OrderPerformance>(boss, '/api/order-performance');
    expect(counted).toMatchObject({
      closed: 2,
      closedInTime: 2,
      deviations: { asked: 2, approved: 2, refused: 0, skipped: 1 },
      deviated: { inspections: 1, discrepancies: 0 },
      asOrdered: { inspections: 0, hitRate: null },
      profiles: [{ profile: 'LOW', titleZh: 'LOW 标题', asked: 2, approved: 2 }],
    });
  });
});

describe('a finding', () => {
  const wrong = {
    extent: 'full',
    result: 'discrepancy',
    disposition: 'held',
    reason: 'taken to the store',
    discrepancies: [
      {
        kind: 'value',
        itemNo: 1,
        declaredValue: '30000',
        foundValue: '90000',
        dutyDifference: 7800,
        seizure: { goods: 'Laptops', quantity: 10, unit: 'pieces', value: 60_000, currency: 'CNY' },
      },
    ],
  };

  it('needs both officers where two go, and those who have it in hand', async () => {
    await done(post(boss, 'O/2', 'assignment', { officers: [li.id], twoOfficers: true }));
    expect(await refused(post(li, 'O/2', 'start'))).toMatchObject({ reason: 'second-officer-missing' });
    await done(post(wu, 'O/2', 'taking'));
    await done(post(li, 'O/2', 'start'));
    expect(await refused(post(boss, 'O/2', 'release', { reason: 'go' }))).toMatchObject({
      reason: 'not-held',
    });
    const bad = { ...wrong, discrepancies: [{ kind: 'value', itemNo: 9 }] };
    expect(await refused(post(wu, 'O/2', 'finding', bad))).toMatchObject({ reason: 'unknown-item' });
    expect((await post(wu, 'O/2', 'finding', { ...wrong, reason: '' })).status).toBe(400);
  });

  it('does not go round the order', async () => {
    const response = await li.fetch('/api/findings', {
      method: 'POST',
      body: JSON.stringify({
        findings: [{ declarationNo: 'O/2', foundAt: new Date().toISOString(), result: 'conform' }],
      }),
    });
    const { results } = (await response.json()) as FindingsReceipt;
    expect(results.map(({ outcome }) => outcome)).toEqual(['has-order']);
  });

  it('holds the goods and moves the declaration, the trader and the profile', async () => {
    const held = await done(post(wu, 'O/2', 'finding', wrong));
    expect(held).toMatchObject({
      status: 'held',
      order: { state: 'closed', disposition: 'held', result: 'discrepancy' },
      finding: { note: 'taken to the store', recordedBy: 'Test officer-house-2201' },
      may: {},
    });
    const specialist = await system.person('specialist', 'national');
    const { status, finding } = await read<DeclarationView>(specialist, '/api/declarations/O%2F2');
    expect([status, finding?.discrepancies]).toEqual(['held', wrong.discrepancies]);
    expect(await read<TraderView>(specialist, '/api/traders/T-ORDERS')).toMatchObject({
      record: {
        inspections: 2,
        discrepancies: 1,
        seizures: 1,
        newest: [{ declarationNo: 'O/2', kinds: ['value'], dutyDifference: 7800 }],
      },
    });
    const performance = await read<ProfilePerformanceView>(
      specialist,
      '/api/profiles/HIGH/performance?days=7',
    );
    expect(performance.total).toMatchObject({ inspections: 1, discrepancies: 1 });
    const report = await read<SeizureReport>(boss, '/api/seizures?by=route');
    expect(report).toMatchObject({
      total: { seizures: 1, declarations: 1, quantities: [{ unit: 'pieces', quantity: 10 }] },
      groups: [
        {
          key: 'VN>2201',
          values: [{ currency: 'CNY', value: 60_000 }],
          dutyDifferences: [{ currency: 'CNY', amount: 7800 }],
        },
      ],
      newest: [{ declarationNo: 'O/2', goods: 'Laptops', hsCode: '847130', profiles: ['HIGH'] }],
    });
    const csv = await (await boss.fetch('/api/seizures.csv')).text();
    expect(csv.trim().split('\r\n')).toEqual([
      expect.stringContaining('found_at,declaration_no'),
      expect.stringContaining(',O/2,1,2201,value,1,847130,Laptops,10,pieces,60000,CNY,7800,VN,HIGH'),
    ]);
    const pdf = await boss.fetch('/api/seizures.pdf?by=profile&locale=zh');
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(
      Buffer.from(await pdf.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
    expect(await read<SeizureReport>(stranger, '/api/seizures')).toMatchObject({ total: { seizures: 0 } });

    // Ten times a tenth is one, as on paper.
    const { rows: tenths } = await system.pool.query<{ id: string }>(
      `INSERT INTO seizure (finding_id, received_at, declaration_no, version, customs_house, found_at, kind, goods,
           quantity, unit, profiles)
         SELECT finding_id, received_at, declaration_no, version, customs_house, found_at, kind, goods, 0.1, 'kg', '{}'
         FROM seizure, generate_series(1, 10) RETURNING id`,
    );
    const summed = await read<SeizureReport>(boss, '/api/seizures?by=kind');
    expect(summed.total.quantities).toContainEqual({ unit: 'kg', quantity: 1 });
    await system.pool.query('DELETE FROM seizure WHERE id = ANY ($1)', [tenths.map(({ id }) => id)]);
  });

  it('that holds goods is followed by their release, by a supervisor and with a reason', async () => {
    expect((await post(wu, 'O/2', 'release', { reason: 'duty paid' })).status).toBe(403);
    const queue = await read<OrderPage>(boss, '/api/orders?state=held');
    expect(queue.orders.map(({ declarationNo }) => declarationNo)).toEqual(['O/2']);
    const released = await done(post(boss, 'O/2', 'release', { reason: 'duty paid' }));
    expect(released).toMatchObject({ status: 'released', order: { disposition: 'released' } });
    expect(released.events.map(({ action, reason }) => [action, reason])).toEqual([
      ['release', 'duty paid'],
      ['record-finding', 'taken to the store'],
      ['start', null],
      ['take', null],
      ['assign', null],
      ['assign', null],
    ]);
  });

  it('of another system closes the order as well, with its event', async () => {
    const response = await system.fetch('/api/findings', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        findings: [
          {
            declarationNo: 'O-6',
            foundAt: new Date().toISOString(),
            result: 'discrepancy',
            discrepancies: [{ kind: 'documents' }],
          },
        ],
      }),
    });
    expect(await response.json()).toMatchObject({ recorded: 1 });
    const { order, status, events } = await detailOf('O-6');
    expect([order.state, order.disposition, status]).toEqual(['closed', null, 'inspected']);
    expect(events[0]).toMatchObject({ action: 'answer', by: null, toState: 'closed' });
  });
});

describe('a change of channel', () => {
  it('to green calls the order off, back again orders anew', async () => {
    const reroute = (to: string) =>
      boss.fetch('/api/channel-changes', {
        method: 'POST',
        body: JSON.stringify({ declarations: [{ declarationNo: 'O-4' }], to, reason: 'as agreed' }),
      });
    expect((await reroute('green')).status).toBe(200);
    expect(await detailOf('O-4')).toMatchObject({ status: 'cleared', order: { state: 'closed' } });
    expect((await reroute('red')).status).toBe(200);
    const { order, events, status } = await detailOf('O-4');
    expect(order).toMatchObject({ state: 'open', channel: 'red', officers: [], overdue: false });
    expect([status, order.dueAt - order.orderedAt]).toEqual(['awaiting-inspection', 8 * 3_600_000]);
    expect(events.slice(0, 2).map(({ action }) => action)).toEqual(['re-order', 'call-off']);
  });
});

it('a server that dies in the middle of a finding leaves nothing of it, and it can be recorded again', async () => {
  await done(post(li, KILLED, 'taking'));
  await done(post(li, KILLED, 'start'));
  const blocking = await system.pool.connect();
  await blocking.query('BEGIN; LOCK TABLE order_event IN EXCLUSIVE MODE');
  const lost = post(li, KILLED, 'finding', CONFORM).then(
    () => 'answered',
    () => 'lost',
  );
  await until('the finding waits for its event', async () => {
    const { rows } = await system.pool.query(
      `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO order_event%'`,
    );
    return rows.length === 1;
  });
  await system.stopProcess(system.server(), 'SIGKILL');
  await blocking.query('ROLLBACK');
  blocking.release();
  expect(await lost).toBe('lost');
  await system.startServer();
  const left = await detailOf(KILLED);
  expect(left).toMatchObject({ order: { state: 'in-progress' }, finding: null });
  expect(left.events.map(({ action }) => action)).toEqual(['start', 'take']);
  expect(await done(post(li, KILLED, 'finding', CONFORM))).toMatchObject({ order: { state: 'closed' } });
});
