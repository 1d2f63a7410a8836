import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { Provider } from 'oidc-provider';
import { freePort } from './provision.ts';

export const CLIENT = { id: 'tidewaiter', secret: 'secret of the tests' };

/** What the provider vouches for of whoever signs in next. */
export interface ProviderPerson {
  sub: string;
  email: string;
  /** Undefined: it does not say. */
  verified?: boolean;
  /** Entra ID’s claim that the directory owns the address’s domain. */
  domainOwned?: unknown;
}

/** A real OpenID Connect provider on loopback that asks nothing: whoever comes is `person`. */
export class TestProvider {
  readonly issuer: string;
  /** False: people are sent back to the client, which then gets no token for them. */
  givesTokens = true;
  person: ProviderPerson = { sub: 'nobody', email: 'nobody@test.example', verified: true };
  readonly #port: number;
  #server: Server | null = null;

  private constructor(port: number) {
    this.#port = port;
    this.issuer = `http://127.0.0.1:${port}`;
  }

  /** Has an address, and is away until it is started. */
  static async prepare(): Promise<TestProvider> {
    return new TestProvider(await freePort());
  }

  /** `callback`: the only address that it sends people back to. */
  async start(callback: string): Promise<void> {
    const provider = new Provider(this.issuer, {
      clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [callback] }],
      features: { devInteractions: { enabled: false } },
      cookies: { keys: ['test'] },
      pkce: { required: () => true },
      // Everything is in the token itself, as with the providers that people have.
      conformIdTokenClaims: false,
      claims: { openid: ['sub'], email: ['email', 'email_verified', 'xms_edov'], profile: ['name'] },
      interactions: { url: (_, { uid }) => `/interaction/${uid}` },
      findAccount: (_, accountId) => ({
        accountId,
        claims: () => ({
          sub: accountId,
          name: 'Someone',
          email: this.person.email,
          email_verified: this.person.verified,
          xms_edov: this.person.domainOwned,
        }),
      }),
    });
    const handle = provider.callback();
    this.#server = createServer((request, response) => {
      if (!this.givesTokens && request.url === '/token') {
        response.writeHead(503).end();
        return;
      }
      if (request.url?.startsWith('/interaction/') !== true) {
        void handle(request, response);
        return;
      }
      void this.#interact(provider, request, response);
    });
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async stop(): Promise<void> {
    if (this.#server === null) return;
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
    this.#server = null;
  }

  /** Signs `person` in and lets the client have what it asks for. */
  async #interact(
    provider: Provider,
    ...[request, response]: Parameters<Provider['interactionDetails']>
  ): Promise<void> {
    const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
    if (prompt.name === 'login') {
      await provider.interactionFinished(request, response, { login: { accountId: this.person.sub } });
      return;
    }
    const known = grantId === undefined ? undefined : await provider.Grant.find(grantId);
    const grant =
      known ?? new provider.Grant({ accountId: session!.accountId, clientId: String(params['client_id']) });
    grant.addOIDCScope(String(params['scope']));
    await provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
  }
}
