import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChildProcess } from 'node:child_process';
import type {
  AddedWebhook,
  WebhookDeliveryView,
  WebhookDraft,
  WebhookList,
  WebhookView,
} from '../../shared/contract/webhooks.ts';
import { startReceiver, type Receiver } from '../harness/receiver.ts';
import type { TestPerson } from '../harness/people.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';
import { until } from '../harness/until.ts';

const PATH = '/api/webhooks';

let system: TestSystem;
let worker: ChildProcess;
let nation: TestPerson;
let receiver: Receiver;

beforeAll(async () => {
  const env = { WEBHOOK_PRIVATE_ADDRESSES: '127.0.0.1' };
  system = await startSystem({ backend: 'postgres', workers: 0, env });
  worker = await system.startWorker();
  nation = await system.person('administrator', 'national');
});
afterAll(() => system?.stop());
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  await system.pool.query('DELETE FROM webhook');
  await receiver.stop();
});

async function ask(method: string, path: string, body?: unknown, by = nation) {
  const response = await by.fetch(path, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const value = text === '' ? null : JSON.parse(text);
  return { status: response.status, code: value?.error?.code as string | undefined, value, text };
}

const draft = (changes: Partial<WebhookDraft> = {}): WebhookDraft => ({
  name: 'Security desk',
  url: receiver.url,
  actions: ['key.issued', 'key.revoked'],
  ...changes,
});

async function add(changes: Partial<WebhookDraft> = {}): Promise<AddedWebhook> {
  const { status, value } = await ask('POST', PATH, draft(changes));
  expect(status).toBe(201);
  return value as AddedWebhook;
}

let systems = 0;
/** Does something that the access log tells of as `key.issued`. */
async function issueKey(): Promise<string> {
  const { status, value } = await ask('POST', '/api/lodging-systems', {
    name: `Broker ${++systems}`,
    scope: 'national',
    rights: ['places.view'],
    declarationsPerMinute: null,
    days: null,
  });
  expect(status).toBe(201);
  return value.id as string;
}

const deliveriesOf = async (id: string) =>
  (await ask('GET', `${PATH}/${id}/deliveries`)).value.deliveries as WebhookDeliveryView[];
const list = async () => (await ask('GET', PATH)).value as WebhookList;
const first = async (): Promise<WebhookView> => (await list()).webhooks[0]!;

/** A receiver as its maker would write it: verifies, and knows what it has had. */
function verifier(secret: string) {
  const had = new Set<string>();
  return (message: { headers: Record<string, string>; body: string }) => {
    const payload = new Webhook(secret).verify(message.body, message.headers) as {
      type: string;
      timestamp: string;
      data: Record<string, any>;
    };
    const id = message.headers['webhook-id']!;
    const again = had.has(id);
    had.add(id);
    return { again, id, ...payload };
  };
}

describe('a webhook', () => {
  it('is told of what it subscribes to, signed, and of nothing else', async () => {
    const { id, secret } = await add();
    const systemId = await issueKey();
    await until('it is told', () => receiver.received.length === 1);
    const verify = verifier(secret);
    const message = receiver.received[0]!;
    expect(message.headers['content-type']).toBe('application/json');
    expect(verify(message)).toMatchObject({
      again: false,
      type: 'key.issued',
      data: {
        by: { kind: 'person', id: nation.id },
        subject: `system:${systemId}`,
        scope: 'national',
        detail: { system: `Broker ${systems}` },
      },
    });
    // The same message again is recognised by its id; one that was changed is refused.
    expect(verify(message).again).toBe(true);
    expect(() => verify({ ...message, body: message.body.replace('national', 'house:2201') })).toThrow(
      'signature',
    );
    await until('it is delivered', async () => (await deliveriesOf(id))[0]!.state === 'delivered');
    const deliveries = await deliveriesOf(id);
    expect(deliveries).toHaveLength(1);
    expect(deliveries[0]).toMatchObject({
      id: message.headers['webhook-id'],
      action: 'key.issued',
      attempts: 1,
      lastStatus: 204,
      lastError: null,
      nextAttemptAt: null,
    });
    expect(await first()).toMatchObject({ last: { ok: true, status: 204 }, waiting: 0, failed: 0 });
    // `system.added` was recorded with the key.
    expect(receiver.received).toHaveLength(1);
  });

  it('is tried again after a failure, with the same id and a new time', async () => {
    let failures = 1;
    receiver.answer = () => ({ status: failures-- > 0 ? 500 : 200 });
    const { id, secret } = await add();
    await issueKey();
    await until('the first attempt failed', async () => (await deliveriesOf(id))[0]?.lastStatus === 500);
    expect((await deliveriesOf(id))[0]).toMatchObject({ state: 'waiting', attempts: 1, lastError: 'status' });
    expect(await first()).toMatchObject({ last: { ok: false, status: 500 }, waiting: 1 });
    await until('it is delivered', async () => (await deliveriesOf(id))[0]!.state === 'delivered');
    const verify = verifier(secret);
    expect(receiver.received.map((message) => verify(message).again)).toEqual([false, true]);
  });

  it('is given up after the eighth attempt', async () => {
    receiver.answer = () => ({ status: 410 });
    const { id } = await add();
    await issueKey();
    await until('one attempt was made', async () => (await deliveriesOf(id))[0]?.attempts === 1);
    await system.pool.query('UPDATE webhook_delivery SET attempts = 7, next_attempt_at = now()');
    await until('it is given up', async () => (await deliveriesOf(id))[0]!.state === 'given-up');
    expect((await deliveriesOf(id))[0]).toMatchObject({ attempts: 8, nextAttemptAt: null });
    expect(await first()).toMatchObject({ waiting: 0, failed: 1 });
  });

  it('is told of what happened while no worker ran, and one killed on the way loses nothing', async () => {
    receiver.answer = () => 'never';
    const { id, secret } = await add();
    await issueKey();
    await until('the worker is sending', () => receiver.received.length === 1);
    await system.stopProcess(worker, 'SIGKILL');
    await issueKey();
    receiver.answer = () => ({ status: 204 });
    worker = await system.startWorker();
    await until('both are delivered', async () => {
      const states = (await deliveriesOf(id)).map(({ state }) => state);
      return states.join() === 'delivered,delivered';
    });
    const verify = verifier(secret);
    const messages = receiver.received.map((message) => verify(message));
    expect(new Set(messages.map((message) => message.id)).size).toBe(2);
    expect(messages.map(({ again }) => again).filter(Boolean)).toHaveLength(1);
  });

  it('is no part of what failed: an event that is rolled back is told to nobody', async () => {
    const { id } = await add();
    const taken = await issueKey();
    await until('it is told', () => receiver.received.length === 1);
    const name = (await system.pool.query('SELECT name FROM lodging_system WHERE id = $1', [taken])).rows[0]
      .name;
    const answer = await ask('POST', '/api/lodging-systems', {
      name,
      scope: 'national',
      rights: ['places.view'],
      declarationsPerMinute: null,
      days: null,
    });
    expect(answer.code).toBe('name-taken');
    expect(await deliveriesOf(id)).toHaveLength(1);
  });

  it('that is switched off is told of nothing, and goes on with what is waiting when it is switched on', async () => {
    receiver.answer = () => ({ status: 500 });
    const { id } = await add();
    await issueKey();
    await until('an attempt failed', async () => (await deliveriesOf(id))[0]?.attempts === 1);
    await ask('PATCH', `${PATH}/${id}`, { enabled: false });
    await issueKey();
    expect(await deliveriesOf(id)).toHaveLength(1);
    expect((await ask('POST', `${PATH}/${id}/test`)).code).toBe('webhook-disabled');
    receiver.answer = () => ({ status: 204 });
    await ask('PATCH', `${PATH}/${id}`, { enabled: true });
    await until('it is delivered', async () => (await deliveriesOf(id))[0]!.state === 'delivered');
  });

  it('can be tried out, whatever it subscribes to', async () => {
    const { id, secret } = await add({ actions: ['retention.applied'] });
    const { status, value } = await ask('POST', `${PATH}/${id}/test`);
    expect(status).toBe(202);
    await until('the test arrives', () => receiver.received.length === 1);
    expect(verifier(secret)(receiver.received[0]!)).toMatchObject({
      id: value.deliveryId,
      type: 'webhook.tested',
      data: { detail: { name: 'Security desk' } },
    });
  });
});

describe('what a webhook may not reach', () => {
  it.each([
    ['http://127.0.0.2:9/', 'private-address'],
    ['https://127.0.0.2/', 'private-address'],
    ['https://[::1]/', 'private-address'],
    ['https://169.254.169.254/latest/meta-data/', 'private-address'],
    ['https://2130706434/', 'private-address'],
    ['http://93.184.216.34/', 'not-https'],
    ['ftp://127.0.0.1/', 'invalid-body'],
    ['https://user:password@example.com/', 'invalid-body'],
    ['https://example.com/#part', 'invalid-body'],
    ['javascript:alert(1)', 'invalid-body'],
  ])('%s is refused when it is given', async (url, code) => {
    expect((await ask('POST', PATH, draft({ url }))).code).toBe(code);
    const { id } = await add();
    expect((await ask('PATCH', `${PATH}/${id}`, { url })).code).toBe(code);
    expect((await first()).url).toBe(receiver.url);
  });

  it('an address that came to be private since is refused when it is sent to', async () => {
    const { id } = await add();
    // As if its name had been pointed elsewhere after it was given.
    const url = `http://127.0.0.2:${receiver.port}/`;
    await system.pool.query('UPDATE webhook SET url = $1', [url]);
    await issueKey();
    await until('it was tried', async () => (await deliveriesOf(id))[0]?.attempts === 1);
    expect((await deliveriesOf(id))[0]).toMatchObject({ lastError: 'address-refused', lastStatus: null });
    expect(receiver.received).toEqual([]);
  });

  it('a redirect is not followed, to a private address or elsewhere', async () => {
    const other = await startReceiver();
    receiver.answer = () => ({ status: 307, headers: { location: other.url } });
    const { id } = await add();
    await issueKey();
    await until('it was tried', async () => (await deliveriesOf(id))[0]?.attempts === 1);
    expect((await deliveriesOf(id))[0]).toMatchObject({ lastError: 'redirected', lastStatus: 307 });
    expect(other.received).toEqual([]);
    await other.stop();
  });
});

describe('managing webhooks', () => {
  it('tells the secret once, and records what is changed without it', async () => {
    const { id, secret } = await add();
    await ask('PATCH', `${PATH}/${id}`, { actions: ['rights.lent'] });
    expect((await first()).actions).toEqual(['rights.lent']);
    const shown = (await ask('GET', PATH)).text;
    expect((await ask('DELETE', `${PATH}/${id}`)).status).toBe(204);
    expect((await list()).webhooks).toEqual([]);
    const { rows } = await system.pool.query('SELECT action, detail FROM access_event WHERE subject = $1', [
      `webhook:${id}`,
    ]);
    expect(rows.map(({ action }) => action)).toEqual([
      'webhook.changed',
      'webhook.changed',
      'webhook.changed',
    ]);
    for (const text of [shown, JSON.stringify(rows)]) expect(text).not.toContain(secret);
    expect((await ask('DELETE', `${PATH}/${id}`)).code).toBe('unknown-webhook');
    expect((await ask('GET', `${PATH}/${id}/deliveries`)).code).toBe('unknown-webhook');
    expect((await ask('PATCH', `${PATH}/nothing`, {})).code).toBe('unknown-webhook');
  });

  it.each([
    { actions: [] },
    { actions: ['session.begun'] },
    { actions: ['key.issued', 'key.issued'] },
    { name: '' },
    { secret: 'whsec_mine' },
    { enabled: true },
  ])('adds nothing for %j', async (changes) => {
    expect((await ask('POST', PATH, { ...draft(), ...changes })).code).toBe('invalid-body');
    expect((await list()).webhooks).toEqual([]);
  });

  it('refuses a name that is taken', async () => {
    await add();
    expect((await ask('POST', PATH, draft())).code).toBe('name-taken');
  });

  it('is the national administrator’s alone', async () => {
    const district = await system.person('administrator', 'district:2200');
    const { id } = await add();
    for (const [method, path, body] of [
      ['GET', PATH, undefined],
      ['POST', PATH, draft({ name: 'Other' })],
      ['PATCH', `${PATH}/${id}`, { enabled: false }],
      ['DELETE', `${PATH}/${id}`, undefined],
      ['POST', `${PATH}/${id}/test`, undefined],
      ['GET', `${PATH}/${id}/deliveries`, undefined],
    ] as const) {
      expect((await ask(method, path, body, district)).code).toBe('no-right');
    }
    expect((await first()).enabled).toBe(true);
  });
});

describe('without private addresses', () => {
  it('loopback is refused by its number and by its name, with and without TLS', async () => {
    const plain = await startSystem({ backend: 'postgres', workers: 0 });
    try {
      const administrator = await plain.person('administrator', 'national');
      const codes = [];
      for (const url of [receiver.url, 'https://127.0.0.1/', 'https://localhost/', 'http://localhost/']) {
        codes.push((await ask('POST', PATH, draft({ url }), administrator)).code);
      }
      expect(codes).toEqual(['not-https', 'private-address', 'private-address', 'not-https']);
    } finally {
      await plain.stop();
    }
  });
});
