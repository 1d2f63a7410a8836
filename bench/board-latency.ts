import { setTimeout as delay } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import type { BoardReadings, ClientEvents, ServerEvents } from '../shared/contract/live.ts';
import { lodge } from './lodger.ts';

/** A board's socket that keeps count of the decisions it has been shown. */
export class BoardProbe {
  readonly #socket: Socket<ServerEvents, ClientEvents>;
  /** `[instant, decisions shown so far]`, in order. */
  readonly shown: [at: number, count: number][] = [];

  constructor(url: string, cookie: string) {
    this.#socket = io(url, { transports: ['websocket'], extraHeaders: { cookie } });
    this.#socket.on('board:ticked', (tick) => this.#note(tick.readings));
  }

  /** Resolves with the first snapshot. */
  join(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.emit('board:join', { scope: 'national' }, (answer) => {
        if (!answer.ok) return reject(new Error(answer.reason));
        this.#note(answer.snapshot.readings);
        resolve();
      });
    });
  }

  get count(): number {
    return this.shown.at(-1)?.[1] ?? 0;
  }

  close(): void {
    this.#socket.disconnect();
  }

  #note({ lastHour }: BoardReadings): void {
    this.shown.push([performance.now(), lastHour.red + lastHour.orange + lastHour.green]);
  }
}

export interface LatencyFigures {
  p50: number;
  p99: number;
}

/**
 * Lodges at a steady rate and measures, for each declaration, the time from its answer (acceptance) to the tick that
 * shows its decision on a board's socket, ms. Decisions are matched with acceptances in order.
 */
export async function measureBoardLatency(options: {
  url: string;
  key: string;
  probe: BoardProbe;
  rate: number;
  bodies: readonly { body: Buffer; count: number }[];
}): Promise<LatencyFigures> {
  const { url, key, probe, rate, bodies } = options;
  await delay(2000);
  const before = probe.count;
  const accepted: [at: number, count: number][] = [];
  const under: Promise<void>[] = [];
  const startedAt = performance.now();
  let sent = 0;
  for (const { body, count } of bodies) {
    const due = startedAt + (sent / rate) * 1000;
    const wait = due - performance.now();
    if (wait > 0) await delay(wait);
    sent += count;
    under.push(
      lodge(url, key, body).then((receipt) => void accepted.push([performance.now(), receipt.accepted])),
    );
  }
  await Promise.all(under);
  const total = before + sent;
  const deadline = performance.now() + 60_000;
  while (probe.count < total) {
    if (performance.now() > deadline) throw new Error(`the board shows ${probe.count} of ${total} decisions`);
    await delay(50);
  }
  const latencies: number[] = [];
  let covered = before;
  let at = 0;
  for (const [acceptedAt, count] of accepted) {
    for (let i = 0; i < count; i++) {
      covered++;
      while (probe.shown[at]![1] < covered) at++;
      latencies.push(Math.max(0, probe.shown[at]![0] - acceptedAt));
    }
  }
  latencies.sort((a, b) => a - b);
  const quantile = (q: number) => Math.round(latencies[Math.ceil(q * latencies.length) - 1]!);
  return { p50: quantile(0.5), p99: quantile(0.99) };
}
