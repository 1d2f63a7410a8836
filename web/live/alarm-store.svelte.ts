import type { AlarmGroup, AlarmPage, AlarmRow, PersonRef } from '../../shared/contract/alarms.ts';
import type { LiveRefusal } from '../../shared/contract/live.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import { api } from '../shell/api.ts';
import { followAlarms, type AlarmLink, type ReadAlarmPage } from './alarm-link.ts';
import { AlarmBook, type AlarmChanges } from './alarm-reducer.ts';
import { shareSocket } from './shared-socket.ts';
import type { BoardSocket } from './socket.ts';

/**
 * How far the list of alarms can be trusted. `loading`: not all are here yet; `stale`: nothing has come for more than
 * 5 s, or something was missed and is being read; `offline`: no connection; `refused`: see `refusal`.
 */
export type AlarmSync = 'loading' | 'ready' | 'stale' | 'offline' | 'refused';

const REFRESH_MS = 500;
/** A stream that is silent for longer is not live: it tells something every second. */
const SILENCE_MS = 5_000;

/** The open alarms of one scope, live: every row that may be seen there, by id. Close it when it is no longer shown. */
export class AlarmStore {
  /** Grows with every change of `rows` and `groups`, which are no state themselves: read it to follow them. */
  revision = $state(0);
  /** Who looks at which alarm, this person included, by alarm id. */
  looking: Readonly<Record<string, readonly PersonRef[]>> = $state.raw({});
  /** Open alarms in all as the server counts them while they are still coming; null before the first page. */
  total: number | null = $state(null);
  refusal: LiveRefusal | null = $state(null);
  #connected = $state(false);
  /** All were here once, so that what is shown is complete but for what is missed. */
  #complete = $state(false);
  #missing = $state(true);
  #heardAt = $state(-Infinity);
  #now = $state(0);

  readonly sync: AlarmSync = $derived.by(() => {
    if (this.refusal !== null) return 'refused';
    if (!this.#connected) return 'offline';
    if (!this.#complete) return 'loading';
    return this.#missing || this.#now - this.#heardAt > SILENCE_MS ? 'stale' : 'ready';
  });

  readonly scope: ScopeId;
  readonly #book = new AlarmBook();
  readonly #link: AlarmLink;
  readonly #release: () => void;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #monotonicNow: () => number;

  constructor(
    scope: ScopeId,
    deps: {
      socket?: BoardSocket;
      readPage?: ReadAlarmPage;
      monotonicNow?: () => number;
      random?: () => number;
    } = {},
  ) {
    this.scope = scope;
    this.#monotonicNow = deps.monotonicNow ?? (() => performance.now());
    this.#now = this.#monotonicNow();
    const shared = deps.socket === undefined ? shareSocket() : { socket: deps.socket, release: () => {} };
    this.#release = shared.release;
    this.#connected = shared.socket.connected;
    this.#link = followAlarms({
      socket: shared.socket,
      scope,
      book: this.#book,
      readPage: deps.readPage ?? pageReader(scope),
      random: deps.random ?? Math.random,
      on: {
        connected: () => (this.#connected = true),
        disconnected: () => (this.#connected = false),
        heard: () => {
          this.refusal = null;
          this.#now = this.#monotonicNow();
          this.#heardAt = this.#now;
        },
        refused: (reason) => {
          this.refusal = reason;
          this.#complete = false;
        },
        read: () => {
          this.#complete = true;
          this.#missing = false;
        },
        gap: () => (this.#missing = true),
        changed: () => {
          this.revision = this.#book.revision;
          this.total = this.#book.total;
        },
        looking: (looking) => (this.looking = looking),
      },
    });
    this.#timer = setInterval(() => this.#refresh(), REFRESH_MS);
  }

  /** Open alarms by id. */
  get rows(): ReadonlyMap<string, AlarmRow> {
    return this.#book.rows;
  }

  /** Common causes by id; those whose alarms are all over may be among them. */
  get groups(): ReadonlyMap<string, AlarmGroup> {
    return this.#book.groups;
  }

  /** Alarms that came, changed and went since the last call: for the one list that is kept from them. */
  drain(): AlarmChanges {
    return this.#book.drain();
  }

  /** Takes rows as the answer to a deed has them, without waiting for the message that tells of them. */
  take(rows: readonly AlarmRow[], groups: readonly AlarmGroup[] = []): void {
    this.#book.take(rows, groups);
    this.revision = this.#book.revision;
  }

  /** Tells the other consoles what the person looks at; null: at none. */
  look(alarmId: string | null): void {
    this.#link.look(alarmId);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#link.close();
    this.#release();
  }

  #refresh(): void {
    this.#now = this.#monotonicNow();
    const silent = this.#now - this.#heardAt > SILENCE_MS;
    if (silent && this.#connected && this.refusal === null) this.#link.heal();
  }
}

function pageReader(scope: ScopeId): ReadAlarmPage {
  return (after, limit, signal) => {
    const query = new URLSearchParams({ scope, limit: String(limit), ...(after !== null && { after }) });
    return api.get<AlarmPage>(`/api/alarms?${query}`, { signal });
  };
}
