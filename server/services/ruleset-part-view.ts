import type { PartEventView, PartVersionView } from '../../shared/contract/profiles.ts';
import { PART_STEPS, refusalOf, type LivingVersion, type Stepper } from '../../shared/domain/ruleset/life.ts';
import type { PartIdentity, PartKind } from '../../shared/domain/ruleset/part.ts';
import type { StoredPartEvent, StoredVersion } from '../../shared/platform/stores/ruleset-part.store.ts';

/** A version as the rules of its life look at it. */
export function livingOf(
  stored: Pick<StoredVersion, 'state' | 'authorId' | 'writers' | 'release' | 'imported'> & { kind: PartKind },
): LivingVersion {
  const { kind, state, authorId, writers, release, imported } = stored;
  return { kind, state, author: authorId, writers, release, imported };
}

/** A version as the reader sees it, with the steps that are theirs to take. */
export function viewOf(part: PartIdentity, stored: StoredVersion, by: Stepper): PartVersionView {
  const { version, state, release, authorName, revision, createdAt, changedAt } = stored;
  const living = livingOf({ ...stored, ...part });
  return {
    version,
    state,
    release,
    author: authorName,
    revision,
    createdAt: createdAt.toISOString(),
    changedAt: changedAt.toISOString(),
    steps: PART_STEPS.filter((step) => refusalOf(step, living, by) === null),
    editable: state === 'draft' && by.mayEdit,
  };
}

/** A line of the history. */
export function eventOf({ at, ...event }: StoredPartEvent): PartEventView {
  return { ...event, at: at.toISOString() };
}
