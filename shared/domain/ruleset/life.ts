import type { PartKind, PartState, Release } from './part.ts';

/** Steps of a version's life; each needs a reason but `submit`. */
export const PART_STEPS = ['submit', 'return', 'approve', 'release', 'suspend', 'resume', 'retire'] as const;

export type PartStep = (typeof PART_STEPS)[number];

/** A version as the rules of its life look at it. */
export interface LivingVersion {
  kind: PartKind;
  state: PartState;
  /** Id of who began it. */
  author: string;
  /** Ids of everyone who wrote what it says or submitted it. */
  writers: readonly string[];
  /** How it is in force, or was; null before its first approval. */
  release: Release | null;
  /** Came with a ruleset file: its review is that of the file. */
  imported: boolean;
}

/** Who wants to take a step, with the rights held where the part applies. */
export interface Stepper {
  id: string;
  mayEdit: boolean;
  mayApprove: boolean;
}

/** What a step is taken with. */
export interface StepTerms {
  reason?: string | undefined;
  /** How a profile comes into force; `resume` falls back to what was in force before. */
  release?: Release | undefined;
}

export type LifeRefusal =
  | 'no-right'
  | 'own-work'
  | 'wrong-state'
  | 'part-of-import'
  | 'not-for-kind'
  | 'reason-missing'
  | 'release-missing'
  | 'release-unchanged';

/** What a step does. `effect` says what becomes of the ruleset in force. */
export type StepResult =
  | { allowed: true; to: PartState; release: Release | null; effect: 'none' | 'enters' | 'leaves' }
  | { allowed: false; reason: LifeRefusal };

type Who = 'editor' | 'approver or writer' | 'approver or author' | 'another approver';

interface Rule {
  from: readonly PartState[];
  who: Who;
  kinds: readonly PartKind[];
}

const ALL: readonly PartKind[] = ['profile', 'list', 'policy'];

/**
 * Nothing comes into force, nor leaves it for good, by who wrote on it; stopping a profile is left easy, since an
 * error must not wait for a second person. The policy is never without a version in force.
 */
const RULES: Record<PartStep, Rule> = {
  submit: { from: ['draft'], who: 'editor', kinds: ALL },
  return: { from: ['in-review'], who: 'approver or writer', kinds: ALL },
  approve: { from: ['in-review'], who: 'another approver', kinds: ALL },
  release: { from: ['shadow', 'active'], who: 'another approver', kinds: ['profile'] },
  suspend: { from: ['shadow', 'active'], who: 'approver or author', kinds: ['profile'] },
  resume: { from: ['suspended'], who: 'another approver', kinds: ['profile'] },
  retire: { from: ['shadow', 'active', 'suspended'], who: 'another approver', kinds: ['profile', 'list'] },
};

/** Whether a version in this state is part of the ruleset in force. */
export function isInForce(state: PartState): boolean {
  return state === 'shadow' || state === 'active';
}

/** Whether a version in this state is still being written or reviewed. */
export function isOpen(state: PartState): boolean {
  return state === 'draft' || state === 'in-review';
}

/** Why a step is not somebody's to take now, whatever it would be taken with; null where it is. */
export function refusalOf(step: PartStep, version: LivingVersion, by: Stepper): LifeRefusal | null {
  const { from, who, kinds } = RULES[step];
  if (!kinds.includes(version.kind)) return 'not-for-kind';
  if (!from.includes(version.state)) return 'wrong-state';
  if (version.imported && isOpen(version.state)) return 'part-of-import';
  const wrote = version.writers.includes(by.id) || version.author === by.id;
  switch (who) {
    case 'editor':
      return by.mayEdit ? null : 'no-right';
    case 'approver or writer':
      return by.mayApprove || (by.mayEdit && wrote) ? null : 'no-right';
    case 'approver or author':
      return by.mayApprove || (by.mayEdit && version.author === by.id) ? null : 'no-right';
    case 'another approver':
      if (!by.mayApprove) return 'no-right';
      return wrote ? 'own-work' : null;
  }
}

/** Takes a step of a version's life, or says why not. */
export function take(step: PartStep, version: LivingVersion, by: Stepper, terms: StepTerms): StepResult {
  const refused = refusalOf(step, version, by);
  if (refused !== null) return { allowed: false, reason: refused };
  if (step !== 'submit' && (terms.reason ?? '').trim() === '') {
    return { allowed: false, reason: 'reason-missing' };
  }
  const { release } = version;
  switch (step) {
    case 'submit':
      return { allowed: true, to: 'in-review', release, effect: 'none' };
    case 'return':
      return { allowed: true, to: 'draft', release, effect: 'none' };
    case 'approve':
    case 'release':
    case 'resume':
      return bringIn(step, version, terms.release);
    case 'suspend':
      return { allowed: true, to: 'suspended', release, effect: 'leaves' };
    case 'retire': {
      const effect = isInForce(version.state) ? 'leaves' : 'none';
      return { allowed: true, to: 'retired', release, effect };
    }
  }
}

function bringIn(
  step: 'approve' | 'release' | 'resume',
  { kind, release: held }: LivingVersion,
  wanted: Release | undefined,
): StepResult {
  if (kind !== 'profile') {
    if (wanted !== undefined) return { allowed: false, reason: 'not-for-kind' };
    return { allowed: true, to: 'active', release: { status: 'active' }, effect: 'enters' };
  }
  const release = wanted ?? (step === 'resume' ? held : null);
  if (release === null) return { allowed: false, reason: 'release-missing' };
  if (step === 'release' && held !== null && sameRelease(release, held)) {
    return { allowed: false, reason: 'release-unchanged' };
  }
  return { allowed: true, to: release.status, release, effect: 'enters' };
}

/** Whether two releases say the same, in whatever order. */
export function sameRelease(a: Release, b: Release): boolean {
  const houses = (release: Release) => release.canary?.houses?.toSorted().join(' ');
  return (
    a.status === b.status &&
    houses(a) === houses(b) &&
    a.canary?.share === b.canary?.share &&
    a.guard?.hitsPerHour === b.guard?.hitsPerHour &&
    a.guard?.extraRedsOfCapacity === b.guard?.extraRedsOfCapacity
  );
}
