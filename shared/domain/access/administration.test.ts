import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ACCOUNT_ACTS,
  assignmentsBeyond,
  decideAdministration,
  enclosing,
  type Account,
  type AccountAct,
  type Administration,
  type AdministrationRefusal,
  type Administrator,
  type Circumstances,
} from './administration.ts';
import type { Assignment } from './grant.ts';
import { LENDABLE_RIGHTS, RIGHTS, type Right } from './right.ts';
import { LEVELS_OF_ROLE, ROLES, type Role } from './role.ts';
import { contains, partsOf, type ScopeId } from './scope.ts';

const DISTRICTS: Record<string, string> = { '2201': '2200', '2202': '2200', '3101': '3100' };
const SCOPES: ScopeId[] = [
  'national',
  'district:2200',
  'district:3100',
  'house:2201',
  'house:2202',
  'house:3101',
];
const districtOf = (house: string) => DISTRICTS[house];

const USUAL: Circumstances = {
  districtOf,
  isKnownScope: (scope) => SCOPES.includes(scope),
  demonstration: false,
  otherAdministrators: 1,
};
const NATION: Administrator = { id: 'boss', scopes: ['national'] };
const SHANGHAI: Administrator = { id: 'shanghai', scopes: ['district:2200'] };

const role = (text: string): Assignment => {
  const [name, scope] = text.split('@');
  return { role: name as Role, scope: scope as ScopeId };
};
const account = (roles: string[], more: Partial<Account> = {}): Account => ({
  id: 'somebody',
  assignments: roles.map(role),
  lentAt: [],
  demonstration: false,
  disabled: false,
  canSignIn: true,
  ...more,
});
const reasonOf = (by: Administrator, wanted: Administration, around: Partial<Circumstances> = {}) => {
  const decision = decideAdministration(by, wanted, { ...USUAL, ...around });
  return decision.allowed ? 'allowed' : decision.reason;
};

type Answer = AdministrationRefusal | 'allowed';

test.each<[string, Administrator, string[], Answer]>([
  ['the nation sees everyone', NATION, ['officer@house:3101'], 'allowed'],
  ['the nation sees who has no role', NATION, [], 'allowed'],
  ['a district sees a house of its own', SHANGHAI, ['officer@house:2201'], 'allowed'],
  [
    'a district sees who is there among other places',
    SHANGHAI,
    ['manager@national', 'officer@house:2201'],
    'allowed',
  ],
  ['a district does not see another', SHANGHAI, ['officer@house:3101'], 'out-of-sight'],
  ['a district does not see the nation', SHANGHAI, ['manager@national'], 'out-of-sight'],
  ['a district does not see who has no role', SHANGHAI, [], 'out-of-sight'],
  ['nobody sees without the right', { id: 'x', scopes: [] }, ['officer@house:2201'], 'out-of-sight'],
])('%s', (_what, by, roles, answer) => {
  expect(reasonOf(by, { kind: 'see', account: account(roles) })).toBe(answer);
});

test.each<[string, Administrator, string[], Answer]>([
  ['a role inside', SHANGHAI, ['operator@district:2200', 'officer@house:2202'], 'allowed'],
  ['a role at another district', SHANGHAI, ['operator@district:3100'], 'outside-scope'],
  ['a role at the nation', SHANGHAI, ['operator@national'], 'outside-scope'],
  [
    'one role inside and one outside',
    SHANGHAI,
    ['operator@house:2201', 'operator@house:3101'],
    'outside-scope',
  ],
  ['no role at all, by a district', SHANGHAI, [], 'no-assignment'],
  ['no role at all, by the nation', NATION, [], 'allowed'],
  ['an officer of a district', NATION, ['officer@district:2200'], 'level-not-allowed'],
  ['an officer of the nation', NATION, ['officer@national'], 'level-not-allowed'],
  ['a house that is not there, by the nation', NATION, ['officer@house:9999'], 'unknown-scope'],
  ['a house that is not there, by a district', SHANGHAI, ['officer@house:9999'], 'outside-scope'],
])('inviting with %s', (_what, by, roles, answer) => {
  expect(reasonOf(by, { kind: 'invite', assignments: roles.map(role) })).toBe(answer);
});

const HOLDER = ['operator@house:2201', 'manager@national'];

test.each<[string, Administrator, string[], string[], Answer]>([
  ['adding inside', SHANGHAI, HOLDER, [...HOLDER, 'officer@house:2202'], 'allowed'],
  ['taking away inside', SHANGHAI, HOLDER, ['manager@national'], 'allowed'],
  ['taking away outside', SHANGHAI, HOLDER, ['operator@house:2201'], 'outside-scope'],
  ['adding outside', SHANGHAI, HOLDER, [...HOLDER, 'operator@house:3101'], 'outside-scope'],
  ['of who is out of sight', SHANGHAI, ['officer@house:3101'], ['officer@house:2201'], 'out-of-sight'],
  [
    'at a level that is not the role’s',
    SHANGHAI,
    HOLDER,
    [...HOLDER, 'officer@district:2200'],
    'level-not-allowed',
  ],
  ['at a place that is no more', NATION, ['operator@house:9999'], [], 'allowed'],
])('changing roles: %s', (_what, by, from, to, answer) => {
  expect(reasonOf(by, { kind: 'assign', account: account(from), assignments: to.map(role) })).toBe(answer);
});

