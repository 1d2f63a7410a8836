import type { IntakeLimit } from '../access/intake-limit.ts';
import type { BacklogGauge } from '../services/backlog-gauge.ts';
import type { IntakeService } from '../services/intake.service.ts';
import { readDelivery } from './delivery.ts';
import { route, type Route } from './route.ts';

/** `POST /api/declarations` lodges. */
export function declarationsRoutes(deps: {
  intake: IntakeService;
  limit: IntakeLimit;
  backlog: BacklogGauge;
}): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/declarations',
      access: { right: 'declarations.lodge' },
      status: 202,
      handle: async ({ request, caller }) => {
        deps.backlog.check();
        await deps.limit.admit(caller);
        const mayLodgeAt = (house: string) => caller.may('declarations.lodge', `house:${house}`);
        const delivery = await readDelivery(request).catch(async (error: unknown) => {
          await deps.limit.charge(caller, 1);
          throw error;
        });
        return deps.intake.lodge(deps.limit.metered(caller, delivery), { mayLodgeAt });
      },
    }),
  ];
}
