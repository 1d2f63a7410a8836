import { io } from 'socket.io-client';
import { expect } from 'vitest';
import type { BoardSnapshot, JoinAnswer } from '../../shared/contract/live.ts';
import type { TestSystem } from './system.ts';
import { until } from './until.ts';

/** What a board that joins now is shown. */
export async function snapshotOf(system: TestSystem): Promise<BoardSnapshot> {
  const socket = io(system.url, {
    transports: ['websocket'],
    forceNew: true,
    extraHeaders: { cookie: await system.boardCookie() },
  });
  try {
    const answer = (await socket.emitWithAck('board:join', { scope: 'national' })) as JoinAnswer;
    if (!answer.ok) throw new Error(answer.reason);
    return answer.snapshot;
  } finally {
    socket.disconnect();
  }
}

/** Every number that should say the same says the same: decisions, declarations, roll-up, orders, alarms, board. */
export async function expectAllAddsUp(system: TestSystem, expected: number): Promise<void> {
  const { rows } = await system.pool.query(
    `SELECT (SELECT count(*)::int FROM declaration_version) AS versions,
            (SELECT count(*)::int FROM declaration) AS declarations,
            (SELECT count(*)::int FROM channel_decision) AS decisions,
            (SELECT count(DISTINCT (declaration_no, version))::int FROM channel_decision) AS distinct_decisions,
            (SELECT sum(red + orange + green)::int FROM flow_bucket) AS flow,
            (SELECT coalesce(sum(hits), 0)::int FROM flow_bucket) AS flow_hits,
            (SELECT count(*)::int FROM hit WHERE NOT shadow) AS hits,
            (SELECT count(*)::int FROM channel_decision WHERE channel <> 'green') AS to_inspect,
            (SELECT count(*)::int FROM control_order) AS orders,
            (SELECT coalesce(sum(occurrences), 0)::int FROM alarm WHERE kind = 'profile') AS occurrences,
            (SELECT coalesce(sum(e.occurrences), 0)::int FROM alarm_event e JOIN alarm a ON a.id = e.alarm_id
             WHERE a.kind = 'profile') AS logged_occurrences,
            (SELECT count(*)::int FROM alarm_member) AS alarm_members`,
  );
  const sums = rows[0];
  expect(sums).toMatchObject({
    versions: expected,
    declarations: expected,
    decisions: expected,
    distinct_decisions: expected,
    flow: expected,
    flow_hits: sums.hits,
    orders: sums.to_inspect,
    logged_occurrences: sums.occurrences,
    alarm_members: sums.occurrences,
  });
  const { rows: channels } = await system.pool.query<{ channel: string; count: number }>(
    'SELECT channel, count(*)::int AS count FROM channel_decision GROUP BY channel',
  );
  const counts = {
    red: 0,
    orange: 0,
    green: 0,
    ...Object.fromEntries(channels.map((c) => [c.channel, c.count])),
  };
  const cookie = await system.boardCookie();
  const api = await (await fetch(`${system.url}/api/channel-counts`, { headers: { cookie } })).json();
  expect(api).toMatchObject({ ...counts, total: expected });
  await until('the board shows the same', async () => {
    const { lastHour } = (await snapshotOf(system)).readings;
    return (
      lastHour.red === counts.red && lastHour.orange === counts.orange && lastHour.green === counts.green
    );
  });
}
