import type { Right } from './right.ts';
import type { ScopeLevel } from './scope.ts';

export const ROLES = ['operator', 'supervisor', 'manager', 'specialist', 'officer', 'administrator'] as const;

export type Role = (typeof ROLES)[number];

const WATCHING = ['board.view', 'places.view', 'alarms.view', 'shifts.view'] as const;

/**
 * What each role may do at its scope. Duties are kept apart: administrators decide who may do what and see neither
 * declarations nor traders; operators see no single trader.
 */
export const RIGHTS_OF_ROLE: Record<Role, readonly Right[]> = {
  operator: WATCHING,
  supervisor: [
    ...WATCHING,
    'alarms.acknowledge',
    'alarms.shelve',
    'shift.hand-over',
    'declarations.view',
    'channels.reroute',
    'orders.view',
    'orders.approve',
    'seizures.view',
    'audit.view',
  ],
  manager: [
    ...WATCHING,
    'trends.view',
    'declarations.view',
    'persons.view',
    'orders.view',
    'seizures.view',
    'audit.view',
  ],
  specialist: [
    ...WATCHING,
    'trends.view',
    'declarations.view',
    'persons.view',
    'profiles.view',
    'profiles.edit',
    'profiles.approve',
    'seizures.view',
    'audit.view',
  ],
  officer: [
    'board.view',
    'places.view',
    'declarations.view',
    'persons.view',
    'orders.view',
    'orders.work',
    'findings.record',
  ],
  administrator: [
    'board.view',
    'places.view',
    'places.edit',
    'shifts.view',
    'shifts.manage',
    'people.manage',
    'rights.lend',
    'displays.manage',
    'keys.manage',
    'webhooks.manage',
    'retention.manage',
    'log.view',
    'metrics.view',
  ],
};

/** Levels at which a role can be held: control orders are a customs house's. */
export const LEVELS_OF_ROLE: Record<Role, readonly ScopeLevel[]> = {
  operator: ['national', 'district', 'house'],
  supervisor: ['national', 'district', 'house'],
  manager: ['national', 'district', 'house'],
  specialist: ['national', 'district', 'house'],
  officer: ['house'],
  administrator: ['national', 'district', 'house'],
};

/**
 * Rights that mean something at the nation alone, whatever the scope of the role that names them: what they touch
 * belongs to no place.
 */
export const NATIONAL_RIGHTS: ReadonlySet<Right> = new Set<Right>([
  'rights.lend',
  'retention.manage',
  'webhooks.manage',
  'metrics.view',
  'places.register',
]);
