import { sameRelease } from '../../../shared/domain/ruleset/life.ts';
import type { Release } from '../../../shared/domain/ruleset/part.ts';
import type { Canary, Guard } from '../../../shared/domain/targeting/profile.ts';
import { m } from '../../paraglide/messages.js';
import { scopeName } from '../../shell/scope-name.ts';
import { formatCount, formatShare } from '../../ui/format.ts';
import { STATE_WORDS } from './part-words.ts';

/** How a version is released, in one line: its state, where it is tried out, what would suspend it. */
export function releaseText({ status, canary, guard }: Release): string {
  const parts = [STATE_WORDS[status]()];
  if (canary !== undefined) parts.push(m.ruleset_release_canary({ where: canaryText(canary) }));
  if (guard !== undefined) parts.push(m.ruleset_release_guard({ limits: guardText(guard) }));
  return parts.join(m.ruleset_semicolon());
}

/** How a version is to be released, and how its part was before where that is another way; empty where it leaves. */
export function releaseChangeText(change: {
  release: Release | null;
  releaseBefore: Release | null;
}): string {
  const { release, releaseBefore } = change;
  if (release === null) return '';
  const after = releaseText(release);
  return releaseBefore === null || sameRelease(releaseBefore, release)
    ? after
    : `${releaseText(releaseBefore)} → ${after}`;
}

/** Where a canary acts: "Shanghai Pujiang, Yantian; 20.0 % of declarations". */
function canaryText({ houses, share }: Canary): string {
  const parts: string[] = [];
  if (houses !== undefined) {
    parts.push(houses.map((house) => scopeName(`house:${house}`)).join(m.common_list_comma()));
  }
  if (share !== undefined) parts.push(m.ruleset_share_of_declarations({ share: formatShare(share) }));
  return parts.join(m.common_list_comma());
}

/** What a guard allows. */
function guardText({ hitsPerHour, extraRedsOfCapacity }: Guard): string {
  const parts: string[] = [];
  if (hitsPerHour !== undefined) parts.push(m.ruleset_guard_hits({ hits: formatCount(hitsPerHour) }));
  if (extraRedsOfCapacity !== undefined) {
    parts.push(m.ruleset_guard_reds({ share: formatShare(extraRedsOfCapacity) }));
  }
  return parts.join(m.common_list_comma());
}
