import type { Declaration, GoodsItem } from '../declaration.ts';
import type { Condition } from './condition.ts';
import type { Profile, ReferenceList, Ruleset } from './profile.ts';
import type { Hit } from './ruleset-matcher.ts';

/** A small import declaration of one laptop item, changed as asked. */
export function declarationOf(change: Partial<Declaration> = {}): Declaration {
  return {
    declarationNo: 'D-1',
    direction: 'import',
    registeredAt: '2026-05-01T10:11:12+08:00',
    customsHouse: '2201',
    trader: { id: 'T1' },
    items: [itemOf()],
    ...change,
  };
}

/** A goods item: ten kilograms of laptops from China worth 1,000. */
export function itemOf(change: Partial<GoodsItem> = {}): GoodsItem {
  return { itemNo: 1, hsCode: '8471300000', origin: 'CN', netMassKg: 10, customsValue: 1000, ...change };
}

/** A national, active profile without validity that only scores, changed as asked. */
export function profileOf(when: Condition, change: Partial<Profile> = {}): Profile {
  return {
    code: 'P-1',
    version: 1,
    title: 'A profile',
    level: 'national',
    status: 'active',
    when,
    channel: 'none',
    mandatory: false,
    score: 10,
    ...change,
  };
}

/** A hit of a profile that has no canary. */
export function hitOf(profile: Profile, items: number[] = []): Hit {
  return { profile, items, shadow: profile.status === 'shadow' };
}

/** A ruleset of these profiles under a plain policy. */
export function rulesetOf(profiles: Profile[], lists: ReferenceList[] = []): Ruleset {
  return {
    format: 'tidewaiter-ruleset/1',
    profiles,
    lists,
    policy: { thresholds: { red: 70, orange: 30 }, creditShift: {}, randomRate: 0 },
  };
}