const BOSSES = ['administrator@national'];

test.each<[string, Administration, Partial<Circumstances>, Answer]>([
  [
    'stripping the last',
    { kind: 'assign', account: account(BOSSES), assignments: [] },
    { otherAdministrators: 0 },
    'last-administrator',
  ],
  ['stripping one of two', { kind: 'assign', account: account(BOSSES), assignments: [] }, {}, 'allowed'],
  [
    'giving the last another role',
    { kind: 'assign', account: account(BOSSES), assignments: [...BOSSES, 'manager@national'].map(role) },
    { otherAdministrators: 0 },
    'allowed',
  ],
  [
    'stripping a disabled one',
    { kind: 'assign', account: account(BOSSES, { disabled: true }), assignments: [] },
    { otherAdministrators: 0 },
    'allowed',
  ],
  [
    'disabling the last',
    { kind: 'act', act: 'disable', account: account(BOSSES) },
    { otherAdministrators: 0 },
    'last-administrator',
  ],
  ['disabling one of two', { kind: 'act', act: 'disable', account: account(BOSSES) }, {}, 'allowed'],
  [
    'disabling a district’s administrator',
    { kind: 'act', act: 'disable', account: account(['administrator@district:2200']) },
    { otherAdministrators: 0 },
    'allowed',
  ],
])('administrators of the nation: %s', (_what, wanted, around, answer) => {
  expect(reasonOf(NATION, wanted, around)).toBe(answer);
});

describe.each(ACCOUNT_ACTS)('%s', (act) => {
  const acts = (by: Administrator, of: Account, around: Partial<Circumstances> = {}) =>
    reasonOf(by, { kind: 'act', act, account: { ...of, canSignIn: act !== 'invite-again' } }, around);

  test('is within the scopes alone', () => {
    expect(acts(SHANGHAI, account(['officer@house:2201', 'operator@district:2200']))).toBe('allowed');
    expect(acts(SHANGHAI, account(['officer@house:2201', 'officer@house:3101']))).toBe('reaches-outside');
    expect(acts(SHANGHAI, account(['officer@house:3101']))).toBe('out-of-sight');
    expect(acts(SHANGHAI, account([]))).toBe('out-of-sight');
    expect(acts(NATION, account([]))).toBe('allowed');
  });

  test('to who is lent rights outside is no way in', () => {
    const harmless = act === 'end-sessions' || act === 'disable' || act === 'enable';
    const lent = (...lentAt: ScopeId[]) => account(['officer@house:2201'], { lentAt });
    expect(acts(SHANGHAI, lent('house:2202', 'house:3101'))).toBe(harmless ? 'allowed' : 'reaches-outside');
    expect(acts(SHANGHAI, lent('house:2202', 'district:2200'))).toBe('allowed');
    expect(acts(NATION, lent('national'))).toBe('allowed');
  });

  test('to oneself', () => {
    const harmless = act === 'change-details' || act === 'end-sessions';
    expect(acts(NATION, account(BOSSES, { id: 'boss' }))).toBe(harmless ? 'allowed' : 'own-account');
  });

  test('leaves the accounts of a demonstration alone outside one', () => {
    const shown = account(['officer@house:2201'], { demonstration: true });
    expect(acts(NATION, shown)).toBe('demonstration-account');
    expect(acts(NATION, shown, { demonstration: true })).toBe('allowed');
  });

  test('on a disabled account', () => {
    const needsDoor = act === 'invite-again' || act === 'reset-password';
    const answer = needsDoor ? 'account-disabled' : 'allowed';
    expect(acts(NATION, account(['officer@house:2201'], { disabled: true }))).toBe(answer);
  });
});

test.each<[AccountAct, boolean, Answer]>([
  ['invite-again', false, 'allowed'],
  ['invite-again', true, 'has-joined'],
  ['reset-password', true, 'allowed'],
  ['reset-password', false, 'not-joined'],
])('%s where signing in is possible: %s', (act, canSignIn, answer) => {
  const of = account(['officer@house:2201'], { canSignIn });
  expect(reasonOf(NATION, { kind: 'act', act, account: of })).toBe(answer);
});

