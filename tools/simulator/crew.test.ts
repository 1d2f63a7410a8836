import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { orderFinding, orderStart, orderTaking } from '../../shared/contract/orders.ts';
import { createCrew } from './crew.ts';
import { createRandom } from './random.ts';

let server: Server | undefined;
afterEach(() => server?.close());

interface FakeOrder {
  declarationNo: string;
  version: number;
  revision: number;
  channel: 'red';
  state: string;
  deviation: null;
  by: string | null;
}

/** A server with a demonstration of three officers and a queue that takes deeds as ours does. */
async function demonstration(queue: FakeOrder[]): Promise<string> {
  const account = (email: string, role = 'officer') => ({ email, role, scope: 'house:2201' });
  const accounts = [account('visitor'), account('tang'), account('boss', 'supervisor'), account('xu')];
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url!, 'http://x');
      const body: unknown = text === '' ? null : JSON.parse(text);
      const who = request.headers.cookie ?? null;
      const answer = (status: number, value: unknown = {}) =>
        response.writeHead(status).end(JSON.stringify(value));
      if (pathname === '/api/session') return answer(200, { demonstration: { accounts, password: 'p' } });
      if (pathname === '/api/auth/sign-in/email') {
        response.setHeader('set-cookie', `${(body as { email: string }).email}; HttpOnly`);
        return answer(200);
      }
      if (who === null) return answer(401);
      if (pathname === '/api/orders') {
        const wanted = searchParams.has('mine') ? who : null;
        return answer(200, { orders: queue.filter(({ by, state }) => by === wanted && state !== 'closed') });
      }
      const [, no, deed] = /^\/api\/orders\/([^/]+)\/(\w+)$/.exec(pathname)!;
      const order = queue.find(({ declarationNo }) => declarationNo === decodeURIComponent(no!))!;
      const schema = { taking: orderTaking, start: orderStart, finding: orderFinding }[deed!]!;
      const { revision } = schema.parse(body);
      if (revision !== order.revision++) return answer(409);
      if (deed === 'taking') order.by = who;
      order.state = { taking: 'assigned', start: 'in-progress', finding: 'closed' }[deed!]!;
      return answer(200);
    });
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('takes, starts and answers orders of its house, as all its officers but the visitor’s', async () => {
  const queue = Array.from({ length: 5 }, (_, i): FakeOrder => {
    return {
      declarationNo: `A/${i}`,
      version: 1,
      revision: 0,
      channel: 'red',
      state: 'open',
      deviation: null,
      by: null,
    };
  });
  const url = await demonstration(queue);
  const always = { ...createRandom('crew'), chance: (share: number) => share > 0.1 };
  const crew = createCrew({
    url,
    truthOf: () => undefined,
    random: always,
    signal: new AbortController().signal,
  });
  expect(crew.works('2201')).toBe(false);
  let answered = 0;
  for (let round = 0; round < 6; round++) answered += await crew.round();
  expect([crew.works('2201'), crew.works('5301')]).toEqual([true, false]);
  expect(answered).toBe(5);
  expect(queue.map(({ state }) => state)).toEqual(Array(5).fill('closed'));
  expect(new Set(queue.map(({ by }) => by))).toEqual(new Set(['tang', 'xu']));
});
