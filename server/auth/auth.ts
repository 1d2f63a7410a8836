import { apiKey } from '@better-auth/api-key';
import { passkey } from '@better-auth/passkey';
import { betterAuth } from 'better-auth';
import { genericOAuth, twoFactor } from 'better-auth/plugins';
import type { Pool } from '../../shared/platform/db/pool.ts';
import type { ServerConfig } from '../../shared/platform/config.ts';
import type { Logger } from '../../shared/platform/log.ts';
import { CLIENT_ADDRESS_HEADER } from '../http/client-address.ts';
import { SIGN_IN_ADDRESS_LIMITS } from './limits.ts';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from './password-rules.ts';
import type { SignInGuard } from './sign-in-guard.ts';

/** A session ends after this time without a request, s: a shift. */
const SESSION_SECONDS = 12 * 3600;

/** How a session was begun. */
export type SignInMethod = 'password' | 'passkey' | 'oidc';

const METHOD_OF_PATH: readonly [prefix: string, method: SignInMethod][] = [
  ['/sign-in/email', 'password'],
  ['/two-factor', 'password'],
  ['/passkey', 'passkey'],
  ['/oauth2/callback', 'oidc'],
  ['/callback', 'oidc'],
];

export interface AuthSettings {
  config: Pick<ServerConfig, 'authSecret' | 'oidc'>;
  /** Address that people open, without a slash at the end. */
  publicUrl: string;
  /** Addresses whose pages may call; the public one among them. */
  trustedOrigins: readonly string[];
  /** Connections whose search path is the schema `auth`. */
  pool: Pool;
  guard: SignInGuard;
  log: Logger;
}

/**
 * Sign-in, second factors, sessions and keys by better-auth, in the schema `auth`. Nobody signs up: people are
 * invited, and a provider's account must belong to one of them.
 */
export function createAuth({ config, publicUrl, trustedOrigins, pool, guard, log }: AuthSettings) {
  const secure = publicUrl.startsWith('https:');
  return betterAuth({
    appName: 'Tidewaiter',
    baseURL: publicUrl,
    basePath: '/api/auth',
    secret: config.authSecret,
    trustedOrigins: [...trustedOrigins],
    database: pool,
    telemetry: { enabled: false },
    logger: {
      level: 'warn',
      log: (level, message) => log[level === 'error' ? 'error' : 'info']({ by: 'sign-in' }, message),
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: MIN_PASSWORD_LENGTH,
      maxPasswordLength: MAX_PASSWORD_LENGTH,
      revokeSessionsOnPasswordReset: true,
    },
    user: {
      additionalFields: {
        locale: { type: 'string', required: true, defaultValue: 'en', input: false },
        demonstration: { type: 'boolean', required: true, defaultValue: false, input: false },
        disabledAt: { type: 'date', required: false, input: false },
      },
    },
    session: {
      expiresIn: SESSION_SECONDS,
      updateAge: 900,
      additionalFields: {
        method: { type: 'string', required: true, defaultValue: 'password', input: false },
      },
    },
    account: {
      encryptOAuthTokens: true,
      accountLinking: { enabled: true, trustedProviders: config.oidc === undefined ? [] : ['oidc'] },
    },
    rateLimit: {
      enabled: true,
      storage: 'database',
      window: 60,
      max: 300,
      customRules: SIGN_IN_ADDRESS_LIMITS,
    },
    advanced: {
      useSecureCookies: secure,
      cookiePrefix: 'tidewaiter',
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', secure, path: '/' },
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
    },
    hooks: guard.hooks(),
    databaseHooks: {
      session: {
        create: {
          before: async (session, context) => {
            const path = context?.path ?? '';
            const method = METHOD_OF_PATH.find(([prefix]) => path.startsWith(prefix))?.[1];
            return { data: { ...session, method: method ?? 'password' } };
          },
        },
      },
    },
    plugins: [
      twoFactor({ issuer: 'Tidewaiter', allowPasswordless: true }),
      passkey({ rpName: 'Tidewaiter', rpID: new URL(publicUrl).hostname, origin: [...trustedOrigins] }),
      apiKey({
        defaultPrefix: 'tw_',
        requireName: true,
        enableSessionForAPIKeys: false,
        rateLimit: { enabled: false },
        keyExpiration: { maxExpiresIn: 2 * 365, minExpiresIn: 0 },
      }),
      genericOAuth({
        config:
          config.oidc === undefined
            ? []
            : [
                {
                  providerId: 'oidc',
                  name: config.oidc.name,
                  discoveryUrl: `${config.oidc.issuer}/.well-known/openid-configuration`,
                  requireIdTokenVerification: true,
                  clientId: config.oidc.clientId,
                  clientSecret: config.oidc.clientSecret,
                  scopes: ['openid', 'profile', 'email'],
                  disableSignUp: true,
                },
              ],
      }),
    ],
  });
}

export type Auth = ReturnType<typeof createAuth>;
