import type { BacklogGauge } from '../services/backlog-gauge.ts';
import type { IntakeService } from '../services/intake.service.ts';
import { readDelivery } from './delivery.ts';
import { route, type Route } from './route.ts';

/** `POST /api/declarations` lodges. */
export function declarationsRoutes(deps: { intake: IntakeService; backlog: BacklogGauge }): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/declarations',
      access: { right: 'declarations.lodge' },
      status: 202,
      handle: async ({ request, caller }) => {
        deps.backlog.check();
        const mayLodgeAt = (house: string) => caller.may('declarations.lodge', `house:${house}`);
        return deps.intake.lodge(await readDelivery(request), { mayLodgeAt });
      },
    }),
  ];
}
