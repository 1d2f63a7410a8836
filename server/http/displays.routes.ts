import type { Request } from 'express';
import { z } from 'zod';
import type {
  DisplayChange,
  DisplayConfirmation,
  DisplayKey,
  DisplayList,
  DisplaySession,
  DisplaySessionRequest,
  EnrolmentRequest,
  EnrolmentStateRequest,
} from '../../shared/contract/displays.ts';
import { LOCALES } from '../../shared/contract/session.ts';
import { parseScope, type ScopeId } from '../../shared/domain/access/scope.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { readDisplay } from '../../shared/platform/stores/display.store.ts';
import { AddressLimit } from '../access/address-limit.ts';
import { DISPLAY_COOKIE, type DisplaySessions } from '../access/display-session.ts';
import type { DisplayEnrolmentService } from '../services/display-enrolment.service.ts';
import type { DisplaysService } from '../services/displays.service.ts';
import { RequestError } from './errors.ts';
import { openRoute, route, type Route } from './route.ts';
import { comesFrom } from './same-origin.ts';

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const publicKey: z.ZodType<DisplayKey> = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: coordinate,
  y: coordinate,
});
const signature = z.string().max(100);
const displayId = z.uuid();
const enrolmentRequest: z.ZodType<EnrolmentRequest> = z.strictObject({ publicKey, proof: signature });
const stateRequest: z.ZodType<EnrolmentStateRequest> = z.strictObject({
  code: z.string().max(40),
  proof: signature,
});
const sessionRequest: z.ZodType<DisplaySessionRequest> = z.strictObject({ displayId, signature });
const scope = z.string().transform((text, context): ScopeId => {
  const read = parseScope(text);
  if (read !== null) return read;
  context.addIssue({ code: 'custom', message: 'expected "national", "district:CODE" or "house:CODE"' });
  return z.NEVER;
});
const name = z.string().trim().min(1).max(100);
const page = z.string().max(500);
const locale = z.enum(LOCALES);

const confirmation: z.ZodType<DisplayConfirmation> = z.strictObject({
  code: z.string().max(40),
  name,
  scope,
  page: page.optional(),
  locale,
});
const change: z.ZodType<DisplayChange> = z.strictObject({
  name: name.optional(),
  scope: scope.optional(),
  page: page.optional(),
  locale: locale.optional(),
});

interface Deps {
  pool: Pool;
  displays: DisplaysService;
  enrolment: DisplayEnrolmentService;
  displaySessions: DisplaySessions;
  origins: readonly string[];
  /** Cookies go by TLS alone. */
  secure: boolean;
}

/** `/api/displays`: what administrators do with wall displays, and by what displays themselves come to a session. */
export function displaysRoutes(deps: Deps): Route[] {
  return [...deviceRoutes(deps), ...administratorRoutes(deps)];
}

function deviceRoutes({ enrolment, displaySessions, origins, secure }: Deps): Route[] {
  // Many displays may share an address: these bound a flood, not a monitoring room.
  const enrolments = new AddressLimit({ points: 60, seconds: 60 });
  const polls = new AddressLimit({ points: 3000, seconds: 60 });
  const proofs = new AddressLimit({ points: 600, seconds: 60 });
  const originOf = (request: Request): string => {
    if (comesFrom(origins, request.headers)) return request.headers.origin!;
    throw new RequestError(403, 'foreign-origin', 'this request does not come from a page of Tidewaiter');
  };
  return [
    openRoute({
      method: 'post',
      path: '/api/displays/enrolments',
      body: enrolmentRequest,
      access: { open: 'a display that has no session yet asks for its code' },
      handle: async ({ request, body }) => {
        await enrolments.take(request.ip);
        return enrolment.enrol(originOf(request), body.publicKey, body.proof);
      },
    }),
    openRoute({
      method: 'post',
      path: '/api/displays/enrolments/state',
      body: stateRequest,
      access: { open: 'a display waits for its code to be confirmed' },
      handle: async ({ request, body }) => {
        await polls.take(request.ip);
        return enrolment.stateOf(originOf(request), body.code, body.proof);
      },
    }),
    openRoute({
      method: 'post',
      path: '/api/displays/challenges',
      body: z.strictObject({ displayId }),
      access: { open: 'a display is about to prove that it holds its key' },
      handle: async ({ request, body }) => {
        await proofs.take(request.ip);
        return enrolment.challenge(body.displayId);
      },
    }),
    openRoute({
      method: 'post',
      path: '/api/displays/sessions',
      body: sessionRequest,
      access: { open: 'it is how a display signs in' },
      handle: async ({ request, response, body }): Promise<DisplaySession> => {
        await proofs.take(request.ip);
        await enrolment.prove(originOf(request), body.displayId, body.signature);
        const { value, seconds, pass } = displaySessions.issue(body.displayId);
        response.cookie(DISPLAY_COOKIE, value, {
          httpOnly: true,
          sameSite: 'strict',
          secure,
          path: '/',
          maxAge: seconds * 1000,
        });
        return { seconds, pass };
      },
    }),
  ];
}

function administratorRoutes({ pool, displays }: Deps): Route[] {
  const right = 'displays.manage';
  /** Of the display as it is now; the service looks again at what it is about to change. */
  const access = {
    right,
    scope: async ({ params }: { params: Record<string, string> }) =>
      (await readDisplay(pool, params['id'] ?? ''))?.scope ?? null,
  } as const;
  return [
    route({
      method: 'get',
      path: '/api/displays',
      access: { right },
      handle: async ({ caller }): Promise<DisplayList> => ({
        displays: await displays.list(caller, new Date()),
      }),
    }),
    route({
      method: 'post',
      path: '/api/displays',
      body: confirmation,
      access: { right, scope: ({ body }) => body.scope },
      status: 201,
      handle: async ({ request, caller, body }) => ({
        id: await displays.confirm({ caller, address: request.ip }, body),
      }),
    }),
    route({
      method: 'patch',
      path: '/api/displays/:id',
      body: change,
      access,
      handle: ({ request, caller, params, body }) =>
        displays.change({ caller, address: request.ip }, params['id']!, body),
    }),
    route({
      method: 'delete',
      path: '/api/displays/:id',
      access,
      handle: ({ request, caller, params }) =>
        displays.revoke({ caller, address: request.ip }, params['id']!),
    }),
  ];
}
