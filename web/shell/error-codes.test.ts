import { passkeyClient } from '@better-auth/passkey/client';
import { BASE_ERROR_CODES } from 'better-auth';
import { twoFactorClient } from 'better-auth/client/plugins';
import { describe, expect, it } from 'vitest';
import { m } from '../paraglide/messages.js';
import { ApiError } from './api.ts';
import { errorText } from './error-text.ts';

const SERVER = import.meta.glob<string>(['../../server/**/*.ts', '!**/*.test.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
});
/** Views have words of their own for some codes. */
const VIEWS = import.meta.glob<string>(['../{views,display}/**/*.{ts,svelte}', '!**/*.test.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

const textOf = (files: Record<string, string>, under = '') =>
  Object.entries(files)
    .filter(([path]) => path.includes(under))
    .map(([, text]) => text)
    .join('\n');

const server = textOf(SERVER);
const errorMap = textOf(SERVER, 'server/http/errors.ts');
const views = textOf(VIEWS);

const literalsIn = (text: string): string[] => [...text.matchAll(/'([\w-]+)'/g)].map(([, code]) => code!);

function found(pattern: RegExp, text: string): string {
  const match = pattern.exec(text);
  if (match === null) throw new Error(`the codes are not where they were: ${pattern}`);
  return match[0];
}

/** The keys of `const NAME: Record<…> = {…}` in the error map. */
const keysOf = (name: string): string[] =>
  [...found(new RegExp(`const ${name}: [^]*?\\n};`), errorMap).matchAll(/^ +'?([\w-]+)'?: \d+,$/gm)].map(
    ([, key]) => key!,
  );

const passwordFaults = literalsIn(found(/type PasswordFault = [^;]*;/, server));

/** The codes that the server answers with, by where they are written down. */
const CODES: Record<string, string[]> = {
  'of refused requests': [...server.matchAll(/new RequestError\(\s*\w[^,]*,([^,]*),/g)].flatMap(([, code]) =>
    literalsIn(code!),
  ),
  'of the error map': [...errorMap.matchAll(/\bcode: ('[\w-]+')/g)].flatMap(([, code]) => literalsIn(code!)),
  'of what the parsers refuse': literalsIn(found(/const CODE_OF_STATUS[^]*?\n\};/, errorMap)),
  'of bodies that do not come': literalsIn(
    found(/code: '[\w-]+'/, textOf(SERVER, 'server/http/slow-bodies.ts')),
  ),
  'of the administration of people': keysOf('STATUS_OF_ADMINISTRATION_REFUSAL').filter(
    (reason) => reason !== 'out-of-sight',
  ),
  'of lodging systems': keysOf('STATUS_OF_SYSTEM_FAULT'),
  'of webhooks': keysOf('STATUS_OF_WEBHOOK_FAULT'),
  'of displays': [...keysOf('STATUS_OF_DISPLAY_REFUSAL'), ...keysOf('STATUS_OF_DISPLAY_FAULT')].map(
    (fault) => (fault === 'outside-scope' ? fault : `display-${fault}`),
  ),
  'of a link’s new password': passwordFaults.map((fault) => `password-${fault}`),
  'of one’s own new password': passwordFaults.map(
    (fault) => `PASSWORD_${fault.toUpperCase().replaceAll('-', '_')}`,
  ),
  'of the guard of sign-in': [...textOf(SERVER, 'server/auth/').matchAll(/\bcode: ('[\w-]+')/g)].flatMap(
    ([, code]) => literalsIn(code!),
  ),
  'of second factors': Object.keys(twoFactorClient().$ERROR_CODES),
  'of passkeys': Object.keys(passkeyClient().$ERROR_CODES),
  'of sign-in': Object.keys(BASE_ERROR_CODES),
};

/** Codes that nobody meets on a page, with why. */
const UNMET: Record<string, readonly string[]> = {
  'only lodging systems and tools send such requests': [
    'invalid-key',
    'invalid-period',
    'not-utf8',
    'too-deep',
    'array-too-long',
    'unsupported-encoding',
    'unsupported-charset',
    'TOKEN_NOT_ACCEPTED',
  ],
  'there is no page then': ['web-app-missing'],
  'the page tells this as giving up': ['AUTH_CANCELLED', 'REGISTRATION_CANCELLED'],
  'a fault here; that it did not work is all there is to say': [
    'internal',
    'FAILED_TO_CREATE_SESSION',
    'FAILED_TO_CREATE_VERIFICATION',
    'FAILED_TO_GET_SESSION',
    'FAILED_TO_UPDATE_PASSKEY',
    'FAILED_TO_UPDATE_USER',
    'UNABLE_TO_CREATE_SESSION',
    'UNKNOWN_ERROR',
  ],
  'no page asks for what these refuse: one-time codes by mail, signing up, linking, a new address, fields of one’s own':
    [
      'ACCOUNT_NOT_FOUND',
      'ASYNC_VALIDATION_NOT_SUPPORTED',
      'BODY_MUST_BE_AN_OBJECT',
      'CALLBACK_URL_REQUIRED',
      'CHANGE_EMAIL_DISABLED',
      'EMAIL_ALREADY_VERIFIED',
      'EMAIL_CAN_NOT_BE_UPDATED',
      'EMAIL_MISMATCH',
      'EMAIL_NOT_VERIFIED',
      'FAILED_TO_CREATE_USER',
      'FAILED_TO_GET_USER_INFO',
      'FAILED_TO_UNLINK_LAST_ACCOUNT',
      'FIELD_NOT_ALLOWED',
      'ID_TOKEN_NOT_SUPPORTED',
      'INVALID_NEW_USER_CALLBACK_URL',
      'INVALID_REDIRECT_URL',
      'INVALID_TOKEN',
      'INVALID_USER',
      'LINKED_ACCOUNT_ALREADY_EXISTS',
      'METHOD_NOT_ALLOWED_DEFER_SESSION_REQUIRED',
      'MISSING_FIELD',
      'OTP_HAS_EXPIRED',
      'OTP_NOT_CONFIGURED',
      'OTP_NOT_ENABLED',
      'PASSWORD_ALREADY_SET',
      'RESOLVED_USER_INVALID',
      'RESOLVE_USER_REQUIRED',
      'SOCIAL_ACCOUNT_ALREADY_LINKED',
      'TOKEN_EXPIRED',
      'USER_ALREADY_EXISTS',
      'USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL',
      'USER_ALREADY_HAS_PASSWORD',
      'USER_EMAIL_NOT_FOUND',
      'USER_NOT_FOUND',
      'VERIFICATION_EMAIL_NOT_ENABLED',
    ],
};

const unmet = new Set(Object.values(UNMET).flat());
const hasWords = (code: string) =>
  errorText(new ApiError(400, code, '')) !== m.common_error_internal() ||
  new RegExp(`['" {]${code}['"]?: `).test(views) ||
  views.includes(`code === '${code}'`);

describe('a person who meets an error', () => {
  it.each(Object.entries(CODES))('is told what it means: the codes %s', (_where, codes) => {
    expect(codes).not.toEqual([]);
    expect([...new Set(codes)].filter((code) => !unmet.has(code) && !hasWords(code))).toEqual([]);
  });

  it('is told of every one but those that exist and have no words', () => {
    const all = new Set(Object.values(CODES).flat());
    expect([...unmet].filter((code) => !all.has(code) || (code !== 'internal' && hasWords(code)))).toEqual(
      [],
    );
  });
});
