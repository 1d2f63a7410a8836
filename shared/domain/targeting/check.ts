import { listsIn, mayUse, type Placed } from '../ruleset/level.ts';
import {
  checkEntries,
  checkInsideProfile,
  checkInsideRelease,
  checkPolicy,
  LIST_CONTENT,
  placeCode,
  PROFILE_CONTENT,
  RELEASE,
} from './check-content.ts';
import {
  anything,
  checkObject,
  code,
  eachOf,
  oneOf,
  positiveInteger,
  text,
  type Draft,
  type Fields,
} from './check-fields.ts';
import { Faults, type Fault } from './fault.ts';
import type { Ruleset } from './profile.ts';

/** Profiles and lists of one file. */
export const MAX_PROFILES = 200_000;
export const MAX_LISTS = 10_000;

const PLACED: Fields = {
  level: { check: oneOf('national', 'district', 'house') },
  scope: { check: placeCode, optional: true },
};
const PROFILE: Fields = {
  code: { check: code },
  version: { check: positiveInteger },
  ...PLACED,
  ...RELEASE,
  ...PROFILE_CONTENT,
};
const LIST: Fields = {
  name: { check: code },
  level: { check: PLACED['level']!.check, optional: true },
  scope: PLACED['scope']!,
  ...LIST_CONTENT,
};
const RULESET: Fields = {
  $schema: { check: text, optional: true },
  format: { check: oneOf('tidewaiter-ruleset/1') },
  profiles: { check: anything },
  lists: { check: anything },
  policy: { check: anything },
};

/**
 * What is wrong with a ruleset file, read from outside, up to `MAX_FAULTS`. Without a fault the value is a `Ruleset`
 * that compiles.
 */
export function checkRuleset(value: unknown): Fault[] {
  const faults = new Faults();
  const ruleset = checkObject(value, RULESET, '', faults);
  if (!ruleset) return faults.all;
  const lists = checkLists(ruleset.lists, faults);
  checkProfiles(ruleset.profiles, lists, faults);
  if (ruleset.policy !== undefined) checkPolicy(ruleset.policy, 'policy', { lists, withSalt: true }, faults);
  if (faults.all.length === 0) checkLevels(value as Ruleset, faults);
  return faults.all;
}

/** No profile rests on a list of a lower level. Which district a house belongs to is not known to a file. */
function checkLevels({ profiles, lists }: Ruleset, faults: Faults): void {
  const lower = new Map<string, Placed>();
  for (const { name, level = 'national', scope } of lists) {
    if (level !== 'national') lower.set(name, { level, scope });
  }
  if (lower.size === 0) return;
  for (const [index, profile] of profiles.entries()) {
    for (const { path, name } of listsIn(profile.when)) {
      const list = lower.get(name);
      if (list === undefined || (profile.level === 'house' && list.level === 'district')) continue;
      if (mayUse(profile, list, () => undefined)) continue;
      faults.add(`profiles.${index}.when.${path}`, 'the reference list belongs to a lower level');
    }
  }
}

function checkLists(value: unknown, faults: Faults): Set<string> {
  const names = new Set<string>();
  eachOf(value, 'lists', faults, MAX_LISTS, (entry, path) => {
    const list = checkObject(entry, LIST, path, faults);
    if (!list) return;
    if (typeof list.name === 'string') unique(names, list.name, `${path}.name`, faults);
    checkScope({ level: list.level ?? 'national', scope: list.scope }, `${path}.scope`, faults);
    checkEntries(list.entries, `${path}.entries`, faults);
  });
  return names;
}

function checkProfiles(value: unknown, lists: ReadonlySet<string>, faults: Faults): void {
  const codes = new Set<string>();
  eachOf(value, 'profiles', faults, MAX_PROFILES, (entry, path) => {
    const profile = checkObject(entry, PROFILE, path, faults);
    if (!profile) return;
    if (typeof profile.code === 'string') unique(codes, profile.code, `${path}.code`, faults);
    checkScope(profile, `${path}.scope`, faults);
    checkInsideRelease(profile, path, faults);
    checkInsideProfile(profile, path, lists, faults);
  });
}

function checkScope({ level, scope }: Draft, path: string, faults: Faults): void {
  if ((level === 'district' || level === 'house') && scope === undefined) {
    faults.add(path, `expected the code of the ${level === 'house' ? 'customs house' : 'district'}`);
  }
  if (level === 'national' && scope !== undefined) faults.add(path, 'what is national has no scope');
}

function unique(known: Set<string>, name: string, path: string, faults: Faults): void {
  if (known.has(name)) faults.add(path, 'expected to be the only one of this name');
  known.add(name);
}
