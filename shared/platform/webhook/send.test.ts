import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createWebhookSender } from './send.ts';
import { newWebhookSecret, signWebhook } from './sign.ts';
import { agentFor, privateAddressList, targetFault, type Address } from './target.ts';

const at = (...addresses: string[]) =>
  addresses.map((address): Address => ({ address, family: address.includes(':') ? 6 : 4 }));

describe('the address', () => {
  let asked: string[];
  const send = (url: string, addresses: Address[], privateAddresses: string[] = []) => {
    asked = [];
    const resolve = async (name: string) => {
      asked.push(name);
      return addresses;
    };
    return createWebhookSender({ privateAddresses, resolve, timeoutMs: 2000 })({
      id: 'm',
      url,
      secret: newWebhookSecret(),
      body: '{}',
    });
  };

  test.each([
    '127.0.0.1',
    '10.0.0.8',
    '172.16.9.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.100.100.200',
    '168.63.129.16',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fd00:ec2::254',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
  ])('%s is refused, as a number and behind a name', async (address) => {
    const refused = { ok: false, status: null, error: 'address-refused' };
    const literal = address.includes(':') ? `[${address}]` : address;
    expect(await send(`https://${literal}/`, at(address))).toEqual(refused);
    expect(await send('https://rebound.example/', at(address))).toEqual(refused);
    expect(await send('https://rebound.example/', at('93.184.216.34', address))).toEqual(refused);
    expect(asked).toEqual(['rebound.example']);
  });

  test.each(['http://2130706433/', 'http://0x7f.1/', 'http://127.1/', 'http://public.example/'])(
    '%s without TLS is refused',
    async (url) => {
      expect(await send(url, at('93.184.216.34'))).toMatchObject({ error: 'address-refused' });
      expect(await send(url, at('93.184.216.34'), ['10.0.0.0/8'])).toMatchObject({
        error: 'address-refused',
      });
    },
  );

  test('that is allowed goes through, and only where all of a name are', () => {
    const allowed = privateAddressList(['10.1.0.0/16', '127.0.0.1', 'fd00::/8']);
    const plain = new URL('http://hook.internal/');
    expect(agentFor(plain, at('10.1.2.3', 'fd12::1', '127.0.0.1'), allowed)).not.toBeNull();
    for (const other of ['10.2.0.1', '127.0.0.2', '::1', '93.184.216.34']) {
      expect(agentFor(plain, at('10.1.2.3', other), allowed)).toBeNull();
    }
    expect(agentFor(plain, [], allowed)).toBeNull();
  });

  test.each([
    ['http://public.example/', ['93.184.216.34'], [], 'not-https'],
    ['http://public.example/', ['93.184.216.34'], ['10.0.0.0/8'], 'not-https'],
    ['https://public.example/', ['93.184.216.34'], [], null],
    ['https://inside.example/', ['10.0.0.1'], [], 'private-address'],
    ['https://inside.example/', ['::ffff:10.0.0.1'], [], 'private-address'],
    ['http://inside.example/', ['10.0.0.1'], ['10.0.0.0/8'], null],
    ['http://inside.example/', ['10.0.0.1'], ['10.1.0.0/16'], 'private-address'],
  ])('%s at %j with %j allowed: %s', async (url, addresses, allowed, fault) => {
    expect(await targetFault(url, allowed, async () => at(...addresses))).toBe(fault);
  });

  test('whose name is not found may be given, and is not found when it is sent to', async () => {
    const resolve = () => Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }));
    expect(await targetFault('https://later.example/', [], resolve)).toBeNull();
    const sender = createWebhookSender({ privateAddresses: [], resolve });
    const message = { id: 'm', url: 'https://later.example/', secret: newWebhookSecret(), body: '{}' };
    expect(await sender(message)).toMatchObject({ error: 'name-not-found' });
  });
});

describe('the answer', () => {
  let server: Server;
  let hits: string[];
  let url: string;
  beforeEach(async () => {
    hits = [];
    server = createServer((request, response) => {
      hits.push(request.url!);
      if (request.url === '/silent') return;
      if (request.url === '/long') return void endless();
      if (request.url === '/away') return void response.writeHead(307, { location: '/inside' }).end();
      response.writeHead(Number(request.url!.slice(1))).end();
      function endless() {
        response.writeHead(200);
        const write = () => void (response.destroyed || response.write('x'.repeat(20_000), write));
        write();
      }
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  test.each([
    ['/200', { ok: true, status: 200 }],
    ['/204', { ok: true, status: 204 }],
    ['/404', { ok: false, status: 404, error: 'status' }],
    ['/503', { ok: false, status: 503, error: 'status' }],
    ['/away', { ok: false, status: 307, error: 'redirected' }],
    ['/long', { ok: false, status: 200, error: 'answer-too-large' }],
    ['/silent', { ok: false, status: null, error: 'timed-out' }],
  ])('%s comes to %j', async (path, outcome) => {
    const timeoutMs = path === '/silent' ? 200 : 10_000;
    const send = createWebhookSender({ privateAddresses: ['127.0.0.1'], timeoutMs });
    expect(await send({ id: 'm', url: url + path, secret: newWebhookSecret(), body: '{}' })).toEqual(outcome);
    expect(hits).toEqual([path]);
  });

  test('that never comes, as nobody listens, is unreachable', async () => {
    server.close();
    await once(server, 'close');
    const send = createWebhookSender({ privateAddresses: ['127.0.0.1'] });
    expect(await send({ id: 'm', url, secret: newWebhookSecret(), body: '{}' })).toMatchObject({
      error: 'unreachable',
    });
  });
});

describe('a signature', () => {
  const body = '{"type":"key.issued"}';
  test('is what receivers verify, until five minutes have passed', () => {
    const secret = newWebhookSecret();
    const receiver = new Webhook(secret);
    const now = new Date('2026-11-23T12:00:00Z');
    const headers = signWebhook(secret, 'msg', body, now);
    vi.useFakeTimers({ toFake: ['Date'], now });
    try {
      expect(receiver.verify(body, { ...headers })).toEqual({ type: 'key.issued' });
      vi.setSystemTime(now.getTime() + 300_000);
      receiver.verify(body, { ...headers });
      vi.setSystemTime(now.getTime() + 301_000);
      expect(() => receiver.verify(body, { ...headers })).toThrow('too old');
      vi.setSystemTime(now);
      expect(() => receiver.verify(`${body} `, { ...headers })).toThrow('signature');
      expect(() => receiver.verify(body, { ...headers, 'webhook-id': 'other' })).toThrow('signature');
      expect(() => new Webhook(newWebhookSecret()).verify(body, { ...headers })).toThrow('signature');
    } finally {
      vi.useRealTimers();
    }
  });
});
