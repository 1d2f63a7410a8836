import express, { Router, type NextFunction, type Request, type Response } from 'express';
import { z } from 'zod';
import type { Caller } from '../access/caller.ts';
import { keyOf, type Identify } from '../access/access.ts';
import { RequestError } from './errors.ts';
import type { Call, Route, RouteAccess } from './route.ts';
import { refuseForeignReader, type SameOrigin } from './same-origin.ts';

/** Largest JSON body where a route names none. */
const BODY_LIMIT = '64kb';

/** Serves `routes`, each behind the right it declares: the one place where HTTP is allowed or refused. */
export function mountRoutes(
  routes: readonly Route[],
  deps: { identify: Identify; sameOrigin: SameOrigin },
): Router {
  const router = Router();
  for (const declared of routes) {
    const readBody = bodyReader(declared);
    router[declared.method](declared.path, async (request, response) => {
      const caller = await deps.identify(request.headers, request.ip);
      admit(caller, declared.access, keyOf(request.headers) !== null);
      // A page of another site can make a browser send cookies, or sign it in as somebody else, but not send a key.
      if (caller?.identity.kind !== 'machine') {
        deps.sameOrigin(request);
        // A provider's page leads back to an open one.
        if (!('open' in declared.access)) refuseForeignReader(request);
      }
      if (readBody !== null) await read(readBody, request, response);
      const call = {
        request,
        response,
        params: paramsOf(request),
        body: parse(declared.body, request.body, 'invalid-body'),
        query: parse(declared.query, request.query, 'invalid-query'),
        caller: caller!,
      };
      await allow(call, declared.access);
      response.set('Cache-Control', 'no-store');
      const value = await declared.handle(call);
      if (response.headersSent || response.writableEnded) return;
      if (value === undefined) response.status(204).end();
      else response.status(declared.status ?? 200).json(value);
    });
  }
  return router;
}

/**
 * Reads the body that a route has a schema for, or that it names a limit for: who reads it else might have none. Null
 * where none is read.
 */
function bodyReader({ body, bodyLimit }: Route): ReturnType<typeof express.json> | null {
  if (body !== undefined) return express.json({ limit: bodyLimit ?? BODY_LIMIT });
  return bodyLimit === undefined ? null : express.json({ limit: bodyLimit, type: () => true });
}

/** Refuses who can be refused before anything of the request is read. */
function admit(caller: Caller | null, access: RouteAccess<unknown, unknown>, withKey: boolean): void {
  if ('open' in access) return;
  if (caller === null) {
    throw withKey
      ? new RequestError(401, 'invalid-key', 'the key is unknown, over or revoked, or its system is disabled')
      : new RequestError(401, 'not-signed-in', 'sign in, or send a valid key');
  }
  const { identity } = caller;
  if ('own' in access) {
    if (access.own.includes(identity.kind)) return;
    throw new RequestError(403, 'no-right', `this is not for a ${identity.kind}`);
  }
  if (identity.kind === 'person' && identity.lacksSecondFactor) {
    throw new RequestError(403, 'second-factor-required', 'set up a second factor first');
  }
  if (caller.scopesWith(access.right).length === 0) throw noRight(access.right);
}

async function allow(call: Call<unknown, unknown>, access: RouteAccess<unknown, unknown>): Promise<void> {
  if (!('right' in access) || access.scope === undefined) return;
  const scope = await access.scope(call);
  if (scope === null) throw new RequestError(404, 'not-found', 'what is asked for does not exist');
  const decision = call.caller.decide(access.right, scope);
  if (decision.allowed) return;
  if (decision.reason === 'no-right') throw noRight(access.right);
  throw new RequestError(403, 'outside-scope', `the right "${access.right}" does not reach "${scope}"`);
}

function noRight(right: string): RequestError {
  return new RequestError(403, 'no-right', `this needs the right "${right}"`);
}

function read(parser: ReturnType<typeof express.json>, request: Request, response: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    const next: NextFunction = (error?: unknown) => {
      if (error === undefined || error === null) resolve();
      else reject(error instanceof Error ? error : new Error(String(error)));
    };
    void parser(request, response, next);
  });
}

function parse(schema: z.ZodType | undefined, value: unknown, code: string): unknown {
  if (schema === undefined) return undefined;
  const result = schema.safeParse(value ?? {});
  if (result.success) return result.data;
  throw new RequestError(400, code, z.prettifyError(result.error).slice(0, 2000));
}

/** Express gives a wildcard as its segments; here it is one text again. */
function paramsOf(request: Request): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.params as Record<string, string | string[]>).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join('/') : value,
    ]),
  );
}
