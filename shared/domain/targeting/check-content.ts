import { checkCondition } from './check-condition.ts';
import {
  anything,
  checkObject,
  checkPeriod,
  code,
  eachOf,
  flag,
  instant,
  isObject,
  numberIn,
  oneOf,
  text,
  type Check,
  type Draft,
  type Fields,
} from './check-fields.ts';
import { isInstant } from './check-operand.ts';
import { Faults, type Fault } from './fault.ts';
import { parseInstant } from './instant.ts';
import { STRATUM_OF_THE_REST, STRATUM_UNKNOWN } from './policy.ts';
import { ALARM_PRIORITIES } from './profile.ts';

/** Entries of one reference list. */
export const MAX_LIST_ENTRIES = 500_000;

/** Strata, credit classes and dated changes of one policy, and houses of one canary. */
const MAX_STRATA = 100;
/** What is drawn outside the strata of a policy is told by these names. */
const RESERVED_STRATA: readonly unknown[] = [STRATUM_OF_THE_REST, STRATUM_UNKNOWN];
const MAX_CLASSES = 100;
const MAX_DATED = 100;
const MAX_HOUSES = 1_000;

const PLACE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;

export const placeCode: Check = (value) =>
  typeof value === 'string' && PLACE.test(value) ? null : 'expected the code of a place';
const share = numberIn(0, 1);
const positive: Check = (value) =>
  typeof value === 'number' && value > 0 && value <= 1e9 ? null : 'expected a number above 0';

export const PROFILE_CONTENT: Fields = {
  title: { check: text },
  titleZh: { check: text, optional: true },
  validFrom: { check: instant, optional: true },
  validTo: { check: instant, optional: true },
  when: { check: anything },
  channel: { check: oneOf('red', 'orange', 'none') },
  mandatory: { check: flag },
  score: { check: numberIn(0, 100) },
  alarm: { check: oneOf(...ALARM_PRIORITIES), optional: true },
  guidance: { check: anything, optional: true },
};
export const RELEASE: Fields = {
  status: { check: oneOf('active', 'shadow') },
  canary: { check: anything, optional: true },
  guard: { check: anything, optional: true },
};
export const LIST_CONTENT: Fields = { title: { check: text, optional: true }, entries: { check: anything } };

const GUIDANCE: Fields = { en: { check: text, optional: true }, zh: { check: text, optional: true } };
const CANARY: Fields = {
  houses: { check: anything, optional: true },
  share: { check: share, optional: true },
};
const GUARD: Fields = {
  hitsPerHour: { check: positive, optional: true },
  extraRedsOfCapacity: { check: positive, optional: true },
};
const ENTRY: Fields = {
  value: { check: text },
  from: { check: instant, optional: true },
  to: { check: instant, optional: true },
};
const THRESHOLDS: Fields = { red: { check: numberIn(0, 1000) }, orange: { check: numberIn(0, 1000) } };
const STRATUM: Fields = { name: { check: code }, when: { check: anything }, rate: { check: share } };
const PARAMETERS: Fields = {
  thresholds: { check: anything },
  creditShift: { check: anything },
  randomRate: { check: share },
  strata: { check: anything, optional: true },
  regulated: { check: flag, optional: true },
};
const POLICY: Fields = { ...PARAMETERS, dated: { check: anything, optional: true } };
const DATED: Fields = {
  ...Object.fromEntries(
    Object.entries(PARAMETERS).map(([key, { check }]) => [key, { check, optional: true as const }]),
  ),
  from: { check: instant },
};

/** What is wrong with what a specialist writes of a profile, against the names of the reference lists. */
export function checkProfileContent(value: unknown, lists: ReadonlySet<string>): Fault[] {
  return collect((faults) => {
    const draft = checkObject(value, PROFILE_CONTENT, '', faults);
    if (draft) checkInsideProfile(draft, '', lists, faults);
  });
}

/** What is wrong with what a specialist writes of a reference list. */
export function checkListContent(value: unknown): Fault[] {
  return collect((faults) => {
    const draft = checkObject(value, LIST_CONTENT, '', faults);
    if (draft) checkEntries(draft.entries, 'entries', faults);
  });
}

/** What is wrong with the parameters of the channel policy; one in force holds no salt. */
export function checkPolicyContent(value: unknown, lists: ReadonlySet<string>): Fault[] {
  return collect((faults) => checkPolicy(value, '', { lists, withSalt: false }, faults));
}

/** What is wrong with how a version is to come into force. */
export function checkRelease(value: unknown): Fault[] {
  return collect((faults) => {
    const draft = checkObject(value, RELEASE, '', faults);
    if (draft) checkInsideRelease(draft, '', faults);
  });
}

function collect(check: (faults: Faults) => void): Fault[] {
  const faults = new Faults();
  check(faults);
  return faults.all;
}

