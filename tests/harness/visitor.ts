/** A browser without a window: keeps cookies and calls as a page of the server would. */
export class Visitor {
  readonly #url: string;
  readonly cookies = new Map<string, string>();

  constructor(url: string) {
    this.#url = url;
  }

  /** Requests a path of the server, or another address as it is; follows nothing. */
  async request(method: string, path: string, body?: unknown): Promise<Response> {
    const address = new URL(path, this.#url);
    const own = address.origin === this.#url;
    const response = await fetch(address, {
      method,
      redirect: 'manual',
      headers: {
        ...(own && { cookie: this.cookie, origin: this.#url }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (own) this.#keep(response);
    return response;
  }

  get(path: string): Promise<Response> {
    return this.request('GET', path);
  }

  post(path: string, body: unknown = {}): Promise<Response> {
    return this.request('POST', path, body);
  }

  signIn(email: string, password: string): Promise<Response> {
    return this.post('/api/auth/sign-in/email', { email, password });
  }

  get cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** True where a session's cookie is kept. */
  get hasSession(): boolean {
    return [...this.cookies.keys()].some((name) => name.endsWith('session_token'));
  }

  #keep(response: Response): void {
    for (const text of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = text.split(';');
      const name = pair.slice(0, pair.indexOf('='));
      const value = pair.slice(pair.indexOf('=') + 1);
      const over = value === '' || attributes.some((attribute) => /^\s*max-age=0$/i.test(attribute));
      if (over) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}

/** Status and code of a refusal, in either of the two shapes that the server has. */
export async function refusalOf(response: Response): Promise<[status: number, code: string | undefined]> {
  const body = (await response.json()) as { code?: string; error?: { code?: string } };
  return [response.status, body.error?.code ?? body.code];
}
