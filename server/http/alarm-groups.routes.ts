import { memberQuery, type AlarmGroupMemberPage } from '../../shared/contract/alarms.ts';
import { maskGroup } from '../../shared/domain/access/personal-data.ts';
import { readAs } from '../../shared/platform/db/read-as.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { readGroupMembers } from '../../shared/platform/stores/alarm-group-member.store.ts';
import { readGroup } from '../../shared/platform/stores/alarm-group.store.ts';
import { isAlarmId } from '../services/alarm-enquiry.service.ts';
import { groupMemberCursor } from '../services/enquiry-cursor.ts';
import { RequestError } from './errors.ts';
import { route, type Route } from './route.ts';

/**
 * `GET /api/alarm-groups/:id/members`: the declarations behind the alarms that have a common cause, as far as the
 * caller may see them. The trader that a cause is, is shown to who may look persons up wherever they see alarms.
 */
export function alarmGroupsRoutes({ pool }: { pool: Pool }): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/alarm-groups/:id/members',
      query: memberQuery,
      access: { right: 'alarms.view' },
      handle: async ({ caller, params, query }): Promise<AlarmGroupMemberPage> => {
        const id = params['id'] ?? '';
        const key = query.after === undefined ? null : groupMemberCursor.read(query.after);
        const after = key && { at: key[0], declarationNo: key[1], version: key[2], alarmId: key[3] };
        const scopes = caller.scopesWith('alarms.view');
        const found = !isAlarmId(id)
          ? null
          : await readAs(pool, scopes, async (client) => {
              const group = await readGroup(client, id);
              return (
                group && { group, ...(await readGroupMembers(client, id, { limit: query.limit, after })) }
              );
            });
        if (found === null)
          throw new RequestError(404, 'unknown-alarm-group', 'there is no such group of alarms');
        const { group, members, next } = found;
        return {
          group: scopes.every((scope) => caller.may('persons.view', scope)) ? group : maskGroup(group),
          members,
          next:
            next === null
              ? null
              : groupMemberCursor.write([next.at, next.declarationNo, next.version, next.alarmId]),
        };
      },
    }),
  ];
}
