import type { Instruction } from '../control/order.ts';
import { stricter, type Channel } from './channel.ts';

/** A decided declaration as far as a change of its channel looks at it. */
export interface RoutedDeclaration {
  /** A later version has come in. */
  amended: boolean;
  /** The channel that counts: as decided, or as it was changed since. */
  channel: Channel;
  /** Set by mandatory profiles and by failed evaluations. */
  floor: Channel;
  /** Chosen by the random draw. */
  drawn: boolean;
  /** What the inspection found is on record. */
  inspected: boolean;
}

/** Why a person cannot send a declaration to another channel. */
export type RerouteFault = 'amended' | 'inspected' | 'same-channel' | 'below-floor' | 'drawn';

/**
 * What stands against sending a declaration to `to`; null where nothing does. People may be stricter than the
 * decision, and more lenient down to its floor; what was drawn at random stays red, or the draw would measure nothing.
 */
export function rerouteFault(declaration: RoutedDeclaration, to: Channel): RerouteFault | null {
  const { amended, channel, floor, drawn, inspected } = declaration;
  if (amended) return 'amended';
  if (inspected) return 'inspected';
  if (channel === to) return 'same-channel';
  if (stricter(to, floor) !== to) return 'below-floor';
  if (drawn && to !== 'red') return 'drawn';
  return null;
}

/**
 * The instructions of a control order after a change of channel: those there were, with the person's reason first in
 * place of an earlier one.
 */
export function reroutedInstructions(
  before: readonly Instruction[],
  reason: string,
  language: 'en' | 'zh',
): Instruction[] {
  const own: Instruction = {
    source: 're-routing',
    profile: null,
    title: null,
    items: [],
    guidance: { [language]: reason },
  };
  return [own, ...before.filter(({ source }) => source !== 're-routing')];
}
