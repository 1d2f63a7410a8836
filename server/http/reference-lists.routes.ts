import { z } from 'zod';
import { listFile } from '../../shared/contract/list-files.ts';
import type { ListEntriesChange } from '../../shared/contract/profiles.ts';
import type { ReferenceListsService } from '../services/reference-lists.service.ts';
import { partRoutes } from './part-routes.ts';
import type { RulesetRoutesDeps } from './profiles.routes.ts';
import { route, type Route } from './route.ts';
import { askerOf, code, codeIn, content, keyIn, place, revision, whole } from './ruleset-bodies.ts';

/** Entries added or removed at once; more are loaded from a file. */
const MAX_CHANGED = 10_000;

const entry = z.strictObject({
  value: z.string(),
  from: z.string().optional(),
  to: z.string().optional(),
});
const entriesChange = z.strictObject({
  revision,
  title: z.string().trim().max(200).optional(),
  add: z.array(entry).max(MAX_CHANGED).optional(),
  remove: z.array(entry).max(MAX_CHANGED).optional(),
}) as unknown as z.ZodType<ListEntriesChange>;
const entriesPage = z.strictObject({
  search: z.string().max(200).default(''),
  offset: whole(0).default(0),
  limit: whole(1, 1000).default(100),
});

/** `/api/reference-lists`: the sets of values that conditions look up, in versions like profiles. */
export function referenceListsRoutes(deps: RulesetRoutesDeps & { lists: ReferenceListsService }): Route[] {
  const path = '/api/reference-lists';
  const entries = `${path}/:name/versions/:version/entries`;
  const keyOf = (params: Record<string, string>) => keyIn('list', codeIn(params, 'name'), params);
  return [
    route({
      method: 'get',
      path,
      access: { right: 'profiles.view' },
      handle: ({ caller }) => deps.lists.list(caller),
    }),
    route({
      method: 'post',
      path,
      body: z.strictObject({ name: code, ...place, content }),
      bodyLimit: '16mb',
      status: 201,
      access: { right: 'profiles.edit' },
      handle: (call) => {
        const { name, level, scope = null, content: said } = call.body;
        return deps.parts.begin({ kind: 'list', code: name, level, scope }, said, askerOf(call));
      },
    }),
    route({
      method: 'get',
      path: `${path}/:name`,
      access: { right: 'profiles.view' },
      handle: ({ caller, params }) => deps.parts.view('list', codeIn(params, 'name'), caller),
    }),
    route<undefined, z.output<typeof entriesPage>>({
      method: 'get',
      path: entries,
      query: entriesPage,
      access: { right: 'profiles.view' },
      handle: ({ caller, params, query }) => deps.lists.entries(keyOf(params), query, caller),
    }),
    route<ListEntriesChange>({
      method: 'patch',
      path: entries,
      body: entriesChange,
      bodyLimit: '4mb',
      access: { right: 'profiles.edit' },
      handle: (call) => deps.lists.changeEntries(keyOf(call.params), call.body, askerOf(call)),
    }),
    route({
      method: 'post',
      path: `${path}/:name/versions/:version/files`,
      body: listFile,
      bodyLimit: '16mb',
      access: { right: 'profiles.edit' },
      handle: (call) => deps.lists.load(keyOf(call.params), call.body, new Date(), askerOf(call)),
    }),
    ...partRoutes('list', `${path}/:name`, (params) => codeIn(params, 'name'), deps),
  ];
}
