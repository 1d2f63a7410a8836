import { reasonBody } from '../../shared/contract/alarms.ts';
import type { EscalationDeps } from '../../shared/platform/escalation/escalate.ts';
import { ProfileTitles } from '../live/profile-titles.ts';
import { AlarmDeeds } from '../services/alarm-deeds.service.ts';
import { AlarmEnquiry } from '../services/alarm-enquiry.service.ts';
import { AlarmEscalation } from '../services/alarm-escalation.service.ts';
import { route, type Route } from './route.ts';

/** `POST /api/alarms/escalations`: the next step of each alarm at once, with a reason. */
export function alarmEscalationsRoutes(deps: EscalationDeps): Route[] {
  const enquiry = new AlarmEnquiry({ ...deps, titles: new ProfileTitles() });
  const escalation = new AlarmEscalation({ ...deps, deeds: new AlarmDeeds({ ...deps, enquiry }) });
  return [
    route({
      method: 'post',
      path: '/api/alarms/escalations',
      body: reasonBody,
      bodyLimit: '1mb',
      access: { right: 'alarms.acknowledge' },
      handle: ({ caller, body }) => escalation.escalate(caller, body.alarms, body.reason),
    }),
  ];
}
