import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Right } from '../../shared/domain/access/right.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import type { Caller, CallerKind } from '../access/caller.ts';

/** What a handler gets: everything has been checked, and the caller has the right. */
export interface Call<Body, Query> {
  request: Request;
  response: Response;
  params: Record<string, string>;
  body: Body;
  query: Query;
  caller: Caller;
}

type OpenCall<Body, Query> = Omit<Call<Body, Query>, 'caller'> & { caller: Caller | null };

/** Where a right must be held for one request; null: what is asked for does not exist. */
export type ScopeOf<Body, Query> = (
  call: Omit<Call<Body, Query>, 'response'>,
) => ScopeId | null | Promise<ScopeId | null>;

interface Shape<Body, Query> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  path: string;
  /** Strict schema of the JSON body; without one no body is read, but where `bodyLimit` is named. */
  body?: z.ZodType<Body>;
  /** Largest body, as body-parser writes it. */
  bodyLimit?: string;
  /** Strict schema of the query; without one it is not read. */
  query?: z.ZodType<Query>;
  /** Status of an answer with a value (default 200); without a value it is 204. */
  status?: number;
}

/**
 * Who may call a route: everyone (`open`, with the reason), every caller of some kind (`own`: what concerns the
 * caller alone), or who holds a `right`: at the scope of what is asked for, or, without `scope`, somewhere; then the
 * handler shows no more than `caller.scopesWith(right)` covers.
 */
export type RouteAccess<Body, Query> =
  { open: string } | { own: readonly CallerKind[] } | { right: Right; scope?: ScopeOf<Body, Query> };

/** A route with the right it needs. There is no other way to serve something under `/api`. */
export interface Route {
  method: Shape<unknown, unknown>['method'];
  path: string;
  access: RouteAccess<unknown, unknown>;
  body?: z.ZodType;
  bodyLimit?: string;
  query?: z.ZodType;
  status?: number;
  handle: (call: Call<unknown, unknown>) => unknown;
}

/**
 * Declares a route that needs a right or is the caller's own. What `handle` returns is sent as JSON, nothing as 204,
 * and a response it has sent itself is left alone; what it throws goes to the error map.
 */
export function route<Body = undefined, Query = undefined>(
  declaration: Shape<Body, Query> & {
    access: Exclude<RouteAccess<Body, Query>, { open: string }>;
    handle: (call: Call<Body, Query>) => unknown;
  },
): Route {
  return declaration as unknown as Route;
}

/** Declares a route for everyone, with the reason; `caller` is null for who has not signed in. */
export function openRoute<Body = undefined, Query = undefined>(
  declaration: Shape<Body, Query> & {
    access: { open: string };
    handle: (call: OpenCall<Body, Query>) => unknown;
  },
): Route {
  return declaration as unknown as Route;
}
