import { apiKey } from '@better-auth/api-key';
import { betterAuth } from 'better-auth';
import { twoFactor } from 'better-auth/plugins';
import type { Pool } from '../../shared/platform/db/pool.ts';
import type { ServerConfig } from '../../shared/platform/config.ts';
import type { Logger } from '../../shared/platform/log.ts';
import { CLIENT_ADDRESS_HEADER } from '../http/client-address.ts';
import { CODE_LOCK, SIGN_IN_ADDRESS_LIMITS } from './limits.ts';
import { FRESH_SECONDS } from './own-account-rules.ts';
import { passkeys } from './passkeys.ts';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from './password-rules.ts';
import { createSessionRule, SESSION_SECONDS } from './session-rules.ts';
import type { SignInGuard } from './sign-in-guard.ts';
import { singleSignOn } from './single-sign-on.ts';

export interface AuthSettings {
  config: Pick<ServerConfig, 'authSecret' | 'oidc'> & Partial<Pick<ServerConfig, 'demonstration'>>;
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
      freshAge: FRESH_SECONDS,
      disableSessionRefresh: true,
      additionalFields: {
        method: { type: 'string', required: true, defaultValue: 'password', input: false },
      },
    },
    account: {
      updateAccountOnSignIn: false,
      // No provider is trusted with addresses that it has not verified.
      accountLinking: { enabled: true },
    },
    onAPIError: { errorURL: `${publicUrl}/sign-in` },
    rateLimit: {
      enabled: true,
      storage: 'database',
      window: 60,
      max: 300,
      customRules: SIGN_IN_ADDRESS_LIMITS,
    },
    advanced: {
      // better-auth leaves it out by itself where NODE_ENV is `test`.
      disableOriginCheck: false,
      // By TLS browsers take `__Host-` from this very host alone: no neighbour's page signs anybody in as somebody else.
      useSecureCookies: false,
      cookiePrefix: secure ? '__Host-tidewaiter' : 'tidewaiter',
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', secure, path: '/' },
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
    },
    hooks: guard.hooks(),
    databaseHooks: {
      session: {
        create: {
          before: createSessionRule({
            demonstration: config.demonstration ?? false,
            spentCodes: guard.spentCodes,
          }),
        },
      },
      account: {
        create: {
          // Nothing is ever asked of the provider in a person's name, so its tokens are not kept.
          before: async (account) => ({
            data: { ...account, accessToken: null, refreshToken: null, idToken: null },
          }),
        },
      },
    },
    plugins: [
      // Secrets and backup codes are stored encrypted.
      twoFactor({ issuer: 'Tidewaiter', accountLockout: CODE_LOCK }),
      passkeys({ rpID: new URL(publicUrl).hostname, origin: [...trustedOrigins] }),
      apiKey({
        defaultPrefix: 'tw_',
        requireName: true,
        enableSessionForAPIKeys: false,
        rateLimit: { enabled: false },
        keyExpiration: { maxExpiresIn: 2 * 365, minExpiresIn: 0 },
      }),
      singleSignOn(config.oidc, log),
    ],
  });
}

export type Auth = ReturnType<typeof createAuth>;
