import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideAccess, grantsOf, inForce, scopesWith, type Grant, type Loan } from './grant.ts';
import { RIGHTS } from './right.ts';
import { NATIONAL_RIGHTS, RIGHTS_OF_ROLE, ROLES } from './role.ts';
import { contains, type ScopeId } from './scope.ts';

const districtOf = (house: string) => ({ '2201': '2200', '2202': '2200', '5301': '5300' })[house];
const SCOPES: readonly ScopeId[] = [
  'national',
  'district:2200',
  'district:5300',
  'house:2201',
  'house:2202',
  'house:5301',
];

/** Every role, at every scope, asked for every right at every scope. */
describe.each(ROLES)('%s', (role) => {
  test.each(SCOPES)('at %s', (held) => {
    const grants = grantsOf([{ role, scope: held }], [], new Date(0));
    for (const right of RIGHTS) {
      for (const asked of SCOPES) {
        const has =
          RIGHTS_OF_ROLE[role].includes(right) && (held === 'national' || !NATIONAL_RIGHTS.has(right));
        const decision = decideAccess(grants, right, asked, districtOf);
        if (!has) expect(decision).toEqual({ allowed: false, reason: 'no-right' });
        else if (contains(held, asked, districtOf)) expect(decision).toEqual({ allowed: true });
        else expect(decision).toEqual({ allowed: false, reason: 'outside-scope' });
      }
    }
  });
});

test('who holds nothing may do nothing', () => {
  for (const right of RIGHTS) {
    for (const scope of SCOPES) {
      expect(decideAccess([], right, scope, districtOf)).toEqual({ allowed: false, reason: 'no-right' });
    }
  }
});

describe('a loan', () => {
  const at = (text: string) => new Date(`2026-11-${text}:00Z`);
  const loan: Loan = {
    rights: ['declarations.view'],
    scope: 'district:5300',
    from: at('10T08:00'),
    until: at('12T08:00'),
    endedAt: null,
  };

  test.each([
    ['10T07:59', null, false],
    ['10T08:00', null, true],
    ['12T07:59', null, true],
    ['12T08:00', null, false],
    ['11T09:59', '11T10:00', true],
    ['11T10:00', '11T10:00', false],
    ['09T08:00', '11T10:00', false],
  ])('at %s, ended %s, is in force: %s', (now, ended, expected) => {
    expect(inForce({ ...loan, endedAt: ended === null ? null : at(ended) }, at(now))).toBe(expected);
  });

  test('adds its rights at its scope to those of the roles, and no others', () => {
    const grants = grantsOf([{ role: 'manager', scope: 'district:2200' }], [loan], at('11T08:00'));
    expect(scopesWith(grants, 'declarations.view', districtOf)).toEqual(['district:2200', 'district:5300']);
    expect(scopesWith(grants, 'persons.view', districtOf)).toEqual(['district:2200']);
    expect(decideAccess(grants, 'declarations.view', 'house:5301', districtOf).allowed).toBe(true);
    expect(decideAccess(grants, 'persons.view', 'house:5301', districtOf).allowed).toBe(false);
  });
});

describe('properties', () => {
  const grant: fc.Arbitrary<Grant> = fc.record({
    rights: fc.uniqueArray(fc.constantFrom(...RIGHTS), { maxLength: 5 }),
    scope: fc.constantFrom(...SCOPES),
  });
  const grants = fc.array(grant, { maxLength: 6 });

  test('the scopes of a right cover exactly where it is allowed, and none lies within another', () => {
    fc.assert(
      fc.property(grants, fc.constantFrom(...RIGHTS), (held, right) => {
        const scopes = scopesWith(held, right, districtOf);
        for (const a of scopes) {
          for (const b of scopes) if (a !== b) expect(contains(a, b, districtOf)).toBe(false);
        }
        for (const asked of SCOPES) {
          const covered = scopes.some((scope) => contains(scope, asked, districtOf));
          expect(decideAccess(held, right, asked, districtOf).allowed).toBe(covered);
        }
      }),
    );
  });

  test('more grants never take anything away', () => {
    fc.assert(
      fc.property(
        grants,
        grants,
        fc.constantFrom(...RIGHTS),
        fc.constantFrom(...SCOPES),
        (a, b, right, scope) => {
          if (!decideAccess(a, right, scope, districtOf).allowed) return;
          expect(decideAccess([...a, ...b], right, scope, districtOf).allowed).toBe(true);
        },
      ),
    );
  });
});
