import { z } from 'zod';
import type { RetentionView } from '../../shared/contract/retention.ts';
import {
  MOST_DAYS,
  periodsOf,
  RETENTION,
  RETENTION_SUBJECTS,
  type RetentionSubject,
} from '../../shared/domain/retention/retention.ts';
import { inTransaction, type Pool } from '../../shared/platform/db/pool.ts';
import type { JobProducer } from '../../shared/platform/queue/queues.ts';
import { recordAccess } from '../../shared/platform/stores/access-event.store.ts';
import { readRuns, readSetPeriods, setPeriod } from '../../shared/platform/stores/retention.store.ts';
import { RequestError } from './errors.ts';
import { route, type Route } from './route.ts';

const access = { right: 'retention.manage' } as const;

const period = z.strictObject({ days: z.int().min(1).max(MOST_DAYS) });

/** `/api/retention`: how long what is kept, what was deleted, and deleting now what is too old. */
export function retentionRoutes(deps: { pool: Pool; producer: JobProducer }): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/retention',
      access,
      handle: async (): Promise<RetentionView> => {
        const set = await readSetPeriods(deps.pool);
        const days = periodsOf(new Map([...set].map(([subject, { days: value }]) => [subject, value])));
        return {
          periods: RETENTION_SUBJECTS.map((subject) => ({
            subject,
            days: days[subject],
            standardDays: RETENTION[subject].standard,
            leastDays: RETENTION[subject].least,
            changedBy: set.get(subject)?.changedBy ?? null,
            changedAt: set.get(subject)?.changedAt.toISOString() ?? null,
          })),
          runs: await readRuns(deps.pool),
        };
      },
    }),
    route({
      method: 'put',
      path: '/api/retention/:subject',
      body: period,
      access,
      handle: async ({ params, body: { days }, caller, request }) => {
        const subject = params['subject'] as RetentionSubject;
        if (!RETENTION_SUBJECTS.includes(subject)) {
          throw new RequestError(404, 'not-found', `nothing is kept under the name "${subject}"`);
        }
        const { least } = RETENTION[subject];
        if (days < least) {
          throw new RequestError(400, 'period-too-short', `"${subject}" is kept at least ${least} days`);
        }
        await inTransaction(deps.pool, async (client) => {
          await setPeriod(client, subject, days, caller.doer.name ?? '');
          await recordAccess(client, {
            by: caller.doer,
            action: 'retention.changed',
            subject: `retention:${subject}`,
            ...(request.ip !== undefined && { address: request.ip }),
            detail: { days },
          });
        });
      },
    }),
    route({
      method: 'post',
      path: '/api/retention/runs',
      access,
      status: 202,
      handle: async ({ caller }) => {
        await deps.producer.add('retention.apply', { startedBy: caller.doer.name ?? '' });
        return { started: true };
      },
    }),
  ];
}