/** What a profile holds beneath its own keys. */
export function checkInsideProfile(
  draft: Draft,
  path: string,
  lists: ReadonlySet<string>,
  faults: Faults,
): void {
  const at = (key: string) => (path === '' ? key : `${path}.${key}`);
  checkPeriod(draft.validFrom, draft.validTo, at('validTo'), faults);
  if (draft.guidance !== undefined) checkObject(draft.guidance, GUIDANCE, at('guidance'), faults);
  if (draft.when !== undefined) faults.addAt(at('when'), checkCondition(draft.when, lists));
}

/** What a release holds beneath its own keys. */
export function checkInsideRelease({ canary, guard }: Draft, path: string, faults: Faults): void {
  const at = (key: string) => (path === '' ? key : `${path}.${key}`);
  if (canary !== undefined && checkSome(canary, CANARY, at('canary'), faults)) {
    const { houses } = canary as Draft;
    if (Array.isArray(houses) && houses.length === 0) {
      faults.add(at('canary.houses'), 'expected at least one customs house');
    }
    const seen = new Set<unknown>();
    eachOf(houses, at('canary.houses'), faults, MAX_HOUSES, (house, where) => {
      const reason = seen.has(house) ? 'expected each house once' : placeCode(house);
      if (reason !== null) faults.add(where, reason);
      seen.add(house);
    });
  }
  if (guard !== undefined) checkSome(guard, GUARD, at('guard'), faults);
}

/** An object of which at least one field is stated. */
function checkSome(value: unknown, fields: Fields, path: string, faults: Faults): boolean {
  const draft = checkObject(value, fields, path, faults);
  if (draft && Object.keys(draft).length === 0) {
    faults.add(path, `expected at least one of ${Object.keys(fields).join(' ')}`);
  }
  return draft !== null;
}

export function checkEntries(value: unknown, path: string, faults: Faults): void {
  eachOf(value, path, faults, MAX_LIST_ENTRIES, (entry, at) => {
    const draft = checkObject(entry, ENTRY, at, faults);
    if (draft) checkPeriod(draft.from, draft.to, `${at}.to`, faults);
  });
}

export function checkPolicy(
  value: unknown,
  path: string,
  { lists, withSalt }: { lists: ReadonlySet<string>; withSalt: boolean },
  faults: Faults,
): void {
  const fields: Fields = withSalt ? { ...POLICY, salt: { check: text, optional: true } } : POLICY;
  const policy = checkObject(value, fields, path, faults);
  if (!policy) return;
  checkParameters(policy, path, lists, faults);
  const at = path === '' ? 'dated' : `${path}.dated`;
  let last = -Infinity;
  eachOf(policy.dated, at, faults, MAX_DATED, (entry, where) => {
    const draft = checkObject(entry, DATED, where, faults);
    if (!draft) return;
    checkParameters(draft, where, lists, faults);
    if (!isInstant(draft.from)) return;
    const from = parseInstant(draft.from);
    if (from <= last) faults.add(`${where}.from`, 'expected an instant after the one before');
    last = from;
  });
}

function checkParameters(
  { thresholds, creditShift, strata }: Draft,
  path: string,
  lists: ReadonlySet<string>,
  faults: Faults,
): void {
  const at = (key: string) => (path === '' ? key : `${path}.${key}`);
  if (thresholds !== undefined) {
    const draft = checkObject(thresholds, THRESHOLDS, at('thresholds'), faults);
    if (draft && (draft.orange as number) > (draft.red as number)) {
      faults.add(at('thresholds.orange'), 'expected not above red');
    }
  }
  if (creditShift !== undefined) checkCreditShift(creditShift, at('creditShift'), faults);
  const names = new Set<unknown>();
  eachOf(strata, at('strata'), faults, MAX_STRATA, (entry, where) => {
    const draft = checkObject(entry, STRATUM, where, faults);
    if (!draft) return;
    if (names.has(draft.name)) faults.add(`${where}.name`, 'expected to be the only one of this name');
    if (RESERVED_STRATA.includes(draft.name)) {
      faults.add(`${where}.name`, `expected another name than ${RESERVED_STRATA.join(' or ')}`);
    }
    names.add(draft.name);
    if (draft.when !== undefined) faults.addAt(`${where}.when`, checkCondition(draft.when, lists, 'header'));
  });
}

function checkCreditShift(value: unknown, path: string, faults: Faults): void {
  if (!isObject(value)) return faults.add(path, 'expected points by credit class');
  const classes = Object.entries(value);
  if (classes.length > MAX_CLASSES) return faults.add(path, `expected at most ${MAX_CLASSES} credit classes`);
  for (const [creditClass, points] of classes) {
    const reason = text(creditClass) ?? numberIn(-100, 100)(points);
    if (reason) faults.add(`${path}.${creditClass}`, reason);
  }
}
