import type { AuthContext } from 'better-auth';
import { genericOAuth } from 'better-auth/plugins';
import type { ServerConfig } from '../../shared/platform/config.ts';
import type { Logger } from '../../shared/platform/log.ts';

/** How long a start waits for the provider, ms; who does not answer by then is asked when somebody signs in. */
const START_LIMIT_MS = 5000;

/** Sign-in by an OpenID Connect provider, for people whose account here has the address that it vouches for. */
export function singleSignOn(oidc: ServerConfig['oidc'], log: Logger) {
  const config =
    oidc === undefined
      ? []
      : [
          {
            providerId: 'oidc',
            name: oidc.name,
            discoveryUrl: `${oidc.issuer}/.well-known/openid-configuration`,
            requireIdTokenVerification: true,
            clientId: oidc.clientId,
            clientSecret: oidc.clientSecret,
            scopes: ['openid', 'profile', 'email'],
            mapProfileToUser: vouchedFor,
            disableSignUp: true,
            // Leaving Tidewaiter leaves Tidewaiter; the provider's own session is the provider's.
            disableProviderLogout: true,
          },
        ];
  const plugin = genericOAuth({ config });
  return {
    ...plugin,
    /** better-auth waits for the provider without limit; a provider that hangs must not keep the server from starting. */
    init: async (context: AuthContext) => {
      const ready = plugin.init(context);
      const late = new Promise<null>((resolve) => setTimeout(resolve, START_LIMIT_MS, null).unref());
      const found = await Promise.race([ready, late]);
      if (found !== null) return found;
      log.warn(
        { by: 'sign-in' },
        'the sign-in provider does not answer; it is asked again at the next sign-in',
      );
      ready.catch(() => undefined);
      // As the plugin notes a provider that it could not reach.
      const genericOAuthPendingDiscovery = new Map(config.map((one) => [one.providerId, one]));
      return { context: { socialProviders: context.socialProviders, genericOAuthPendingDiscovery } };
    },
  };
}

/**
 * Entra ID never says `email_verified`; in its place, `xms_edov` says that whoever owns the address's domain runs the
 * directory. A provider that denies having verified the address is believed.
 */
function vouchedFor(profile: Record<string, unknown>): { emailVerified?: true } {
  const owned = profile['email_verified'] === undefined && /^(true|1)$/.test(String(profile['xms_edov']));
  return owned ? { emailVerified: true } : {};
}
