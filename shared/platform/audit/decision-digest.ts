import { createHash } from 'node:crypto';
import type { Channel } from '../../domain/channel/channel.ts';

/** What a digest covers of a decision: all that its declarant and its officer saw of it. */
export interface DigestedDecision {
  declarationNo: string;
  version: number;
  channel: Channel;
  score: number;
  reasons: readonly string[];
}

/** SHA-256 over the decisions of a batch, in whatever order they are given. */
export function decisionDigest(decisions: readonly DigestedDecision[]): Buffer {
  const lines = decisions.map(
    ({ declarationNo, version, channel, score, reasons }) =>
      `${declarationNo}\t${version}\t${channel}\t${score}\t${reasons.join(',')}`,
  );
  return createHash('sha256').update(lines.toSorted().join('\n')).digest();
}
