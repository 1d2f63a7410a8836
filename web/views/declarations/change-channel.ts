import {
  LONGEST_REASON,
  SHORTEST_REASON,
  type ChannelChangeRequest,
  type RefusedChange,
} from '../../../shared/contract/decisions.ts';
import type { Channel } from '../../../shared/domain/channel/channel.ts';
import { ApiError } from '../../shell/api.ts';

/** A declaration whose channel is to be changed. */
export interface Reroutable {
  declarationNo: string;
  version: number;
}

export type ChangeField = 'to' | 'reason';

/** Fields that still lack something, in the order of the form. */
export function changeFaults(to: Channel | '', reason: string): ChangeField[] {
  const { length } = reason.trim();
  return [
    ...(to === '' ? (['to'] as const) : []),
    ...(length < SHORTEST_REASON || length > LONGEST_REASON ? (['reason'] as const) : []),
  ];
}

export function changeRequest(
  declarations: readonly Reroutable[],
  to: Channel,
  reason: string,
): ChannelChangeRequest {
  return {
    declarations: declarations.map(({ declarationNo, version }) => ({ declarationNo, version })),
    to,
    reason: reason.trim(),
  };
}

/** What stands against the declarations of a refused request; none where it was refused for another reason. */
export function refusedIn(error: unknown): RefusedChange[] {
  return error instanceof ApiError && error.code === 'not-rerouted' && Array.isArray(error.details)
    ? (error.details as RefusedChange[])
    : [];
}

/** The declarations that nothing stands against. */
export function without<T extends Reroutable>(
  declarations: readonly T[],
  refused: readonly RefusedChange[],
): T[] {
  const numbers = new Set(refused.map(({ declarationNo }) => declarationNo));
  return declarations.filter(({ declarationNo }) => !numbers.has(declarationNo));
}
