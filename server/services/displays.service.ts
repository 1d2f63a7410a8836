import type { DisplayChange, DisplayConfirmation, DisplayItem } from '../../shared/contract/displays.ts';
import type { ReportedFreshness } from '../../shared/contract/live.ts';
import type { Locale } from '../../shared/contract/session.ts';
import type { DistrictOf, ScopeId } from '../../shared/domain/access/scope.ts';
import { readCode } from '../../shared/domain/display/enrolment-code.ts';
import { mayShow, readDisplayPage, writeDisplayPage } from '../../shared/domain/display/page.ts';
import { displayState } from '../../shared/domain/display/state.ts';
import { inTransaction, type Pool } from '../../shared/platform/db/pool.ts';
import { recordAccess, type AccessEvent } from '../../shared/platform/stores/access-event.store.ts';
import { confirmEnrolment } from '../../shared/platform/stores/display-enrolment.store.ts';
import {
  changeDisplay,
  listDisplays,
  lockDisplay,
  revokeDisplay,
} from '../../shared/platform/stores/display.store.ts';
import type { Caller } from '../access/caller.ts';
import { WrongCodeLimit } from '../access/wrong-code-limit.ts';

/** A change to displays that cannot be made as asked. */
export class DisplayFaultError extends Error {
  override name = 'DisplayFaultError';
  readonly fault:
    'unknown-code' | 'unknown-display' | 'unknown-place' | 'page-not-allowed' | 'outside-scope' | 'revoked';

  constructor(fault: DisplayFaultError['fault'], message: string) {
    super(message);
    this.fault = fault;
  }
}

/** Who changes a display, and from where. */
interface By {
  caller: Caller;
  address: string | undefined;
}

/** What administrators do with displays. */
export class DisplaysService {
  readonly #deps: { pool: Pool; districtOf: DistrictOf; isKnownScope: (scope: ScopeId) => boolean };
  readonly #wrongCodes = new WrongCodeLimit({ wrong: 10, seconds: 600 });

  constructor(deps: { pool: Pool; districtOf: DistrictOf; isKnownScope: (scope: ScopeId) => boolean }) {
    this.#deps = deps;
  }

  /** Displays of the places where the caller may manage them, revoked ones last. */
  async list(caller: Caller, now: Date): Promise<DisplayItem[]> {
    const displays = await listDisplays(this.#deps.pool);
    return displays
      .filter(({ scope }) => caller.may('displays.manage', scope))
      .map((display) => ({
        id: display.id,
        name: display.name,
        scope: display.scope,
        page: display.page,
        locale: display.locale as Locale,
        state: displayState(display, now),
        enrolledAt: display.enrolledAt.toISOString(),
        enrolledBy: display.enroller,
        revokedAt: display.revokedAt?.toISOString() ?? null,
        seenSecondsAgo:
          display.lastSeenAt === null
            ? null
            : Math.max(0, Math.round((now.getTime() - display.lastSeenAt.getTime()) / 1000)),
        shownPage: display.shownPage,
        version: display.version,
        freshness: display.freshness as ReportedFreshness | null,
      }));
  }

  /** Makes what shows the code a display of the scope; answers its id. */
  async confirm({ caller, address }: By, confirmation: DisplayConfirmation): Promise<string> {
    const { name, scope, locale } = confirmation;
    const page = this.#pageAt(scope, confirmation.page);
    const code = readCode(confirmation.code);
    const id = await this.#wrongCodes.count(caller.identity.id, async () =>
      code === null
        ? null
        : inTransaction(this.#deps.pool, async (client) => {
            const display = { name, scope, page, locale, enrolledBy: caller.identity.id };
            const added = await confirmEnrolment(client, code, display);
            if (added === null) return null;
            const detail = { name, page, locale };
            await recordAccess(
              client,
              eventOf('display.enrolled', added, scope, { caller, address }, detail),
            );
            return added;
          }),
    );
    if (id === null) throw new DisplayFaultError('unknown-code', 'no display shows this code now');
    return id;
  }

  /** Changes a display; who moves it to another place must hold the right at both. */
  async change(by: By, id: string, change: DisplayChange): Promise<void> {
    const { pool, districtOf } = this.#deps;
    await inTransaction(pool, async (client) => {
      const display = await lockDisplay(client, id);
      if (display === null) throw new DisplayFaultError('unknown-display', 'there is no such display');
      if (display.revokedAt !== null) throw new DisplayFaultError('revoked', 'this display has been revoked');
      const scope = change.scope ?? display.scope;
      for (const concerned of [display.scope, scope]) {
        if (by.caller.may('displays.manage', concerned)) continue;
        throw new DisplayFaultError(
          'outside-scope',
          `the right "displays.manage" does not reach "${concerned}"`,
        );
      }
      const shown = readDisplayPage(display.page);
      const stays = shown !== null && mayShow(scope, shown, districtOf);
      const page = this.#pageAt(scope, change.page ?? (stays ? display.page : undefined));
      const next = {
        name: change.name ?? display.name,
        scope,
        page,
        locale: change.locale ?? display.locale,
      };
      const changes = (['name', 'scope', 'page', 'locale'] as const).filter(
        (part) => next[part] !== display[part],
      );
      if (changes.length === 0) return;
      await changeDisplay(client, { id, ...next });
      const detail = Object.fromEntries(
        changes.map((part) => [part, { from: display[part], to: next[part] }]),
      );
      await recordAccess(client, eventOf('display.changed', id, scope, by, { name: next.name, ...detail }));
    });
  }

  /** Takes a display's rights away for good; its row stays as the record of it. */
  async revoke(by: By, id: string): Promise<void> {
    await inTransaction(this.#deps.pool, async (client) => {
      const display = await lockDisplay(client, id);
      if (display === null) throw new DisplayFaultError('unknown-display', 'there is no such display');
      if (!by.caller.may('displays.manage', display.scope)) {
        throw new DisplayFaultError('outside-scope', 'this display has been moved to another place');
      }
      if (display.revokedAt !== null) return;
      await revokeDisplay(client, id, by.caller.identity.id);
      const detail = { name: display.name };
      await recordAccess(client, eventOf('display.revoked', id, display.scope, by, detail));
    });
  }

  /** The page asked for, written as it is kept, or the board of the scope. */
  #pageAt(scope: ScopeId, asked: string | undefined): string {
    const { districtOf, isKnownScope } = this.#deps;
    if (!isKnownScope(scope)) throw new DisplayFaultError('unknown-place', `there is no place "${scope}"`);
    if (asked === undefined) return writeDisplayPage({ scope, theme: 'dark' });
    const page = readDisplayPage(asked);
    if (page === null || !isKnownScope(page.scope) || !mayShow(scope, page, districtOf)) {
      throw new DisplayFaultError(
        'page-not-allowed',
        'a display shows a board of its own place, or of one below',
      );
    }
    return writeDisplayPage(page);
  }
}

function eventOf(
  action: 'display.enrolled' | 'display.changed' | 'display.revoked',
  id: string,
  scope: ScopeId,
  { caller, address }: By,
  detail: Record<string, unknown>,
): AccessEvent {
  return {
    by: caller.doer,
    action,
    subject: `display:${id}`,
    scope,
    ...(address !== undefined && { address }),
    detail,
  };
}
