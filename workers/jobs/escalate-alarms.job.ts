import { escalateDue, type EscalationDeps } from '../../shared/platform/escalation/escalate.ts';
import type { Logger } from '../../shared/platform/log.ts';
import type { JobHandler } from '../../shared/platform/queue/queues.ts';

/** Tells of alarms that nobody has acknowledged in time. */
export function createEscalateAlarms(deps: EscalationDeps & { log: Logger }): JobHandler<'alarm.escalate'> {
  return async () => {
    const escalated = await escalateDue(deps);
    if (escalated > 0) deps.log.info({ escalated }, 'alarms were escalated');
  };
}
