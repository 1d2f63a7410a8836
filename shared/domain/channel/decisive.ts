import type { CreditClass } from '../declaration.ts';
import type { Policy } from '../targeting/profile.ts';
import type { Hit } from '../targeting/ruleset-matcher.ts';
import { decide, type ChannelDecision } from './decide.ts';

/**
 * The acting hits without each of which a red declaration would not be red, all else (draw, failures, what the
 * capacity left) being as it was. Empty for other channels, and where two hits or a draw each carry the red.
 */
export function decisiveHits(
  decision: ChannelDecision,
  given: { hits: readonly Hit[]; policy: Policy; creditClass?: CreditClass | undefined },
): Hit[] {
  const { channel, draw, reasons } = decision;
  if (channel !== 'red' || draw.selected) return [];
  const { policy, creditClass } = given;
  const acting = given.hits.filter(({ shadow }) => !shadow);
  return acting.filter((hit) => {
    const without = decide({
      hits: acting.filter((other) => other !== hit),
      policy,
      ...(creditClass !== undefined && { creditClass }),
      draw,
      evaluationErrors: reasons.includes('evaluation-error') ? 1 : 0,
      ...(decision.regulation && { regulation: decision.regulation }),
    });
    return without.channel !== 'red';
  });
}
