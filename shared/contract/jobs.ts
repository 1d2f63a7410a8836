/** Every job by name with its payload: a worker has exactly one handler for each. */
export interface Jobs {
  'alarm.escalate': Record<string, never>;
  'alarm.evaluate': Record<string, never>;
  'alarm.group': Record<string, never>;
  'alarm.unshelve': Record<string, never>;
  'archive.write': Record<string, never>;
  'audit.seal': Record<string, never>;
  'batch.assess': { batchId: string };
  'batch.sweep': Record<string, never>;
  'canary.guard': Record<string, never>;
  'mail.deliver': { mailId: string };
  'mail.sweep': Record<string, never>;
  'partition.prepare': Record<string, never>;
  'price-reference.compute': Record<string, never>;
  'retention.apply': { startedBy: string };
  'webhook.deliver': { deliveryId: string };
  'webhook.sweep': Record<string, never>;
}

export type JobName = keyof Jobs;

/**
 * The queue each job travels on: housekeeping never waits behind a full pipeline, nor behind hours of deleting, and
 * alarms wait for neither.
 */
export const QUEUE_OF = {
  'alarm.escalate': 'alarms',
  'alarm.evaluate': 'alarms',
  'alarm.group': 'alarms',
  'alarm.unshelve': 'alarms',
  'archive.write': 'archive',
  'audit.seal': 'housekeeping',
  'batch.assess': 'pipeline',
  'batch.sweep': 'housekeeping',
  'canary.guard': 'housekeeping',
  // With the webhooks: what goes out waits for the answers of others.
  'mail.deliver': 'webhooks',
  'mail.sweep': 'housekeeping',
  'partition.prepare': 'housekeeping',
  'price-reference.compute': 'archive',
  'retention.apply': 'retention',
  'webhook.deliver': 'webhooks',
  'webhook.sweep': 'housekeeping',
} as const satisfies Record<JobName, string>;

export type QueueName = (typeof QUEUE_OF)[JobName];
