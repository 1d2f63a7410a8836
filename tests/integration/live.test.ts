import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  BUCKET_MS,
  type BoardSnapshot,
  type BoardTick,
  type ClientEvents,
  type JoinAnswer,
  type ServerEvents,
} from '../../shared/contract/live.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import { declarations, declarationWith } from '../harness/declarations.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';
import { until } from '../harness/until.ts';

let system: TestSystem;
const sockets: Socket[] = [];

beforeAll(async () => {
  system = await startSystem({ backend: 'postgres', workers: 0 });
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect();
});
afterAll(() => system?.stop());

/** A board of an operator of the nation. */
async function connect(): Promise<Socket<ServerEvents, ClientEvents>> {
  const socket: Socket<ServerEvents, ClientEvents> = io(system.url, {
    transports: ['websocket'],
    forceNew: true,
    extraHeaders: { cookie: await system.boardCookie() },
  });
  sockets.push(socket);
  return socket;
}

async function join(scope: ScopeId): Promise<{ snapshot: BoardSnapshot; ticks: BoardTick[] }> {
  const socket = await connect();
  const ticks: BoardTick[] = [];
  socket.on('board:ticked', (tick) => ticks.push(tick));
  const answer: JoinAnswer = await socket.emitWithAck('board:join', { scope });
  if (!answer.ok) throw new Error(answer.reason);
  return { snapshot: answer.snapshot, ticks };
}

async function lodge(all: readonly unknown[]): Promise<void> {
  const response = await system.fetch(`/api/declarations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(all),
  });
  expect(response.status).toBe(202);
}

const sum = (totals: { red: number; orange: number; green: number }) =>
  totals.red + totals.orange + totals.green;

describe('the live protocol', () => {
  it('numbers ticks from the snapshot on without a gap, four a second', async () => {
    const { snapshot, ticks } = await join('national');
    expect(snapshot.place).toMatchObject({ scope: 'national', districts: 42, parent: null });
    expect(snapshot.places).toHaveLength(42);
    await until('ticks come', () => ticks.length >= 8);
    expect(ticks.map((tick) => tick.seq)).toEqual(ticks.map((_, i) => snapshot.seq + 1 + i));
    expect(new Set(ticks.map((tick) => tick.epoch))).toEqual(new Set([snapshot.epoch]));
    const spacing = (ticks[7]!.readings.serverTime - ticks[0]!.readings.serverTime) / 7;
    expect(spacing).toBeGreaterThan(200);
  });

  it.each([
    [{ scope: 'district:0000' }, 'unknown-scope'],
    [{ scope: 'house:nowhere' }, 'unknown-scope'],
    [{ scope: '__proto__' }, 'invalid-request'],
    [{ scope: 'national', more: 1 }, 'invalid-request'],
    [null, 'invalid-request'],
  ])('refuses to join %j', async (request, reason) => {
    const socket: Socket = await connect();
    expect(await socket.emitWithAck('board:join', request)).toEqual({ ok: false, reason });
  });

  it('survives events that make no sense', async () => {
    const socket: Socket = await connect();
    socket.emit('board:join');
    socket.emit('board:leave', 7);
    socket.emit('nothing:known', {});
    expect((await join('national')).snapshot.epoch).toBeTruthy();
  });

  it('parts with a client that asks without end', async () => {
    const socket: Socket = await connect();
    let answers = 0;
    const parted = new Promise<string>((resolve) => socket.once('disconnect', resolve));
    await socket.emitWithAck('board:join', { scope: 'national' });
    for (let i = 0; i < 1000; i++) socket.emit('board:resync', { scope: 'national' }, () => answers++);
    expect(await parted).toBe('io server disconnect');
    expect(answers).toBeLessThanOrEqual(100);
    expect((await join('national')).snapshot.epoch).toBeTruthy();
  });

  it('does not show the way as working while no worker does its part', async () => {
    const { ticks } = await join('national');
    await until('ticks come', () => ticks.length >= 8);
    expect(ticks.every((tick) => tick.readings.heartbeatAt === null)).toBe(true);
  });

  it('shows decisions, hits and the heartbeat of the way, in every scope they belong to', async () => {
    const worker = await system.startWorker();
    const national = await join('national');
    const district = await join('district:2200');
    const house = await join('house:2201');
    const elsewhere = await join('district:5300');
    await lodge([
      ...declarations('LIVE-', 20),
      // No net mass on cars: a documentary profile hits.
      declarationWith({
        declarationNo: 'LIVE-HIT',
        items: [{ itemNo: 1, hsCode: '870323', description: 'car', origin: 'DE', customsValue: 90_000 }],
      }),
    ]);
    for (const { ticks } of [national, district, house]) {
      await until('all are shown', () => sum(ticks.at(-1)?.readings.lastHour ?? zero) === 21);
      await until('the hit is shown', () =>
        ticks.some((tick) => tick.hits?.some((hit) => hit.declarationNo === 'LIVE-HIT')),
      );
    }
    expect(sum(elsewhere.ticks.at(-1)!.readings.lastHour)).toBe(0);
    await until('the heartbeat has come back', () => national.ticks.at(-1)!.readings.heartbeatAt !== null);
    const { readings } = national.ticks.at(-1)!;
    expect(readings.serverTime - readings.heartbeatAt!).toBeLessThan(30_000);
    await system.stopProcess(worker);
  });

  it('puts right what no message told it of', async () => {
    const before = await join('house:5301');
    const startedAt = Math.floor(Date.now() / BUCKET_MS) * BUCKET_MS;
    await system.pool.query(
      `INSERT INTO flow_bucket (started_at, customs_house, red, orange, green, hits, score_sum)
       VALUES ($1, '5301', 1, 2, 3, 4, 50)`,
      [new Date(startedAt)],
    );
    await until('the board shows it', () => sum(before.ticks.at(-1)?.readings.lastHour ?? zero) === 6);
    await system.pool.query(`DELETE FROM flow_bucket WHERE customs_house = '5301'`);
    await until('the board takes it back', () => sum(before.ticks.at(-1)!.readings.lastHour) === 0);
  });

  it('goes on numbering a scope that nobody watched for a while', async () => {
    const first = await join('district:0100');
    await until('ticks come', () => first.ticks.length >= 2);
    for (const socket of sockets.splice(0)) socket.disconnect();
    const second = await join('district:0100');
    expect(second.snapshot.epoch).toBe(first.snapshot.epoch);
    expect(second.snapshot.seq).toBeGreaterThanOrEqual(first.ticks.at(-1)!.seq);
  });
});

const zero = { red: 0, orange: 0, green: 0 };
