import { z } from 'zod';
import type { StepRequest } from '../../shared/contract/profiles.ts';
import { PART_STEPS } from '../../shared/domain/ruleset/life.ts';
import type { PartKind, Release } from '../../shared/domain/ruleset/part.ts';
import type { VersionKey } from '../../shared/platform/stores/ruleset-part.store.ts';
import type { Asker } from '../services/administration.ts';
import { RequestError } from './errors.ts';
import type { Call } from './route.ts';

/** Largest whole number that the database holds. */
const MAX_INTEGER = 2 ** 31 - 1;

export const revision = z.int().min(1).max(MAX_INTEGER);

/** Numbers in an address come as text. */
export const whole = (least: number, most = MAX_INTEGER) =>
  z
    .string()
    .regex(/^\d{1,10}$/, 'expected a whole number')
    .transform(Number)
    .pipe(z.int().min(least).max(most));

export const code = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'expected 1 to 64 letters, digits or . _ -');

/** What stands under `content` is checked by the rules of the domain, which name each fault with its path. */
export const content = z.unknown();

/** Where a new part is to apply. */
export const place = {
  level: z.enum(['national', 'district', 'house']),
  scope: z.string().max(32).optional(),
};

export const begun = z.strictObject({ from: z.int().min(1).max(MAX_INTEGER).optional() });
export const written = z.strictObject({ revision, content });
export const discarded = z.strictObject({ revision: whole(1) });
export const compared = z.strictObject({ from: whole(1) });

/** A release is checked by the rules of the domain, like content. */
export const step: z.ZodType<StepRequest> = z.strictObject({
  step: z.enum(PART_STEPS),
  revision,
  reason: z.string().trim().max(2000).optional(),
  release: z.custom<Release>((value) => typeof value === 'object' && value !== null).optional(),
});

/** The version that an address names; what can be no version is not there. */
export function keyIn(kind: PartKind, partCode: string, params: Record<string, string>): VersionKey {
  const version = whole(1).safeParse(params['version']);
  if (!version.success || !code.safeParse(partCode).success) throw notFound();
  return { kind, code: partCode, version: version.data };
}

/** The code that an address names. */
export function codeIn(params: Record<string, string>, name: string): string {
  const parsed = code.safeParse(params[name]);
  if (parsed.success) return parsed.data;
  throw notFound();
}

export function askerOf({ caller, request }: Pick<Call<unknown, unknown>, 'caller' | 'request'>): Asker {
  return { caller, address: request.ip };
}

function notFound(): RequestError {
  return new RequestError(404, 'not-found', 'what is asked for does not exist');
}
