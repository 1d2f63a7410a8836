import { z } from 'zod';
import type { BackTestRequest } from '../../shared/contract/back-tests.ts';
import type { Condition } from '../../shared/domain/targeting/condition.ts';
import type { BackTestService } from '../services/back-test.service.ts';
import { route, type Route } from './route.ts';

const day = z.iso.date();
const code = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'expected 1 to 64 letters, digits or . _ -');

/** What the condition says is checked by the rules of the domain, which name each fault with its path. */
const backTestRequest = z.strictObject({
  when: z.custom<Condition>((value) => typeof value === 'object' && value !== null, 'expected a condition'),
  channel: z.enum(['red', 'orange', 'none']),
  mandatory: z.boolean(),
  score: z.number().min(0).max(100),
  level: z.enum(['national', 'district', 'house']),
  scope: z.string().max(32).exactOptional(),
  replaces: code.exactOptional(),
  from: day.exactOptional(),
  to: day.exactOptional(),
}) satisfies z.ZodType<BackTestRequest>;

/** `POST /api/back-tests`: what an unsaved profile would have done, over the declarations that the caller may see. */
export function backTestsRoutes(deps: { backTests: BackTestService }): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/back-tests',
      body: backTestRequest,
      bodyLimit: '512kb',
      access: { right: 'profiles.view' },
      handle: ({ caller, body, response }) => {
        const gone = new AbortController();
        // Who types on or leaves closes the connection: nothing is computed for nobody.
        response.once('close', () => gone.abort());
        return deps.backTests.run(caller, body, gone.signal);
      },
    }),
  ];
}
