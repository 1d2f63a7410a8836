import { describe, expect, test } from 'vitest';
import { DISPLAY_RIGHTS, LENDABLE_RIGHTS, MACHINE_RIGHTS, RIGHTS, type Right } from './right.ts';
import { LEVELS_OF_ROLE, NATIONAL_RIGHTS, RIGHTS_OF_ROLE, ROLES, type Role } from './role.ts';

/** Written out by hand, role by role: x is held. A change of who may do what is a change of this table. */
const TABLE: Record<Right, string> = {
  //                     operator supervisor manager specialist officer administrator
  'board.view': '        x        x          x       x          x       x',
  'alarms.view': '       x        x          x       x          .       .',
  'alarms.acknowledge': '.        x          .       .          .       .',
  'alarms.shelve': '     .        x          .       .          .       .',
  'shift.hand-over': '   .        x          .       .          .       .',
  'shifts.view': '       x        x          x       x          .       x',
  'shifts.manage': '     .        .          .       .          .       x',
  'trends.view': '       .        .          x       x          .       .',
  'declarations.view': ' .        x          x       x          x       .',
  'declarations.lodge': '.        .          .       .          .       .',
  'persons.view': '      .        .          x       x          x       .',
  'profiles.view': '     .        .          .       x          .       .',
  'profiles.edit': '     .        .          .       x          .       .',
  'profiles.approve': '  .        .          .       x          .       .',
  'channels.reroute': '  .        x          .       .          .       .',
  'orders.view': '       .        x          x       .          x       .',
  'orders.work': '       .        .          .       .          x       .',
  'orders.approve': '    .        x          .       .          .       .',
  'findings.record': '   .        .          .       .          x       .',
  'seizures.view': '     .        x          x       x          .       .',
  'places.view': '       x        x          x       x          x       x',
  'places.register': '   .        .          .       .          .       .',
  'places.edit': '       .        .          .       .          .       x',
  'people.manage': '     .        .          .       .          .       x',
  'rights.lend': '       .        .          .       .          .       x',
  'displays.manage': '   .        .          .       .          .       x',
  'keys.manage': '       .        .          .       .          .       x',
  'webhooks.manage': '   .        .          .       .          .       x',
  'retention.manage': '  .        .          .       .          .       x',
  'log.view': '          .        .          .       .          .       x',
  'audit.view': '        .        x          x       x          .       .',
  'metrics.view': '      .        .          .       .          .       x',
};

const CELLS = RIGHTS.flatMap((right) => {
  const marks = TABLE[right].trim().split(/\s+/);
  return ROLES.map((role, i) => [role, right, marks[i] === 'x'] as const);
});

describe('what each role may do', () => {
  test.each(CELLS)('%s, %s: %s', (role, right, held) => {
    expect(RIGHTS_OF_ROLE[role].includes(right)).toBe(held);
  });

  test('nobody is named a right twice', () => {
    for (const role of ROLES) expect(new Set(RIGHTS_OF_ROLE[role]).size).toBe(RIGHTS_OF_ROLE[role].length);
  });
});

describe('duties are kept apart', () => {
  const rights = (role: Role) => new Set<Right>(RIGHTS_OF_ROLE[role]);

  test('who gives rights sees no declarations and no persons', () => {
    const held = rights('administrator');
    expect([held.has('declarations.view'), held.has('persons.view')]).toEqual([false, false]);
  });

  test('only administrators give rights', () => {
    for (const role of ROLES.filter((other) => other !== 'administrator')) {
      expect(rights(role).has('people.manage')).toBe(false);
      expect(rights(role).has('rights.lend')).toBe(false);
    }
  });

  test('nothing of administration can be lent or held by a machine or display', () => {
    const administration = new Set<Right>(
      RIGHTS.filter((right) => /\.(manage|lend|edit|approve)$|^log\./.test(right)),
    );
    for (const held of [LENDABLE_RIGHTS, MACHINE_RIGHTS, DISPLAY_RIGHTS] as readonly (readonly Right[])[]) {
      expect(held.filter((right) => administration.has(right))).toEqual([]);
    }
  });

  test('displays only look', () => {
    expect(DISPLAY_RIGHTS.every((right) => right.endsWith('.view'))).toBe(true);
    expect((DISPLAY_RIGHTS as readonly Right[]).includes('persons.view')).toBe(false);
  });
});

test('officers belong to a customs house', () => {
  expect(LEVELS_OF_ROLE.officer).toEqual(['house']);
});

test('what belongs to no place is the nation’s', () => {
  expect([...NATIONAL_RIGHTS].toSorted()).toEqual(
    ['metrics.view', 'places.register', 'retention.manage', 'rights.lend', 'webhooks.manage'].toSorted(),
  );
});
