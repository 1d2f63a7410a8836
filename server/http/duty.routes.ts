import { z } from 'zod';
import type { Announce } from '../../shared/contract/changes.ts';
import { calendarBody, policyBody } from '../../shared/contract/duty.ts';
import { parseScope, type ScopeId } from '../../shared/domain/access/scope.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import { DutyService } from '../services/duty.service.ts';
import { route, type Call, type Route } from './route.ts';

const onDutyQuery = z.strictObject({ scope: z.string().max(60) });

/**
 * `/api/shift-calendars/:scope` and `/api/escalation-policies/:scope`, read and replaced by place; `GET /api/on-duty`
 * says who is on duty at one now.
 */
export function dutyRoutes(deps: {
  pool: Pool;
  places: PlaceBook;
  announce: Announce;
  mailing: boolean;
}): Route[] {
  const duty = new DutyService(deps);
  const known = (text: string | undefined): ScopeId | null => {
    const scope = parseScope(text ?? '');
    return scope !== null && deps.places.isKnownScope(scope) ? scope : null;
  };
  const scopeOf = ({ params }: { params: Record<string, string> }) => known(params['scope']);
  const asker = ({ caller, request }: Pick<Call<unknown, unknown>, 'caller' | 'request'>) => ({
    by: caller.doer,
    address: request.ip,
  });
  return [
    route({
      method: 'get',
      path: '/api/shift-calendars/:scope',
      access: { right: 'shifts.view', scope: scopeOf },
      handle: (call) => duty.calendar(call.caller, scopeOf(call)!),
    }),
    route({
      method: 'put',
      path: '/api/shift-calendars/:scope',
      body: calendarBody,
      bodyLimit: '512kb',
      access: { right: 'shifts.manage', scope: scopeOf },
      handle: (call) => duty.saveCalendar(scopeOf(call)!, call.body, asker(call)),
    }),
    route({
      method: 'get',
      path: '/api/escalation-policies/:scope',
      access: { right: 'shifts.view', scope: scopeOf },
      handle: (call) => duty.policy(call.caller, scopeOf(call)!),
    }),
    route({
      method: 'put',
      path: '/api/escalation-policies/:scope',
      body: policyBody,
      access: { right: 'shifts.manage', scope: scopeOf },
      handle: (call) => duty.savePolicy(scopeOf(call)!, call.body, asker(call)),
    }),
    route({
      method: 'get',
      path: '/api/on-duty',
      query: onDutyQuery,
      access: { right: 'shifts.view', scope: ({ query }) => known(query.scope) },
      handle: ({ caller, query }) => duty.onDuty(caller, known(query.scope)!),
    }),
  ];
}
