import { z } from 'zod';
import type { ProfileListService } from '../services/profile-list.service.ts';
import type { RulesetDifferenceService } from '../services/ruleset-difference.service.ts';
import type { RulesetPartsService } from '../services/ruleset-parts.service.ts';
import { partRoutes } from './part-routes.ts';
import { route, type Route } from './route.ts';
import { askerOf, code, codeIn, content, place } from './ruleset-bodies.ts';

export interface RulesetRoutesDeps {
  parts: RulesetPartsService;
  differences: RulesetDifferenceService;
  profileList: ProfileListService;
}

/** `/api/profiles`: risk profiles and their versions, from the first draft to the last step. */
export function profilesRoutes(deps: RulesetRoutesDeps): Route[] {
  const path = '/api/profiles';
  return [
    route({
      method: 'get',
      path,
      access: { right: 'profiles.view' },
      handle: ({ caller }) => deps.profileList.list(caller),
    }),
    route({
      method: 'post',
      path,
      body: z.strictObject({ code, ...place, content }),
      bodyLimit: '4mb',
      status: 201,
      access: { right: 'profiles.edit' },
      handle: (call) => {
        const { code: name, level, scope = null, content: said } = call.body;
        return deps.parts.begin({ kind: 'profile', code: name, level, scope }, said, askerOf(call));
      },
    }),
    route({
      method: 'get',
      path: `${path}/:code`,
      access: { right: 'profiles.view' },
      handle: ({ caller, params }) => deps.parts.view('profile', codeIn(params, 'code'), caller),
    }),
    ...partRoutes('profile', `${path}/:code`, (params) => codeIn(params, 'code'), deps),
  ];
}
