import { z } from 'zod';
import {
  MAX_DECLARATIONS_PER_MINUTE,
  MAX_KEY_DAYS,
  MAX_OVERLAP_HOURS,
  type KeyRotation,
  type LodgingSystemChange,
  type LodgingSystemDraft,
} from '../../shared/contract/lodging-systems.ts';
import { MACHINE_RIGHTS } from '../../shared/domain/access/right.ts';
import { parseScope, type ScopeId } from '../../shared/domain/access/scope.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import type { LodgingSystemsService } from '../services/lodging-systems.service.ts';
import { RequestError } from './errors.ts';
import { route, type Call, type Route } from './route.ts';

const name = z.string().trim().min(1).max(100);
const rights = z
  .array(z.enum(MACHINE_RIGHTS))
  .min(1)
  .max(MACHINE_RIGHTS.length)
  .refine((all) => new Set(all).size === all.length, 'expected every right once');
const declarationsPerMinute = z.int().min(1).max(MAX_DECLARATIONS_PER_MINUTE).nullable();
const days = z.int().min(1).max(MAX_KEY_DAYS).nullable();
const scope = z
  .string()
  .refine((text): text is ScopeId => parseScope(text) !== null, 'expected a scope such as district:2200');

const draft: z.ZodType<LodgingSystemDraft> = z.strictObject({
  name,
  scope,
  rights,
  declarationsPerMinute,
  days,
});
const change: z.ZodType<LodgingSystemChange> = z.strictObject({
  name: name.optional(),
  rights: rights.optional(),
  declarationsPerMinute: declarationsPerMinute.optional(),
  disabled: z.boolean().optional(),
});
const rotation: z.ZodType<KeyRotation> = z.strictObject({
  days,
  overlapHours: z.number().min(0).max(MAX_OVERLAP_HOURS),
});

/** `/api/lodging-systems`: the systems that lodge, and their keys. A key is told once, by what issues it. */
export function lodgingSystemsRoutes(deps: { systems: LodgingSystemsService; places: PlaceBook }): Route[] {
  const { systems, places } = deps;
  const right = 'keys.manage';
  const path = '/api/lodging-systems';
  /** Administered by who administers the system's scope. */
  const ofSystem = {
    right,
    scope: ({ params }: { params: Record<string, string> }) => systems.scopeOf(params['id']!),
  } as const;
  const asker = ({ caller, request }: Pick<Call<unknown, unknown>, 'caller' | 'request'>) => ({
    by: caller.doer,
    address: request.ip,
  });
  return [
    route({
      method: 'get',
      path,
      access: { right },
      handle: async ({ caller }) => ({ systems: await systems.list((at) => caller.may(right, at)) }),
    }),
    route<LodgingSystemDraft>({
      method: 'post',
      path,
      body: draft,
      status: 201,
      access: { right, scope: ({ body }) => body.scope },
      handle: (call) => {
        if (!places.isKnownScope(call.body.scope)) {
          throw new RequestError(400, 'unknown-scope', `there is no place "${call.body.scope}"`);
        }
        return systems.add(call.body, asker(call));
      },
    }),
    route<LodgingSystemChange>({
      method: 'patch',
      path: `${path}/:id`,
      body: change,
      access: ofSystem,
      handle: (call) => systems.change(call.params['id']!, call.body, asker(call)),
    }),
    route<KeyRotation>({
      method: 'post',
      path: `${path}/:id/keys`,
      body: rotation,
      status: 201,
      access: ofSystem,
      handle: (call) => systems.rotate(call.params['id']!, call.body, asker(call)),
    }),
    route({
      method: 'delete',
      path: `${path}/:id/keys/:keyId`,
      access: ofSystem,
      handle: (call) => systems.revoke(call.params['id']!, call.params['keyId']!, asker(call)),
    }),
  ];
}
