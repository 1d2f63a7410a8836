import type { ProfileRow } from '../../../shared/contract/profiles.ts';

/** A national profile in force that has not hit yet, with what is given in place of the default. */
export function profileRow(changes: Partial<ProfileRow> & { code: string }): ProfileRow {
  return {
    level: 'national',
    scope: null,
    version: 1,
    state: 'active',
    release: { status: 'active' },
    inForce: null,
    title: 'A profile',
    titleZh: null,
    channel: 'red',
    mandatory: false,
    score: 40,
    alarm: null,
    validFrom: null,
    validTo: null,
    author: 'Test',
    changedAt: '2026-03-02T09:30:00Z',
    mayReview: false,
    performance: {
      hits: 0,
      shadowHits: 0,
      reds: 0,
      extraReds: 0,
      inspections: 0,
      discrepancies: 0,
      hitRate: null,
      lift: null,
      lastHitAt: null,
    },
    trend: new Array<number>(14).fill(0),
    ...changes,
  };
}
