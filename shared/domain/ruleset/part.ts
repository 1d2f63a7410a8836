import type { Canary, Guard, ListEntry, Policy, Profile, ProfileLevel } from '../targeting/profile.ts';

export const PART_KINDS = ['profile', 'list', 'policy'] as const;

/** What a ruleset is made of, each in versions with a life of their own. */
export type PartKind = (typeof PART_KINDS)[number];

export const PART_STATES = ['draft', 'in-review', 'shadow', 'active', 'suspended', 'retired'] as const;

/** Where a version stands in its life. Only profiles have `shadow` and `suspended`. */
export type PartState = (typeof PART_STATES)[number];

/** Code of the one part of kind `policy`. */
export const POLICY_CODE = 'policy';

/** How an approved version comes into force; chosen at its approval, and changed without a new version. */
export interface Release {
  status: Profile['status'];
  canary?: Canary;
  guard?: Guard;
}

/** What a specialist writes of a profile: all but its identity and its release. */
export type ProfileContent = Omit<
  Profile,
  'code' | 'version' | 'level' | 'scope' | 'status' | 'canary' | 'guard'
>;

/** What a specialist writes of a reference list. */
export interface ListContent {
  title?: string;
  entries: ListEntry[];
}

/** What a version of each kind holds. The policy in force never holds a salt. */
export interface PartContent {
  profile: ProfileContent;
  list: ListContent;
  policy: Omit<Policy, 'salt'>;
}

/** Identity of a part, and where it applies: a lower level's parts stand beside those of the levels above. */
export interface PartIdentity {
  kind: PartKind;
  code: string;
  level: ProfileLevel;
  /** Code of the district or customs house; null for the nation. */
  scope: string | null;
}
