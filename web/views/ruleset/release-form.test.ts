import { describe, expect, it, test } from 'vitest';
import type { Release } from '../../../shared/domain/ruleset/part.ts';
import { readRelease, releaseForm, type ReleaseForm } from './release-form.ts';

const active: ReleaseForm = { ...releaseForm(null), status: 'active' };

test.each<[Partial<ReleaseForm>, object]>([
  [{}, { release: { status: 'active' } }],
  [{ status: 'shadow', tryOut: true, guarded: true }, { release: { status: 'shadow' } }],
  [
    { tryOut: true, houses: ['2201'], share: '7' },
    { release: { status: 'active', canary: { houses: ['2201'], share: 0.07 } } },
  ],
  [{ tryOut: true, share: '12,5 %' }, { release: { status: 'active', canary: { share: 0.125 } } }],
  [{ tryOut: true, houses: ['2201'] }, { release: { status: 'active', canary: { houses: ['2201'] } } }],
  [{ tryOut: true }, { faults: ['tryOut'] }],
  [{ tryOut: true, share: '0' }, { faults: ['share'] }],
  [{ tryOut: true, share: '101' }, { faults: ['share'] }],
  [{ tryOut: true, share: 'half', houses: ['2201'] }, { faults: ['share'] }],
  [
    { guarded: true, hitsPerHour: '50', extraReds: '10' },
    { release: { status: 'active', guard: { hitsPerHour: 50, extraRedsOfCapacity: 0.1 } } },
  ],
  [{ guarded: true }, { faults: ['guarded'] }],
  [{ guarded: true, hitsPerHour: '1.5' }, { faults: ['hitsPerHour'] }],
  [{ guarded: true, hitsPerHour: '-1', extraReds: 'x' }, { faults: ['hitsPerHour', 'extraReds'] }],
])('%j is read as %j', (changes, read) => {
  expect(readRelease({ ...active, ...changes })).toEqual(read);
});

describe('a release', () => {
  it('stays as it is when its form is sent unchanged', () => {
    const release: Release = {
      status: 'active',
      canary: { houses: ['2201', '5301'], share: 0.07 },
      guard: { hitsPerHour: 50, extraRedsOfCapacity: 0.125 },
    };
    expect(readRelease(releaseForm(release))).toEqual({ release });
  });

  it('that is still to be chosen acts on nothing', () => {
    expect(readRelease(releaseForm(null))).toEqual({ release: { status: 'shadow' } });
  });
});
