/** All there is to be allowed. A right says what, a scope where. */
export const RIGHTS = [
  'board.view',
  'alarms.view',
  'alarms.acknowledge',
  'alarms.shelve',
  'shift.hand-over',
  'shifts.view',
  'shifts.manage',
  'trends.view',
  'declarations.view',
  'declarations.lodge',
  'persons.view',
  'profiles.view',
  'profiles.edit',
  'profiles.approve',
  'channels.reroute',
  'orders.view',
  'orders.work',
  'orders.approve',
  'findings.record',
  'seizures.view',
  'places.view',
  'places.register',
  'places.edit',
  'people.manage',
  'rights.lend',
  'displays.manage',
  'keys.manage',
  'webhooks.manage',
  'retention.manage',
  'log.view',
  'audit.view',
  'metrics.view',
] as const;

export type Right = (typeof RIGHTS)[number];

/** What the centre may lend a person across districts: seeing and acting on risk, never administration. */
export const LENDABLE_RIGHTS = [
  'board.view',
  'alarms.view',
  'alarms.acknowledge',
  'alarms.shelve',
  'trends.view',
  'declarations.view',
  'persons.view',
  'profiles.view',
  'orders.view',
  'orders.work',
] as const satisfies readonly Right[];

/** What a lodging system's key may hold. */
export const MACHINE_RIGHTS = [
  'declarations.lodge',
  'declarations.view',
  'findings.record',
  'persons.view',
  'places.view',
  'places.register',
  'metrics.view',
] as const satisfies readonly Right[];

/** What every wall display holds at its scope. */
export const DISPLAY_RIGHTS = ['board.view', 'places.view'] as const satisfies readonly Right[];