describe('lending', () => {
  const NOW = new Date('2026-03-01T00:00:00Z');
  const day = (days: number) => new Date(NOW.getTime() + days * 86_400_000);
  const terms = {
    rights: ['declarations.view'] as Right[],
    scope: 'district:3100' as ScopeId,
    from: day(0),
    until: day(7),
  };

  test.each<[string, Partial<typeof terms>, Partial<Account>, Answer]>([
    ['a right for a week', {}, {}, 'allowed'],
    ['ninety days', { until: day(90) }, {}, 'allowed'],
    ['from later on', { from: day(100), until: day(120) }, {}, 'allowed'],
    ['longer', { until: new Date(day(90).getTime() + 1) }, {}, 'too-long'],
    ['an end before the beginning', { from: day(2), until: day(1) }, {}, 'no-time'],
    ['a time that is over', { from: day(-2), until: day(-1) }, {}, 'no-time'],
    ['a place that is not there', { scope: 'district:9900' }, {}, 'unknown-scope'],
    ['administration', { rights: ['people.manage'] }, {}, 'not-lendable'],
    [
      'one that may be lent with one that may not',
      { rights: ['board.view', 'keys.manage'] },
      {},
      'not-lendable',
    ],
    ['nothing', { rights: [] }, {}, 'not-lendable'],
    ['to oneself', {}, { id: 'boss' }, 'own-account'],
    ['to a disabled account', {}, { disabled: true }, 'account-disabled'],
    ['to an account of a demonstration', {}, { demonstration: true }, 'demonstration-account'],
  ])('%s', (_what, change, of, answer) => {
    const wanted = {
      kind: 'lend',
      account: account(['officer@house:2201'], of),
      terms: { ...terms, ...change },
      now: NOW,
    };
    expect(reasonOf(NATION, wanted as Administration)).toBe(answer);
  });

  test.each(RIGHTS)('%s only where it is lendable', (right) => {
    const wanted: Administration = {
      kind: 'lend',
      account: account(['officer@house:2201']),
      terms: { ...terms, rights: [right] },
      now: NOW,
    };
    const lendable: readonly Right[] = LENDABLE_RIGHTS;
    expect(reasonOf(NATION, wanted)).toBe(lendable.includes(right) ? 'allowed' : 'not-lendable');
  });
});

test.each<[ScopeId[], ScopeId]>([
  [[], 'national'],
  [['house:2201'], 'house:2201'],
  [['house:2201', 'house:2201'], 'house:2201'],
  [['house:2201', 'house:2202'], 'district:2200'],
  [['house:2201', 'district:2200'], 'district:2200'],
  [['house:2201', 'house:3101'], 'national'],
  [['house:2201', 'national'], 'national'],
  [['house:9998', 'house:9999'], 'national'],
])('%j lie within %s', (scopes, around) => {
  expect(enclosing(scopes, districtOf)).toBe(around);
});

describe('whatever is asked for', () => {
  const scope = fc.constantFrom(...SCOPES);
  const assignments = fc.uniqueArray(fc.record({ role: fc.constantFrom(...ROLES), scope }), {
    selector: (one) => `${one.role}@${one.scope}`,
    maxLength: 4,
  });
  const by = fc.record({ id: fc.constantFrom('a', 'b'), scopes: fc.uniqueArray(scope, { maxLength: 2 }) });
  const anyAccount = fc.record({
    id: fc.constantFrom('a', 'b'),
    assignments,
    demonstration: fc.boolean(),
    disabled: fc.boolean(),
    canSignIn: fc.boolean(),
    lentAt: fc.subarray(SCOPES),
  });
  const around = fc.record({ demonstration: fc.boolean(), otherAdministrators: fc.nat(1) });
  const within = (administrator: Administrator, inner: ScopeId) =>
    administrator.scopes.some((held) => contains(held, inner, districtOf));

  test('no role is given or taken outside, at a wrong level or to oneself, and one administrator stays', () => {
    fc.assert(
      fc.property(by, anyAccount, assignments, around, (administrator, of, to, more) => {
        const wanted: Administration = { kind: 'assign', account: of, assignments: to };
        if (reasonOf(administrator, wanted, more) !== 'allowed') return;
        const [given, taken] = [assignmentsBeyond(of.assignments, to), assignmentsBeyond(to, of.assignments)];
        expect(of.id).not.toBe(administrator.id);
        expect([...given, ...taken].filter((one) => !within(administrator, one.scope))).toEqual([]);
        expect(given.filter((one) => !LEVELS_OF_ROLE[one.role].includes(partsOf(one.scope).level))).toEqual(
          [],
        );
        if (!of.disabled && more.otherAdministrators === 0) {
          expect(taken).not.toContainEqual({ role: 'administrator', scope: 'national' });
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('an account is touched by who rules over all of it alone, and what is touched is seen', () => {
    fc.assert(
      fc.property(
        by,
        anyAccount,
        fc.constantFrom(...ACCOUNT_ACTS),
        around,
        (administrator, of, act, more) => {
          if (reasonOf(administrator, { kind: 'act', account: of, act }, more) !== 'allowed') return;
          expect(of.assignments.filter((one) => !within(administrator, one.scope))).toEqual([]);
          expect(reasonOf(administrator, { kind: 'see', account: of }, more)).toBe('allowed');
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('more scopes never allow less', () => {
    fc.assert(
      fc.property(by, anyAccount, assignments, scope, around, (administrator, of, to, another, more) => {
        const wider = { ...administrator, scopes: [...administrator.scopes, another] };
        const wanted: Administration = { kind: 'assign', account: of, assignments: to };
        if (reasonOf(administrator, wanted, more) === 'allowed') {
          expect(reasonOf(wider, wanted, more)).toBe('allowed');
        }
      }),
      { numRuns: 2000 },
    );
  });
});
