import type { ParametersView } from '../../shared/contract/profiles.ts';
import { isInForce } from '../../shared/domain/ruleset/life.ts';
import { POLICY_CODE, type PartContent } from '../../shared/domain/ruleset/part.ts';
import { readContent } from '../../shared/platform/stores/ruleset-part.store.ts';
import { partRoutes } from './part-routes.ts';
import type { RulesetRoutesDeps } from './profiles.routes.ts';
import { route, type Route } from './route.ts';

/** `/api/parameters`: the channel policy, in versions like profiles. */
export function parametersRoutes(deps: RulesetRoutesDeps): Route[] {
  const path = '/api/parameters';
  return [
    route({
      method: 'get',
      path,
      access: { right: 'profiles.view' },
      handle: async ({ caller }): Promise<ParametersView> => {
        const view = await deps.parts.view('policy', POLICY_CODE, caller);
        const version = view.versions.find(({ state }) => isInForce(state))?.version;
        const inForce =
          version === undefined
            ? null
            : await deps.parts.read(caller, (client) =>
                readContent<PartContent['policy']>(client, { kind: 'policy', code: POLICY_CODE, version }),
              );
        return { ...view, inForce };
      },
    }),
    ...partRoutes('policy', path, () => POLICY_CODE, deps),
  ];
}
