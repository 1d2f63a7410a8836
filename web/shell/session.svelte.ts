import type { DisplayView, Locale, PersonView, SessionView } from '../../shared/contract/session.ts';
import type { Right } from '../../shared/domain/access/right.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import { setLocale } from '../ui/locale.svelte.ts';
import { api, whenSessionLost } from './api.ts';
import { markDisplay } from './display-mark.ts';
import { decideEntry, type ViewRight } from './guard.ts';
import { holds } from './held-rights.ts';
import { places } from './places.svelte.ts';
import { reloadForVersion } from './version.ts';

/** From this age on, ms, an answer is asked for anew: rights may have changed, or the server been upgraded. */
const AGED_MS = 60_000;

/** Who is there and what they may do, as `GET /api/session` says. */
class Session {
  view: SessionView | null = $state.raw(null);
  /** Why the first answer has not come; null once there is one. */
  fault: unknown = $state.raw(null);

  readonly caller = $derived(this.view?.caller ?? null);
  readonly person = $derived(this.caller?.kind === 'person' ? this.caller : null);

  #askedAt = 0;

  constructor() {
    whenSessionLost(() => this.forget());
  }

  /** Asks the server anew; at the start, after signing in, and whenever rights may have changed. */
  async refresh(): Promise<void> {
    this.#askedAt = performance.now();
    try {
      const view = await api.get<SessionView>('/api/session');
      if (reloadForVersion(view.version)) return;
      if (view.caller !== null && view.caller.id !== this.caller?.id) showIn(view.caller);
      if (view.caller?.kind === 'display') markDisplay(true);
      this.view = view;
      this.fault = null;
    } catch (error) {
      if (this.view === null) this.fault = error;
      throw error;
    }
  }

  /** Asks anew when the page is looked at again after a while; answers how to stop. */
  watch(): () => void {
    const look = () => {
      const old = performance.now() - this.#askedAt > AGED_MS;
      if (document.visibilityState === 'visible' && old) void this.refresh().catch(() => undefined);
    };
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }

  /** Whether the caller holds `right`: at `scope`, or, without one, somewhere. Needs `places` for a house's district. */
  may(right: Right, scope?: ScopeId): boolean {
    return holds(this.caller?.rights ?? {}, right, places.districtOf, scope);
  }

  /** Whether a view that asks for `right` is the caller's to open now. */
  allows(right: ViewRight): boolean {
    return decideEntry(right, this.caller, '/', false).kind === 'show';
  }

  /** The widest scopes at which the caller holds `right`. */
  scopesWith(right: Right): readonly ScopeId[] {
    return this.caller?.rights[right] ?? [];
  }

  /** Shows the page as to nobody; the server has said that the session is over. */
  forget(): void {
    if (this.view !== null) this.view = { ...this.view, caller: null };
  }

  /** Ends the session, and with the page everything that it has kept in memory. */
  async signOut(): Promise<void> {
    await api.post('/api/auth/sign-out');
    location.assign('/sign-in');
  }

  /** Changes the language of everything that is shown, and of the person's account. */
  async chooseLocale(locale: Locale): Promise<void> {
    setLocale(locale);
    if (this.person === null || this.person.demonstration) return;
    await api.patch('/api/account', { locale });
  }
}

/** Shows the caller's language, unless the address asks for one or many readers share the account. */
function showIn(caller: PersonView | DisplayView): void {
  const shared = caller.kind === 'person' && caller.demonstration;
  if (!shared && !new URLSearchParams(location.search).has('lang')) setLocale(caller.locale);
}

export const session = new Session();
