import type { Pool } from '../../shared/platform/db/pool.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import { ProfileListService } from '../services/profile-list.service.ts';
import { ReferenceListsService } from '../services/reference-lists.service.ts';
import { RulesetDifferenceService } from '../services/ruleset-difference.service.ts';
import { RulesetImportsService } from '../services/ruleset-imports.service.ts';
import { RulesetPartsService } from '../services/ruleset-parts.service.ts';
import { parametersRoutes } from './parameters.routes.ts';
import { profilesRoutes } from './profiles.routes.ts';
import { referenceListsRoutes } from './reference-lists.routes.ts';
import type { Route } from './route.ts';
import { rulesetFileRoutes } from './ruleset.routes.ts';

/** Everything a ruleset is made of: profiles, reference lists and the channel policy. */
export function rulesetRoutes({ pool, places }: { pool: Pool; places: PlaceBook }): Route[] {
  const parts = new RulesetPartsService({ pool, places });
  const deps = {
    parts,
    differences: new RulesetDifferenceService({ parts }),
    profileList: new ProfileListService({ pool, now: () => new Date() }),
    lists: new ReferenceListsService({ parts }),
    imports: new RulesetImportsService({ pool, places }),
    pool,
  };
  return [
    ...profilesRoutes(deps),
    ...referenceListsRoutes(deps),
    ...parametersRoutes(deps),
    ...rulesetFileRoutes(deps),
  ];
}
