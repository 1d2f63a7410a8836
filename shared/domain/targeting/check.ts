import { checkCondition } from './check-condition.ts';
import { isInstant } from './check-operand.ts';
import type { Fault } from './fault.ts';
import { parseInstant } from './instant.ts';
import { ALARM_PRIORITIES } from './profile.ts';

type Check = (value: unknown) => string | null;
type Fields = Record<string, { check: Check; optional?: true }>;
type Draft = Record<string, unknown>;

const CODE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

const text: Check = (value) =>
  typeof value === 'string' && value !== '' ? null : 'expected text that is not empty';
const code: Check = (value) =>
  typeof value === 'string' && CODE.test(value) ? null : 'expected 1 to 64 letters, digits or . _ -';
const flag: Check = (value) => (typeof value === 'boolean' ? null : 'expected true or false');
const instant: Check = (value) => (isInstant(value) ? null : 'expected an RFC 3339 instant with offset');
const anything: Check = () => null;
const positiveInteger: Check = (value) =>
  Number.isInteger(value) && (value as number) >= 1 ? null : 'expected a whole number from 1';
const numberIn =
  (low: number, high: number): Check =>
  (value) =>
    typeof value === 'number' && value >= low && value <= high
      ? null
      : `expected a number from ${low} to ${high}`;
const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    words.includes(value as string) ? null : `expected one of ${words.join(' ')}`;

const PROFILE: Fields = {
  code: { check: code },
  version: { check: positiveInteger },
  title: { check: text },
  titleZh: { check: text, optional: true },
  level: { check: oneOf('national', 'district', 'house') },
  scope: { check: text, optional: true },
  status: { check: oneOf('active', 'shadow') },
  validFrom: { check: instant, optional: true },
  validTo: { check: instant, optional: true },
  when: { check: anything },
  channel: { check: oneOf('red', 'orange', 'none') },
  mandatory: { check: flag },
  score: { check: numberIn(0, 100) },
  alarm: { check: oneOf(...ALARM_PRIORITIES), optional: true },
  guidance: { check: anything, optional: true },
};
const GUIDANCE: Fields = { en: { check: text, optional: true }, zh: { check: text, optional: true } };
const LIST: Fields = { name: { check: code }, entries: { check: anything } };
const ENTRY: Fields = {
  value: { check: text },
  from: { check: instant, optional: true },
  to: { check: instant, optional: true },
};
const POLICY: Fields = {
  thresholds: { check: anything },
  creditShift: { check: anything },
  randomRate: { check: numberIn(0, 1) },
};
const THRESHOLDS: Fields = { red: { check: numberIn(0, 1000) }, orange: { check: numberIn(0, 1000) } };
const RULESET: Fields = {
  format: { check: oneOf('tidewaiter-ruleset/1') },
  profiles: { check: anything },
  lists: { check: anything },
  policy: { check: anything },
};

/** What is wrong with a ruleset file, read from outside. Without a fault the value is a `Ruleset` that compiles. */
export function checkRuleset(value: unknown): Fault[] {
  const faults: Fault[] = [];
  const ruleset = checkObject(value, RULESET, '', faults);
  if (!ruleset) return faults;
  const names = checkLists(ruleset.lists, faults);
  checkProfiles(ruleset.profiles, names, faults);
  checkPolicy(ruleset.policy, faults);
  return faults;
}

function checkLists(value: unknown, faults: Fault[]): Set<string> {
  const names = new Set<string>();
  eachOf(value, 'lists', faults, (entry, path) => {
    const list = checkObject(entry, LIST, path, faults);
    if (!list) return;
    if (typeof list.name === 'string') unique(names, list.name, `${path}.name`, faults);
    eachOf(list.entries, `${path}.entries`, faults, (held, at) => {
      const draft = checkObject(held, ENTRY, at, faults);
      if (draft) checkPeriod(draft.from, draft.to, `${at}.to`, faults);
    });
  });
  return names;
}

