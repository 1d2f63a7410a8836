/** Everything the access log tells of, `subject.past-verb`. */
export const ACCESS_ACTIONS = [
  'session.begun',
  'session.refused',
  'session.ended',
  'account.locked',
  'account.changed',
  'password.changed',
  'second-factor.changed',
  'passkey.changed',
  'person.invited',
  'person.changed',
  'person.disabled',
  'person.enabled',
  'link.issued',
  'link.used',
  'rights.assigned',
  'rights.lent',
  'rights.returned',
  'display.enrolled',
  'display.changed',
  'display.revoked',
  'system.added',
  'system.changed',
  'key.issued',
  'key.rotated',
  'key.revoked',
  'place.changed',
  'places.loaded',
  'credit-classes.loaded',
  'persons.looked-up',
  'retention.changed',
  'retention.applied',
  'channels.rerouted',
  'webhook.changed',
  'webhook.tested',
  'shift-calendar.changed',
  'escalation.changed',
  'position.added',
  'position.removed',
  'shift.started',
  'shift.offered',
  'shift.withdrawn',
  'shift.handed-over',
  'shift.taken-over',
  'ruleset.approved',
  'ruleset.suspended',
  'ruleset.retired',
  'ruleset.imported',
] as const;

export type AccessAction = (typeof ACCESS_ACTIONS)[number];

/** What of the access log webhooks may be told of as it happens. */
const ACCESS_WEBHOOK_ACTIONS = [
  'account.locked',
  'person.disabled',
  'rights.assigned',
  'rights.lent',
  'display.enrolled',
  'display.revoked',
  'key.issued',
  'key.rotated',
  'key.revoked',
  'retention.applied',
  'ruleset.approved',
  'ruleset.suspended',
  'ruleset.retired',
  'ruleset.imported',
] as const satisfies readonly AccessAction[];

/**
 * What of alarms webhooks may be told of: that one of critical or high priority calls for an operator, and that a step
 * of an escalation goes to webhooks.
 */
const ALARM_WEBHOOK_ACTIONS = ['alarm.raised', 'alarm.escalated'] as const;

/** What webhooks may be told of as it happens. */
export const WEBHOOK_ACTIONS = [...ALARM_WEBHOOK_ACTIONS, ...ACCESS_WEBHOOK_ACTIONS] as const;

export type WebhookAction = (typeof WEBHOOK_ACTIONS)[number];
