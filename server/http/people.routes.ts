import { z } from 'zod';
import {
  MAX_ASSIGNMENTS,
  MAX_PEOPLE_A_PAGE,
  PERSON_STATES,
  type PeoplePage,
} from '../../shared/contract/people.ts';
import { LOCALES } from '../../shared/contract/session.ts';
import { ROLES } from '../../shared/domain/access/role.ts';
import { parseScope, type ScopeId } from '../../shared/domain/access/scope.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { listPeople } from '../../shared/platform/stores/person.store.ts';
import type { AdministrationDesk, Asker } from '../services/administration.ts';
import { AdministrationRefusedError } from '../services/administration-refused.ts';
import type { PeopleService } from '../services/people.service.ts';
import { detailsOf, summaryOf } from '../services/people-view.ts';
import { route, type Call, type Route } from './route.ts';

const scope = z
  .string()
  .refine((text) => parseScope(text) !== null, 'expected national, district:CODE or house:CODE')
  .transform((text) => text as ScopeId);

/** Text that people read: no control characters, which Postgres or a log might choke on. */
const text = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .regex(/^\P{Cc}+$/u, 'expected no control characters');

const assignments = z.array(z.strictObject({ role: z.enum(ROLES), scope })).max(MAX_ASSIGNMENTS);
const details = z.strictObject({
  name: text(200),
  email: z.email().max(320),
  locale: z.enum(LOCALES),
});

const listQuery = z.strictObject({
  search: text(200).optional(),
  role: z.enum(ROLES).optional(),
  scope: scope.optional(),
  state: z.enum(PERSON_STATES).optional(),
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(MAX_PEOPLE_A_PAGE).default(50),
});
const change = details
  .partial()
  .refine((body) => Object.keys(body).length > 0, 'expected a name, an e-mail address or a language');
const newAssignments = z.strictObject({ assignments, instead: assignments.optional() });
const linkRequest = z.strictObject({ purpose: z.enum(['invitation', 'reset']) });

/** People and their roles, within the places at which the caller holds `people.manage`. */
export function peopleRoutes(deps: { pool: Pool; desk: AdministrationDesk; people: PeopleService }): Route[] {
  const { pool, desk, people } = deps;
  const access = { right: 'people.manage' } as const;
  const idOf = ({ params }: { params: Record<string, string> }) => params['id'] ?? '';
  return [
    route({
      method: 'get',
      path: '/api/people',
      query: listQuery,
      access,
      handle: async ({ query: { page, pageSize, ...filter }, caller }): Promise<PeoplePage> => {
        const visibleIn = caller.scopesWith('people.manage');
        const offset = (page - 1) * pageSize;
        const found = await listPeople(pool, { ...filter, visibleIn, offset, limit: pageSize });
        return { people: found.people.map(summaryOf), total: found.total, page, pageSize };
      },
    }),
    route({
      method: 'post',
      path: '/api/people',
      body: details.extend({ assignments }),
      status: 201,
      access,
      handle: (call) => people.invite(askerOf(call), call.body),
    }),
    route({
      method: 'get',
      path: '/api/people/:id',
      access,
      handle: async (call) => {
        const found = await detailsOf(pool, desk, call.caller, idOf(call), new Date());
        if (found === null) throw new AdministrationRefusedError('out-of-sight');
        return found;
      },
    }),
    route({
      method: 'patch',
      path: '/api/people/:id',
      body: change,
      access,
      handle: (call) => people.change(askerOf(call), idOf(call), call.body),
    }),
    route({
      method: 'put',
      path: '/api/people/:id/assignments',
      body: newAssignments,
      access,
      handle: (call) => people.assign(askerOf(call), idOf(call), call.body),
    }),
    route({
      method: 'post',
      path: '/api/people/:id/link',
      body: linkRequest,
      status: 201,
      access,
      handle: (call) => people.issueLink(askerOf(call), idOf(call), call.body.purpose),
    }),
    route({
      method: 'post',
      path: '/api/people/:id/disable',
      access,
      handle: (call) => people.disable(askerOf(call), idOf(call)),
    }),
    route({
      method: 'post',
      path: '/api/people/:id/enable',
      access,
      handle: (call) => people.enable(askerOf(call), idOf(call)),
    }),
    route({
      method: 'delete',
      path: '/api/people/:id/sessions',
      access,
      handle: (call) => people.endSessions(askerOf(call), idOf(call)),
    }),
    route({
      method: 'delete',
      path: '/api/people/:id/second-factor',
      access,
      handle: (call) => people.removeSecondFactor(askerOf(call), idOf(call)),
    }),
  ];
}

function askerOf({ caller, request }: Pick<Call<unknown, unknown>, 'caller' | 'request'>): Asker {
  return { caller, address: request.ip };
}
