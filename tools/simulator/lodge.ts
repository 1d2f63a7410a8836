import { setTimeout as sleep } from 'node:timers/promises';
import type { Declaration } from '../../shared/domain/declaration.ts';
import { MAX_ARRAY, type IntakeReceipt } from '../../shared/contract/intake.ts';
import type { LodgingClient } from '../lodging/client.ts';
import type { DeclarationSource, Generated } from './generate.ts';

/** Requests under way at most; beyond them the simulator waits for the server. */
const MAX_IN_FLIGHT = 8;

/** Declarations that fall due together are sent one by one up to here, as small lodging systems do, else as one array. */
const SINGLES = 4;

const TICK_MS = 50;

/** Further behind than this, after an outage, the simulated clock jumps instead of sending everything late. */
const MAX_LAG_MS = 10_000;

export interface LodgeOptions {
  source: DeclarationSource;
  client: LodgingClient;
  /** Instant of the simulated clock at the start, ms. */
  startsAt: number;
  count: number;
  signal: AbortSignal;
  onGenerated: (generated: Generated) => void;
  onReceipt: (receipt: IntakeReceipt, lodged: number) => void;
  /** For tests: the wall's clock in ms, and waiting for some ms by it. */
  now?: () => number;
  wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Lodges declarations when they fall due until the count is reached or the signal fires; then waits for the answers. */
export async function lodgeAsDue(options: LodgeOptions): Promise<void> {
  const { source, client, signal, onGenerated, onReceipt } = options;
  const now = options.now ?? Date.now;
  const wait = options.wait ?? ((ms, stop) => sleep(ms, undefined, { signal: stop }).catch(() => {}));
  const began = now();
  const simulated = (): number => options.startsAt + now() - began;
  const inFlight = new Set<Promise<void>>();
  let failure: unknown = null;
  let left = options.count;
  let next = source.next().value;

  const send = (declarations: Declaration[]): void => {
    const sent = client
      .lodge(declarations)
      .then((receipt) => onReceipt(receipt, declarations.length))
      .catch((error: unknown) => {
        if (!signal.aborted) failure ??= error;
      })
      .finally(() => inFlight.delete(sent));
    inFlight.add(sent);
  };

  const takeDue = (limit: number): Declaration[] => {
    const due: Declaration[] = [];
    const time = simulated();
    while (left > 0 && due.length < limit && next.at <= time) {
      onGenerated(next);
      due.push(next.declaration);
      left--;
      next = source.next().value;
    }
    return due;
  };

  while (left > 0 && !signal.aborted && failure === null) {
    if (inFlight.size >= MAX_IN_FLIGHT) {
      await Promise.race(inFlight);
      continue;
    }
    if (simulated() - next.at > MAX_LAG_MS) source.skipTo(simulated());
    const due = takeDue(MAX_ARRAY);
    if (due.length <= SINGLES) for (const declaration of due) send([declaration]);
    else send(due);
    // A full array means that more is due already.
    if (due.length < MAX_ARRAY) await wait(TICK_MS, signal);
    else await wait(0, signal);
  }
  await Promise.all(inFlight);
  if (failure !== null) throw failure;
}
