import { z } from 'zod';
import type { Generated } from './generate.ts';
import { findingOf } from './inspect.ts';
import type { Random } from './random.ts';

/** Orders that one of the crew has in hand at once. */
const IN_HAND = 3;
/** Shares of the rounds in which an order in progress is answered, and of the answers before which another way is asked for. */
const ANSWERED = 0.12;
const DEVIATES = 0.05;
const REQUEST_MS = 10_000;

const session = z.object({
  demonstration: z
    .object({
      accounts: z.array(z.object({ email: z.string(), role: z.string(), scope: z.string() })),
      password: z.string(),
    })
    .nullable(),
});
const orders = z.object({
  orders: z.array(
    z.object({
      declarationNo: z.string(),
      version: z.number(),
      revision: z.number(),
      channel: z.enum(['red', 'orange']),
      state: z.string(),
      deviation: z.string().nullable(),
    }),
  ),
});
type Order = z.infer<typeof orders>['orders'][number];

/** Officers of a demonstration who work the control orders of their house, so that its queue is alive. */
export interface Crew {
  /** Whether the house has officers of the crew; none before the first round. */
  works(house: string): boolean;
  /** One round; answers how many orders were answered. Throws where the server cannot be reached. */
  round(): Promise<number>;
}

interface Member {
  email: string;
  house: string;
  cookie: string | null;
}

/** The crew of a demonstration: its officers but the first of each house, who is left to visitors. */
export function createCrew(options: {
  url: string;
  truthOf: (declarationNo: string) => Generated | undefined;
  random: Random;
  signal: AbortSignal;
}): Crew {
  const { url, truthOf, random, signal } = options;
  let password = '';
  let members: Member[] | null = null;

  const send = (path: string, cookie: string | null, body?: unknown): Promise<Response> =>
    fetch(new URL(path, url), {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        origin: new URL(url).origin,
        ...(cookie !== null && { cookie }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_MS)]),
    });

  const muster = async (): Promise<Member[]> => {
    const { demonstration } = session.parse(await (await send('/api/session', null)).json());
    const officers = (demonstration?.accounts ?? []).filter(({ role }) => role === 'officer');
    password = demonstration?.password ?? '';
    return [...Map.groupBy(officers, ({ scope }) => scope)].flatMap(([scope, own]) =>
      own.slice(1).map(({ email }) => ({ email, house: scope.replace('house:', ''), cookie: null })),
    );
  };

  const signIn = async (member: Member): Promise<void> => {
    const answer = await send('/api/auth/sign-in/email', null, { email: member.email, password });
    if (!answer.ok) throw new Error(`the officer of the demonstration cannot sign in: ${answer.status}`);
    const cookies = answer.headers.getSetCookie();
    member.cookie = cookies.map((text) => text.split(';')[0]).join('; ');
  };

  /** Orders as the member sees them; none where the session is over, which is begun anew next time. */
  const list = async (member: Member, query: string): Promise<Order[]> => {
    const answer = await send(`/api/orders?${query}`, member.cookie);
    if (answer.status === 401) member.cookie = null;
    return answer.ok ? orders.parse(await answer.json()).orders : [];
  };

  /** A deed; what others were faster with is left to them. */
  const deed = async (
    member: Member,
    { declarationNo, version, revision }: Order,
    name: string,
    body: Record<string, unknown> = {},
  ): Promise<boolean> => {
    const path = `/api/orders/${encodeURIComponent(declarationNo)}/${name}`;
    const answer = await send(path, member.cookie, { version, revision, ...body });
    await answer.body?.cancel();
    return answer.ok;
  };

  const answer = (member: Member, order: Order): Promise<boolean> => {
    const truth = truthOf(order.declarationNo);
    const found =
      truth === undefined
        ? { result: 'conform', discrepancies: [] }
        : findingOf(truth, random, order.channel);
    const seized = found.discrepancies.some(({ seizure }) => seizure !== undefined);
    return deed(member, order, 'finding', {
      extent: order.channel === 'red' ? 'full' : 'documents',
      ...found,
      ...(seized ? { disposition: 'held', reason: 'Goods seized.' } : { disposition: 'released' }),
    });
  };

  const work = async (member: Member): Promise<number> => {
    if (member.cookie === null) await signIn(member);
    let answered = 0;
    const mine = await list(member, 'mine=true&limit=20');
    for (const order of mine) {
      if (order.deviation === 'requested') continue;
      if (order.state === 'assigned') await deed(member, order, 'start');
      else if (!random.chance(ANSWERED)) continue;
      else if (order.channel === 'red' && order.deviation === null && random.chance(DEVIATES)) {
        await deed(member, order, 'deviations', {
          kind: 'partial',
          reason: 'Two of the pallets stand at the back and would need a crane.',
        });
      } else if (await answer(member, order)) answered++;
    }
    // Those who wait for a supervisor keep nobody from going on.
    if (mine.filter(({ deviation }) => deviation !== 'requested').length < IN_HAND) {
      const [next] = await list(member, 'unassigned=true&limit=1');
      if (next !== undefined) await deed(member, next, 'taking');
    }
    return answered;
  };

  return {
    works: (house) => members?.some((member) => member.house === house) ?? false,
    async round() {
      members ??= await muster();
      let answered = 0;
      for (const member of members) answered += await work(member);
      return answered;
    },
  };
}
