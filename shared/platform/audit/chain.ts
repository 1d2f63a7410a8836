import { createHash } from 'node:crypto';

/** One link of the audit chain: an event of some kind, by the hash of its content. */
export interface Link {
  /** From 1, without a gap. */
  seq: number;
  source: string;
  sourceId: string;
  /** What retention judges the event by, in microseconds since 1970. */
  dated: string;
  /** SHA-256 of the event's content. */
  contentHash: Buffer;
}

/** What the first link follows. */
export const GENESIS = Buffer.alloc(32);

/** SHA-256 of a link and of all before it: whatever is changed, removed or moved changes every hash that follows. */
export function linkHash(previous: Buffer, link: Link): Buffer {
  const { seq, source, sourceId, dated, contentHash } = link;
  return createHash('sha256')
    .update(previous)
    .update(`${seq}\n${source}\n${sourceId}\n${dated}\n`)
    .update(contentHash)
    .digest();
}
