import type { Hit } from '../targeting/ruleset-matcher.ts';
import type { Channel } from './channel.ts';

/** A decision as the API and the offline command print it. Hits in shadow are not among `hits`: they decide nothing. */
export interface DecisionLine {
  declarationNo: string;
  version: number;
  channel: Channel;
  score: number;
  reasons: string[];
  /** Sorted by profile code. */
  hits: { profile: string; items: number[] }[];
  /** Null outside a system, where a ruleset has no version. */
  rulesetVersion: number | null;
}

/** A hit by the code of its profile, as it is stored. */
export interface CodedHit {
  profile: string;
  items: readonly number[];
  shadow: boolean;
}

/** Hits by the codes of their profiles. */
export function codedHits(hits: readonly Hit[]): CodedHit[] {
  return hits.map(({ profile, items, shadow }) => ({ profile: profile.code, items, shadow }));
}

/** Writes a decision with its hits, in any order, in the form that is printed. */
export function decisionLine(
  { declarationNo, version }: { declarationNo: string; version: number },
  { channel, score, reasons }: { channel: Channel; score: number; reasons: readonly string[] },
  hits: readonly CodedHit[],
  rulesetVersion: number | null,
): DecisionLine {
  return {
    declarationNo,
    version,
    channel,
    score,
    reasons: [...reasons],
    hits: hits
      .filter(({ shadow }) => !shadow)
      .toSorted((a, b) => (a.profile < b.profile ? -1 : 1))
      .map(({ profile, items }) => ({ profile, items: [...items] })),
    rulesetVersion,
  };
}
