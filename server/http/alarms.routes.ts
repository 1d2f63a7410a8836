import {
  acknowledgeBody,
  alarmQuery,
  assignBody,
  assigneeQuery,
  commentBody,
  memberQuery,
  reasonBody,
  resolveBody,
  shelveBody,
} from '../../shared/contract/alarms.ts';
import type { Announce } from '../../shared/contract/changes.ts';
import { placeOfAlarm } from '../../shared/domain/alarm/place.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import { readAlarm } from '../../shared/platform/stores/alarm-view.store.ts';
import type { Caller } from '../access/caller.ts';
import { ProfileTitles } from '../live/profile-titles.ts';
import { AlarmAssignment } from '../services/alarm-assignment.service.ts';
import { AlarmDeeds } from '../services/alarm-deeds.service.ts';
import { AlarmEnquiry, isAlarmId } from '../services/alarm-enquiry.service.ts';
import { route, type Route } from './route.ts';

/** Ten thousand alarms by id. */
const DEED_LIMIT = '1mb';

/**
 * Alarms: `GET /api/alarms` lists the open ones, `GET /api/alarms/:id` tells all of one, and the deeds on them are
 * posted. Each alarm of a deed is decided by itself, at its own place; see `AlarmDeedResult`.
 */
export function alarmsRoutes(deps: { pool: Pool; places: PlaceBook; announce: Announce }): Route[] {
  const { pool, places, announce } = deps;
  const enquiry = new AlarmEnquiry({ pool, places, titles: new ProfileTitles() });
  const deeds = new AlarmDeeds({ pool, announce, enquiry });
  const assignment = new AlarmAssignment({ pool, places, deeds, now: () => new Date() });
  const idOf = ({ params }: { params: Record<string, string> }) => params['id'] ?? '';
  /** What is out of sight is not told apart from what does not exist. */
  const scopeOf = async (caller: Caller, id: string) => {
    const alarm = isAlarmId(id) ? await readAlarm(pool, id) : null;
    const place = alarm === null ? null : placeOfAlarm(alarm);
    return place !== null && caller.may('alarms.view', place) ? place : null;
  };
  return [
    route({
      method: 'get',
      path: '/api/alarms',
      query: alarmQuery,
      access: { right: 'alarms.view' },
      handle: ({ caller, query }) => enquiry.list(caller, query),
    }),
    route({
      method: 'get',
      path: '/api/alarms/assignees',
      query: assigneeQuery,
      access: {
        right: 'alarms.acknowledge',
        scope: ({ query: { scope } }) => (places.isKnownScope(scope) ? scope : null),
      },
      handle: ({ query }) => assignment.assignees(query.scope),
    }),
    route({
      method: 'get',
      path: '/api/alarms/:id',
      access: { right: 'alarms.view' },
      handle: ({ caller, ...call }) => enquiry.detail(caller, idOf(call)),
    }),
    route({
      method: 'get',
      path: '/api/alarms/:id/members',
      query: memberQuery,
      access: { right: 'alarms.view' },
      handle: ({ caller, query, ...call }) => enquiry.members(caller, idOf(call), query),
    }),
    route({
      method: 'post',
      path: '/api/alarms/acknowledgements',
      body: acknowledgeBody,
      bodyLimit: DEED_LIMIT,
      access: { right: 'alarms.acknowledge' },
      handle: ({ caller, body }) => deeds.acknowledge(caller, body.alarms, body.comment),
    }),
    route({
      method: 'post',
      path: '/api/alarms/resolutions',
      body: resolveBody,
      bodyLimit: DEED_LIMIT,
      access: { right: 'alarms.acknowledge' },
      handle: ({ caller, body }) => deeds.resolve(caller, body.alarms, body.comment),
    }),
    route({
      method: 'post',
      path: '/api/alarms/shelvings',
      body: shelveBody,
      bodyLimit: DEED_LIMIT,
      access: { right: 'alarms.shelve' },
      handle: ({ caller, body }) => deeds.shelve(caller, body.alarms, body),
    }),
    route({
      method: 'post',
      path: '/api/alarms/unshelvings',
      body: reasonBody,
      bodyLimit: DEED_LIMIT,
      access: { right: 'alarms.shelve' },
      handle: ({ caller, body }) => deeds.unshelve(caller, body.alarms, body.reason),
    }),
    route({
      method: 'post',
      path: '/api/alarms/removals',
      body: reasonBody,
      bodyLimit: DEED_LIMIT,
      access: { right: 'alarms.shelve' },
      handle: ({ caller, body }) => deeds.remove(caller, body.alarms, body.reason),
    }),
    route({
      method: 'post',
      path: '/api/alarms/quarantines',
      body: reasonBody,
      bodyLimit: DEED_LIMIT,
      access: { right: 'alarms.shelve' },
      handle: ({ caller, body }) => deeds.quarantine(caller, body.alarms, body.reason),
    }),
    route({
      method: 'post',
      path: '/api/alarms/returns',
      body: reasonBody,
      bodyLimit: DEED_LIMIT,
      // Of each alarm it is asked who may shelve it, or wrote its profile and has it in quarantine.
      access: { right: 'alarms.view' },
      handle: ({ caller, body }) => deeds.return(caller, body.alarms, body.reason),
    }),
    route({
      method: 'post',
      path: '/api/alarms/assignments',
      body: assignBody,
      bodyLimit: DEED_LIMIT,
      access: { right: 'alarms.acknowledge' },
      handle: ({ caller, body }) => assignment.assign(caller, body),
    }),
    route({
      method: 'post',
      path: '/api/alarms/:id/comments',
      body: commentBody,
      access: { right: 'alarms.acknowledge', scope: ({ caller, ...call }) => scopeOf(caller, idOf(call)) },
      handle: ({ caller, body, ...call }) => deeds.comment(caller, idOf(call), body.comment),
    }),
  ];
}
