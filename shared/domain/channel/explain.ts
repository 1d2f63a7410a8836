import type { EnrichedFacts } from '../targeting/facts.ts';
import type { Policy, Profile } from '../targeting/profile.ts';
import type { Channel } from './channel.ts';
import type { ChannelDecision, Regulation } from './decide.ts';

/** What is kept with a decision beside its channel, score and reasons. */
export interface KeptExplanation extends Omit<ChannelDecision, 'channel' | 'score' | 'reasons'> {
  facts: EnrichedFacts;
  /** Profiles that could not be evaluated. */
  errors?: { profile: string; message: string }[];
}

/** A hit as far as the decision looks at it. */
export interface WeighedHit extends Pick<Profile, 'mandatory' | 'channel' | 'score'> {
  profile: string;
  shadow: boolean;
}

/** How a red was held to the capacity of its house. */
export interface MeasuredRed extends Regulation {
  yields: boolean;
  /** The national score where lower levels have a part in a national red; null where it is the score. */
  nationalScore: number | null;
}

/** The five steps of a decision, each with what it came to and on what grounds. */
export interface Explanation {
  floor: {
    channel: Channel;
    /** Mandatory profiles that ask for that channel. */
    profiles: string[];
    /** Profiles that could not be evaluated; any of them keeps a declaration from green. */
    failed: string[];
  };
  candidate: {
    channel: Channel;
    /** Strictest that the other profiles ask for, and those that do; green where none asks. */
    instructed: Channel;
    profiles: string[];
    score: number;
    /** As they held for this declaration. */
    thresholds: { red: number; orange: number };
    /** Points by which the trader's credit class moved the thresholds. */
    shift: number;
    creditClass: string | null;
  };
  draw: ChannelDecision['draw'];
  /** Null where the red did not depend on the capacity of the house, or there was none. */
  regulation: MeasuredRed | null;
  result: {
    channel: Channel;
    /** Steps that lead to this channel, each by itself; none where it is green. */
    by: ('floor' | 'candidate' | 'draw' | 'regulation')[];
  };
}

/**
 * Tells how a decision came about, from what was kept with it. `policy` is that of its ruleset as it held at the
 * declaration's registration.
 */
export function explain(
  decision: ChannelDecision,
  kept: Pick<KeptExplanation, 'facts' | 'errors'>,
  hits: readonly WeighedHit[],
  policy: Pick<Policy, 'thresholds'>,
): Explanation {
  const { channel, score, floor, candidate, thresholds, draw, nationalRed, regulation } = decision;
  const acting = hits.filter(({ shadow }) => !shadow);
  const asking = (mandatory: boolean, asked: Channel) =>
    acting.flatMap((hit) => (hit.mandatory === mandatory && hit.channel === asked ? hit.profile : []));
  const instructed = CHANNELS_ASKED.find((asked) => asking(false, asked).length > 0) ?? 'green';
  const yields = decision.reasons.includes('capacity-yielded');
  const by: Explanation['result']['by'] = [];
  if (channel !== 'green') {
    if (floor === channel) by.push('floor');
    if (candidate === channel) by.push('candidate');
    if (draw.selected && channel === 'red') by.push('draw');
    if (yields && channel === 'orange') by.push('regulation');
  }
  return {
    floor: {
      channel: floor,
      profiles: floor === 'green' ? [] : asking(true, floor),
      failed: (kept.errors ?? []).map(({ profile }) => profile),
    },
    candidate: {
      channel: candidate,
      instructed,
      profiles: instructed === 'green' ? [] : asking(false, instructed),
      score,
      thresholds,
      shift: thresholds.orange - policy.thresholds.orange,
      creditClass: kept.facts.creditClass ?? null,
    },
    draw,
    regulation: measuredRed(),
    result: { channel, by },
  };

  function measuredRed(): MeasuredRed | null {
    if (regulation === undefined) return null;
    return { ...regulation, yields, nationalScore: typeof nationalRed === 'number' ? nationalRed : null };
  }
}

const CHANNELS_ASKED = ['red', 'orange'] as const;
