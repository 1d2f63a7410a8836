import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createPasswordCheck } from './password-rules.ts';

const GOOD = 'seven grey herons on a pier';
const hashOf = (password: string) => createHash('sha1').update(password).digest('hex').toUpperCase();

describe('a new password', () => {
  const check = createPasswordCheck(undefined);

  it.each([
    ['eleven char', 'too-short'],
    ['x'.repeat(129), 'too-long'],
    ['password1234', 'guessable'],
    ['qwertyuiop123', 'guessable'],
    ['111111111111', 'guessable'],
    ['iloveyou1234', 'guessable'],
    ['abcdefghijkl', 'guessable'],
    [GOOD, null],
    ['海关风险监控中心值班室的密码', null],
  ])('%s', async (password, fault) => {
    expect(await check(password, [])).toBe(fault);
  });

  it.each([
    ['Lin Qing', 'linqinglinqing'],
    ['lin.qing@customs.example', 'lin.qing@customs.example'],
    ['Aurelianus Featherstonehaugh', 'featherstonehaugh1'],
  ])('is not made of %s', async (about, password) => {
    expect(await check(password, [about])).toBe('guessable');
  });
});

describe('with a range service', () => {
  let server: Server | undefined;

  afterEach(async () => {
    if (server === undefined) return;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    server = undefined;
  });

  async function serve(listener: RequestListener): Promise<string> {
    server = createServer(listener);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/range/`;
  }

  it('refuses one that has leaked, and sends no more than five characters of its hash', async () => {
    const asked: string[] = [];
    const url = await serve((request, response) => {
      asked.push(request.url!);
      response.end(`${'0'.repeat(35)}:3\r\n${hashOf(GOOD).slice(5)}:42`);
    });
    expect(await createPasswordCheck(url)(GOOD, [])).toBe('breached');
    expect(asked).toEqual([`/range/${hashOf(GOOD).slice(0, 5)}`]);
  });

  it('takes one that it does not list, or lists as padding', async () => {
    const url = await serve((_, response) =>
      response.end(`${hashOf(GOOD).slice(5)}:0\r\n${'F'.repeat(35)}:9`),
    );
    expect(await createPasswordCheck(url)(GOOD, [])).toBeNull();
  });

  it('takes a password where the service fails', async () => {
    const url = await serve((_, response) => response.writeHead(500).end());
    expect(await createPasswordCheck(url)(GOOD, [])).toBeNull();
  });

  it('takes a password where the service does not answer', async () => {
    const url = await serve(() => undefined);
    expect(await createPasswordCheck(url)(GOOD, [])).toBeNull();
  });

  it('takes a password where there is no service', async () => {
    expect(await createPasswordCheck('http://127.0.0.1:1/range/')(GOOD, [])).toBeNull();
  });

  it('does not ask it about one that is refused anyway', async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked++;
      response.end();
    });
    expect(await createPasswordCheck(url)('password1234', [])).toBe('guessable');
    expect(asked).toBe(0);
  });
});
