import { describe, expect, test } from 'vitest';
import { isInForce, PART_STEPS, refusalOf, sameRelease, take, type PartStep } from './life.ts';
import { PART_KINDS, PART_STATES, type PartKind, type PartState, type Release } from './part.ts';

const ANOTHER = { id: 'another', mayEdit: true, mayApprove: true };
const active: Release = { status: 'active' };
const terms = { reason: 'because', release: active };

const versionOf = (kind: PartKind, state: PartState, change: object = {}) => ({
  kind,
  state,
  author: 'author',
  writers: ['author', 'writer'],
  release: state === 'draft' || state === 'in-review' ? null : { status: 'shadow' as const },
  imported: false,
  ...change,
});

/** Where each step leads from each state; what is not here is refused. */
const WAYS: Record<PartKind, Partial<Record<PartState, Partial<Record<PartStep, PartState>>>>> = {
  profile: {
    draft: { submit: 'in-review' },
    'in-review': { return: 'draft', approve: 'active' },
    shadow: { release: 'active', suspend: 'suspended', retire: 'retired' },
    active: { release: 'active', suspend: 'suspended', retire: 'retired' },
    suspended: { resume: 'active', retire: 'retired' },
  },
  list: {
    draft: { submit: 'in-review' },
    'in-review': { return: 'draft', approve: 'active' },
    shadow: { retire: 'retired' },
    active: { retire: 'retired' },
    suspended: { retire: 'retired' },
  },
  policy: { draft: { submit: 'in-review' }, 'in-review': { return: 'draft', approve: 'active' } },
};

const every = PART_KINDS.flatMap((kind) =>
  PART_STATES.flatMap((state) => PART_STEPS.map((step) => [kind, state, step] as const)),
);

test.each(every)('a %s in %s: %s', (kind, state, step) => {
  const to = WAYS[kind][state]?.[step];
  const given = kind === 'profile' ? terms : { reason: 'because' };
  const result = take(step, versionOf(kind, state), ANOTHER, given);
  if (to === undefined) {
    expect(result).toEqual({ allowed: false, reason: expect.stringMatching('^(wrong-state|not-for-kind)$') });
    return;
  }
  const enters = ['approve', 'release', 'resume'].includes(step);
  const leaves = ['suspend', 'retire'].includes(step) && isInForce(state);
  expect(result).toMatchObject({ allowed: true, to, effect: enters ? 'enters' : leaves ? 'leaves' : 'none' });
  if (enters) expect(result).toMatchObject({ release: active });
});

describe('who takes a step', () => {
  const AUTHOR = { id: 'author', mayEdit: true, mayApprove: true };
  const WRITER = { id: 'writer', mayEdit: true, mayApprove: true };
  const EDITOR = { id: 'editor', mayEdit: true, mayApprove: false };
  const ONLY_AUTHOR = { id: 'author', mayEdit: true, mayApprove: false };
  const READER = { id: 'author', mayEdit: false, mayApprove: false };
  const FROM: Record<PartStep, PartState> = {
    submit: 'draft',
    return: 'in-review',
    approve: 'in-review',
    release: 'shadow',
    suspend: 'active',
    resume: 'suspended',
    retire: 'active',
  };

  test.each<[PartStep, string | null, string | null, string | null, string | null]>([
    // step, the author with all rights, another writer, an editor who wrote nothing, the author who only edits
    ['submit', null, null, null, null],
    ['return', null, null, 'no-right', null],
    ['approve', 'own-work', 'own-work', 'no-right', 'no-right'],
    ['release', 'own-work', 'own-work', 'no-right', 'no-right'],
    ['suspend', null, null, 'no-right', null],
    ['resume', 'own-work', 'own-work', 'no-right', 'no-right'],
    ['retire', 'own-work', 'own-work', 'no-right', 'no-right'],
  ])('%s: author %s, writer %s, editor %s, author without approval %s', (step, ...expected) => {
    const version = versionOf('profile', FROM[step]);
    expect([AUTHOR, WRITER, EDITOR, ONLY_AUTHOR].map((by) => refusalOf(step, version, by))).toEqual(expected);
    expect(refusalOf(step, version, READER)).toBe('no-right');
    expect(refusalOf(step, version, ANOTHER)).toBeNull();
  });
});

test('what came with a file is decided on with it, and lives its own life afterwards', () => {
  for (const step of ['approve', 'return'] as const) {
    const version = versionOf('profile', 'in-review', { imported: true });
    expect(refusalOf(step, version, ANOTHER)).toBe('part-of-import');
  }
  expect(refusalOf('suspend', versionOf('profile', 'active', { imported: true }), ANOTHER)).toBeNull();
});

describe('what a step is taken with', () => {
  test('every step but submit needs a reason', () => {
    expect(take('submit', versionOf('profile', 'draft'), ANOTHER, {})).toMatchObject({ allowed: true });
    for (const reason of [undefined, '', ' \n']) {
      expect(take('suspend', versionOf('profile', 'active'), ANOTHER, { reason })).toEqual({
        allowed: false,
        reason: 'reason-missing',
      });
    }
  });

  test('a profile comes into force in a stated way, and back in the one it had', () => {
    const reason = 'because';
    expect(take('approve', versionOf('profile', 'in-review'), ANOTHER, { reason })).toMatchObject({
      reason: 'release-missing',
    });
    expect(take('resume', versionOf('profile', 'suspended'), ANOTHER, { reason })).toMatchObject({
      to: 'shadow',
      release: { status: 'shadow' },
    });
    const same = { reason, release: { status: 'shadow' as const } };
    expect(take('release', versionOf('profile', 'shadow'), ANOTHER, same)).toMatchObject({
      reason: 'release-unchanged',
    });
  });

  test.each(['list', 'policy'] as const)('a %s has no release of its own', (kind) => {
    const version = versionOf(kind, 'in-review');
    expect(take('approve', version, ANOTHER, terms)).toEqual({ allowed: false, reason: 'not-for-kind' });
    expect(take('approve', version, ANOTHER, { reason: 'because' })).toMatchObject({ release: active });
  });
});

test('releases are the same whatever the order of their houses', () => {
  const release: Release = {
    status: 'active',
    canary: { houses: ['2201', '5301'], share: 0.1 },
    guard: { hitsPerHour: 5 },
  };
  expect(sameRelease(release, { ...release, canary: { share: 0.1, houses: ['5301', '2201'] } })).toBe(true);
  for (const other of [
    { ...release, status: 'shadow' as const },
    { ...release, canary: { houses: ['2201'], share: 0.1 } },
    { ...release, canary: { houses: ['2201', '5301'], share: 0.2 } },
    { ...release, guard: { hitsPerHour: 6 } },
    { ...release, guard: { hitsPerHour: 5, extraRedsOfCapacity: 0.1 } },
    { status: 'active' as const },
  ]) {
    expect(sameRelease(release, other)).toBe(false);
  }
});
