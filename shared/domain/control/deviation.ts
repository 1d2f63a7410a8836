import { stricter, type Channel } from '../channel/channel.ts';

/** What an officer can want to do otherwise than ordered. */
export const DEVIATION_KINDS = [
  /** No check at all: the goods are released, and nothing is found. */
  'skip',
  /** Some of the goods instead of all that the order names. */
  'partial',
  /** Documents and data instead of the goods. */
  'documents-only',
  /** Another goods item than the one ordered. */
  'other-item',
] as const;
export type DeviationKind = (typeof DEVIATION_KINDS)[number];

/** How far a check went, the least first. */
export const EXTENTS = ['documents', 'partial', 'full'] as const;
export type Extent = (typeof EXTENTS)[number];

/** Why a deviation cannot be asked for, whoever would approve it. */
export const DEVIATION_FAULTS = [
  /** The random draw chose it: done otherwise, it would measure nothing. */
  'drawn',
  /** A mandatory profile or a failed evaluation asks for the whole check. */
  'below-floor',
  /** An orange order asks for documents and data already. */
  'as-ordered',
] as const;
export type DeviationFault = (typeof DEVIATION_FAULTS)[number];

/** What an order asks for, as far as a deviation from it goes. */
export interface OrderedCheck {
  channel: Exclude<Channel, 'green'>;
  floor: Channel;
  drawn: boolean;
}

/** The channel whose check a deviation comes down to. */
const COMES_TO: Record<DeviationKind, (channel: Channel) => Channel> = {
  skip: () => 'green',
  'documents-only': () => 'orange',
  partial: (channel) => channel,
  'other-item': (channel) => channel,
};

/** What stands against a deviation, as it does against a change of channel; null where it may be asked for. */
export function deviationFault(kind: DeviationKind, ordered: OrderedCheck): DeviationFault | null {
  if (ordered.drawn) return 'drawn';
  if (ordered.channel === 'orange' && kind === 'documents-only') return 'as-ordered';
  const comesTo = COMES_TO[kind](ordered.channel);
  return stricter(comesTo, ordered.floor) === comesTo ? null : 'below-floor';
}

/** The least extent of a check that answers an order; `approved`: the deviation that a supervisor agreed to. */
export function leastExtent(channel: OrderedCheck['channel'], approved: DeviationKind | null): Extent {
  if (channel === 'orange' || approved === 'documents-only') return 'documents';
  return approved === 'partial' || approved === 'other-item' ? 'partial' : 'full';
}

/** Whether a check of extent `done` is as much as `least`. */
export function isEnough(done: Extent, least: Extent): boolean {
  return EXTENTS.indexOf(done) >= EXTENTS.indexOf(least);
}