function checkProfiles(value: unknown, lists: ReadonlySet<string>, faults: Fault[]): void {
  const codes = new Set<string>();
  eachOf(value, 'profiles', faults, (entry, path) => {
    const profile = checkObject(entry, PROFILE, path, faults);
    if (!profile) return;
    if (typeof profile.code === 'string') unique(codes, profile.code, `${path}.code`, faults);
    checkScope(profile, `${path}.scope`, faults);
    checkPeriod(profile.validFrom, profile.validTo, `${path}.validTo`, faults);
    if (profile.guidance !== undefined) checkObject(profile.guidance, GUIDANCE, `${path}.guidance`, faults);
    if (profile.when === undefined) return;
    for (const { path: at, reason } of checkCondition(profile.when, lists)) {
      faults.push({ path: at === '' ? `${path}.when` : `${path}.when.${at}`, reason });
    }
  });
}

function checkPolicy(value: unknown, faults: Fault[]): void {
  const policy = value === undefined ? null : checkObject(value, POLICY, 'policy', faults);
  if (!policy) return;
  const thresholds =
    policy.thresholds === undefined
      ? null
      : checkObject(policy.thresholds, THRESHOLDS, 'policy.thresholds', faults);
  if (thresholds && (thresholds.orange as number) > (thresholds.red as number)) {
    faults.push({ path: 'policy.thresholds.orange', reason: 'expected not above red' });
  }
  if (policy.creditShift === undefined) return;
  if (!isObject(policy.creditShift)) {
    faults.push({ path: 'policy.creditShift', reason: 'expected points by credit class' });
    return;
  }
  for (const [creditClass, points] of Object.entries(policy.creditShift)) {
    const reason = numberIn(-100, 100)(points);
    if (reason) faults.push({ path: `policy.creditShift.${creditClass}`, reason });
  }
}

function checkScope({ level, scope }: Draft, path: string, faults: Fault[]): void {
  if ((level === 'district' || level === 'house') && scope === undefined) {
    faults.push({
      path,
      reason: `expected the code of the ${level === 'house' ? 'customs house' : 'district'}`,
    });
  }
  if (level === 'national' && scope !== undefined)
    faults.push({ path, reason: 'a national profile has no scope' });
}

function checkPeriod(from: unknown, to: unknown, path: string, faults: Fault[]): void {
  if (isInstant(from) && isInstant(to) && parseInstant(from) >= parseInstant(to)) {
    faults.push({ path, reason: 'expected an instant after the start of validity' });
  }
}

function checkObject(value: unknown, fields: Fields, path: string, faults: Fault[]): Draft | null {
  if (!isObject(value)) {
    faults.push({ path, reason: 'expected an object' });
    return null;
  }
  const at = (key: string) => (path === '' ? key : `${path}.${key}`);
  for (const key of Object.keys(value)) {
    if (!Object.hasOwn(fields, key)) faults.push({ path: at(key), reason: 'unknown key' });
  }
  for (const [key, { check, optional }] of Object.entries(fields)) {
    const held = value[key];
    if (held === undefined) {
      if (!optional) faults.push({ path: at(key), reason: 'missing' });
      continue;
    }
    const reason = check(held);
    if (reason) faults.push({ path: at(key), reason });
  }
  return value;
}

function eachOf(
  value: unknown,
  path: string,
  faults: Fault[],
  check: (entry: unknown, path: string) => void,
): void {
  if (value === undefined) return;
  if (!Array.isArray(value)) {
    faults.push({ path, reason: 'expected a list' });
    return;
  }
  for (const [index, entry] of value.entries()) check(entry, `${path}.${index}`);
}

function unique(known: Set<string>, name: string, path: string, faults: Fault[]): void {
  if (known.has(name)) faults.push({ path, reason: 'expected to be the only one of this name' });
  known.add(name);
}

function isObject(value: unknown): value is Draft {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
