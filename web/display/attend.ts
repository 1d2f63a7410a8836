import type { DisplayAnswer, ReportedFreshness } from '../../shared/contract/live.ts';
import type { Locale } from '../../shared/contract/session.ts';
import { readDisplayPage } from '../../shared/domain/display/page.ts';
import { REPORT_MS } from '../../shared/domain/display/state.ts';
import type { BoardSocket } from '../live/socket.ts';
import { ApiError } from '../shell/api.ts';
import { address, goTo } from '../shell/router.ts';
import { session } from '../shell/session.svelte.ts';
import { getTheme, setTheme } from '../shell/theme.svelte.ts';
import { VERSION } from '../shell/version.ts';
import { getLocale, setLocale } from '../ui/locale.svelte.ts';
import { loadDevice } from './device.ts';
import { keepAwake } from './keep-awake.ts';
import { whereTo, written } from './page-shown.ts';
import { openSession } from './proof.ts';
import { SessionKeeper } from './session-keeper.ts';

/** This device has no key or no enrolment any more, or the server has ended it. */
class NoDisplayError extends Error {
  override name = 'NoDisplayError';
}

const GONE = new Set(['display-revoked', 'display-unknown-display']);

/** What the server has last told this page to show; kept from one board to the next. */
let told: { page: string; locale: string } | null = null;
let touchedAt = -Infinity;

/**
 * Runs a board as a wall display: keeps its session by the device's key, reports what it shows, and shows what it is
 * told. `lost` is to be called when the server knows nobody behind the connection; `close` when the board goes.
 */
export function attendDisplay(
  socket: BoardSocket,
  freshness: () => ReportedFreshness,
): { lost: () => void; close: () => void } {
  let closed = false;
  let connectedBefore = socket.connected;

  const keeper = new SessionKeeper({
    prove: async () => {
      const device = await loadDevice();
      if (device === null || device.displayId === null) throw new NoDisplayError();
      return openSession(device, device.displayId);
    },
    isGone: (error) => error instanceof NoDisplayError || (error instanceof ApiError && GONE.has(error.code)),
    onProved: ({ pass }) => {
      if (socket.connected) void ask(() => socket.timeout(REPORT_MS).emitWithAck('display:renew', { pass }));
      else socket.connect();
    },
    // The guard leads to where the display says what has become of it.
    onGone: () => session.forget(),
    monotonicNow: () => performance.now(),
    random: Math.random,
  });

  const report = async () => {
    if (!socket.connected) return;
    const answer = await ask(() =>
      socket.timeout(REPORT_MS).emitWithAck('display:report', {
        page: written(address.href),
        version: VERSION,
        freshness: freshness(),
      }),
    );
    if (closed || answer === null) return;
    if (answer.ok) await follow(answer);
    else keeper.lost();
  };

  const onConnect = () => {
    // A server that has come back may be a newer one, and this page with it.
    if (connectedBefore) keeper.lost();
    connectedBefore = true;
    void report().then(() => (closed ? undefined : refreshSession()));
  };
  const onTouch = () => (touchedAt = performance.now());

  const timer = setInterval(() => void report(), REPORT_MS);
  const letSleep = keepAwake();
  socket.on('connect', onConnect);
  for (const event of ['pointerdown', 'keydown', 'wheel'] as const) {
    window.addEventListener(event, onTouch, { passive: true });
  }

  return {
    lost: () => keeper.lost(),
    close: () => {
      closed = true;
      keeper.stop();
      clearInterval(timer);
      letSleep();
      socket.off('connect', onConnect);
      for (const event of ['pointerdown', 'keydown', 'wheel'] as const)
        window.removeEventListener(event, onTouch);
    },
  };
}

/** Shows what the display is told to, in the language and colours it is told to. */
async function follow(answer: Extract<DisplayAnswer, { ok: true }>): Promise<void> {
  const before = told;
  told = { page: answer.page, locale: answer.locale };
  const theme = readDisplayPage(answer.page)?.theme ?? getTheme();
  if (theme !== getTheme()) setTheme(theme);
  if (answer.locale !== getLocale()) setLocale(answer.locale as Locale);
  const next = whereTo(address.href, {
    wanted: answer.page,
    toldBefore: before?.page ?? null,
    idleMs: performance.now() - touchedAt,
  });
  if (next === null) return;
  // A new page may be another place's: what the display may see has changed with it.
  await refreshSession();
  goTo(next, { replace: true });
}

const refreshSession = () => session.refresh().catch(() => undefined);

/** An answer, or null where none comes in time: it is asked again with the next report. */
function ask<T>(emit: () => Promise<T>): Promise<T | null> {
  return emit().catch(() => null);
}
