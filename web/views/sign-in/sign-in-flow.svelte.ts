import { m } from '../../paraglide/messages.js';
import { api, ApiError } from '../../shell/api.ts';
import { errorText } from '../../shell/error-text.ts';
import { nextAddress, withNext } from '../../shell/guard.ts';
import { providerErrorText } from './provider-error.ts';

export type Step = 'password' | 'code';
export type CodeKind = 'totp' | 'backup';

export interface Fault {
  id?: string;
  text: string;
}

/** Signing in: a password, perhaps a second step, or one of the other ways. */
export class SignInFlow {
  step: Step = $state('password');
  kind: CodeKind = $state('totp');
  /** A request is under way. */
  busy = $state(false);
  faults: readonly Fault[] = $state.raw([]);
  readonly #onDone: () => void;

  /** `providerError`: why the provider's way back ended here; null where nobody comes from there. */
  constructor(step: Step, providerError: string | null, onDone: () => void) {
    this.step = step;
    this.#onDone = onDone;
    if (providerError !== null) this.faults = [{ text: providerErrorText(providerError) }];
  }

  faultOf(id: string): string | undefined {
    return this.faults.find((fault) => fault.id === id)?.text;
  }

  async withPassword(email: string, password: string): Promise<void> {
    this.faults = [
      ...(email.trim() === '' ? [{ id: 'email', text: m.session_email_missing() }] : []),
      ...(password === '' ? [{ id: 'password', text: m.session_password_missing() }] : []),
    ];
    if (this.faults.length > 0) return;
    await this.#attempt(async () => {
      const answer = await api.post<{ twoFactorRedirect?: boolean }>('/api/auth/sign-in/email', {
        email: email.trim(),
        password,
      });
      if (answer.twoFactorRedirect === true) this.step = 'code';
      else this.#onDone();
    });
  }

  async withCode(code: string): Promise<void> {
    const given = code.replaceAll(/\s/g, '');
    const missing = this.kind === 'totp' ? !/^\d{6}$/.test(given) : given === '';
    if (missing) {
      const text = this.kind === 'totp' ? m.session_code_missing() : m.session_backup_code_missing();
      this.faults = [{ id: 'code', text }];
      return;
    }
    await this.#attempt(async () => {
      const path = this.kind === 'totp' ? 'verify-totp' : 'verify-backup-code';
      await api.post(`/api/auth/two-factor/${path}`, { code: given });
      this.#onDone();
    });
  }

  async withProvider(search: string): Promise<void> {
    await this.#attempt(async () => {
      const next = nextAddress(search);
      const { url } = await api.post<{ url: string }>('/api/auth/sign-in/social', {
        provider: 'oidc',
        callbackURL: next,
        errorCallbackURL: withNext('/sign-in', next),
      });
      location.assign(url);
    });
  }

  /** `autofill`: the browser offers passkeys in the e-mail field and waits; leaving it alone is no failure. */
  async withPasskey(autofill: boolean): Promise<void> {
    const { signInWithPasskey } = await import('./passkey.ts');
    const outcome = async () => {
      if ((await signInWithPasskey(autofill)) === 'signed-in') this.#onDone();
    };
    if (autofill) await outcome().catch(() => undefined);
    else await this.#attempt(outcome);
  }

  startOver(): void {
    this.step = 'password';
    this.kind = 'totp';
    this.faults = [];
  }

  useKind(kind: CodeKind): void {
    this.kind = kind;
    this.faults = [];
  }

  async #attempt(act: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.faults = [];
    try {
      await act();
    } catch (error) {
      this.faults = [{ text: errorText(error) }];
      // A second step that is over begins with the first.
      if (error instanceof ApiError && error.code === 'INVALID_TWO_FACTOR_COOKIE') this.step = 'password';
    } finally {
      this.busy = false;
    }
  }
}
