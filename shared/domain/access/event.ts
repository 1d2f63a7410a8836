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
  'persons.looked-up',
  'retention.changed',
  'retention.applied',
  'webhook.changed',
  'webhook.tested',
] as const;

export type AccessAction = (typeof ACCESS_ACTIONS)[number];

/** What webhooks may be told of as it happens. */
export const WEBHOOK_ACTIONS = [
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
] as const satisfies readonly AccessAction[];

export type WebhookAction = (typeof WEBHOOK_ACTIONS)[number];
