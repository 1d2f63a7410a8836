import type { OrdersQuery } from '../../../shared/contract/orders.ts';
import { parseScope, type ScopeId } from '../../../shared/domain/access/scope.ts';

/** The lists of the queue, in the order shown. */
export const QUEUES = ['todo', 'mine', 'unassigned', 'overdue', 'deviations', 'held', 'closed'] as const;
export type Queue = (typeof QUEUES)[number];

/** What the queue shows, as its address has it. */
export interface QueueForm {
  queue: Queue;
  scope: ScopeId | '';
  channel: 'red' | 'orange' | '';
  text: string;
}

const ASKED: Record<Queue, Record<string, string>> = {
  todo: {},
  mine: { mine: 'true' },
  unassigned: { unassigned: 'true' },
  overdue: { overdue: 'true' },
  deviations: { deviation: 'true' },
  held: { state: 'held' },
  closed: { state: 'closed' },
} satisfies Record<Queue, Partial<Record<keyof OrdersQuery, string>>>;

/** Reads what is asked for from the query of an address; what is none is left out. */
export function readQueue(search: string): QueueForm {
  const query = new URLSearchParams(search);
  const channel = query.get('channel');
  return {
    queue: QUEUES.find((queue) => queue === query.get('list')) ?? 'todo',
    scope: parseScope(query.get('scope') ?? '') ?? '',
    channel: channel === 'red' || channel === 'orange' ? channel : '',
    text: (query.get('text') ?? '').trim().slice(0, 100),
  };
}

/** Where the queue shows this. */
export function queueAddress({ queue, scope, channel, text }: QueueForm): string {
  const asked = named({ list: queue === 'todo' ? '' : queue, scope, channel, text: text.trim() });
  return `/control${asked && '?'}${asked}`;
}

/** The query of a request for this list, without `?`. */
export function queueRequest({ queue, scope, channel, text }: QueueForm): string {
  return named({ ...ASKED[queue], scope, channel, text: text.trim() });
}

function named(values: Record<string, string>): string {
  return new URLSearchParams(Object.entries(values).filter(([, value]) => value !== '')).toString();
}

/** Where an order's page is; numbers may hold slashes. */
export function orderPath(declarationNo: string, version: number): string {
  return `/control/${encodeURIComponent(declarationNo)}/${version}`;
}

/** The order that such an address names; null where it names none. */
export function readOrderPath(pathname: string): { declarationNo: string; version: number } | null {
  const match = /^\/control\/([^/]+)\/(\d{1,7})$/.exec(pathname);
  if (match?.[1] === undefined) return null;
  try {
    return { declarationNo: decodeURIComponent(match[1]), version: Number(match[2]) };
  } catch {
    return null;
  }
}
