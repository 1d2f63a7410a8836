import type { AlarmPage, PersonRef } from '../../shared/contract/alarms.ts';
import type { AlarmsJoinAnswer, LiveRefusal, ServerEvents } from '../../shared/contract/live.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import type { AlarmBook } from './alarm-reducer.ts';
import type { BoardSocket } from './socket.ts';

/** The first page fills the screen at once; the others are as large as one answer may be. */
const FIRST_PAGE = 200;
const NEXT_PAGE = 5_000;
const ANSWER_TIMEOUT_MS = 5_000;
const RETRY_MS = 1_000;
const REFUSED_RETRY_MS = 20_000;
/** Who looks at an alarm says so again this often, ms; after three times it would lapse. */
const LOOK_AGAIN_MS = 5_000;

/** Reads one page of open alarms; throws an error with `status` where it cannot be had. */
export type ReadAlarmPage = (after: string | null, limit: number, signal: AbortSignal) => Promise<AlarmPage>;

/** What a link hears of; each may happen again and again. */
export interface AlarmLinkEvents {
  connected: () => void;
  disconnected: () => void;
  /** A message has come, or the stream was joined. */
  heard: () => void;
  refused: (reason: LiveRefusal) => void;
  /** A whole reading is done. */
  read: () => void;
  /** What is held is known to lack something, and is being read. */
  gap: () => void;
  /** Rows, groups or total may have changed. */
  changed: () => void;
  looking: (looking: Record<string, PersonRef[]>) => void;
}

export interface AlarmLink {
  /** Joins anew: the stream has fallen silent. */
  heal: () => void;
  /** Says what the person looks at; null: at none. */
  look: (alarmId: string | null) => void;
  close: () => void;
}

/**
 * Keeps the alarms of a scope in `book`: joins the stream on every connection, then reads all pages, and again after a
 * gap. Joined first and read then, nothing is missed in between.
 */
export function followAlarms(deps: {
  socket: BoardSocket;
  scope: ScopeId;
  book: AlarmBook;
  readPage: ReadAlarmPage;
  random: () => number;
  on: AlarmLinkEvents;
}): AlarmLink {
  const { socket, scope, book, readPage, random, on } = deps;
  let connection = 0;
  let joining = false;
  /** What comes is told of a stream that has been joined, not of one before it. */
  let following = false;
  let reading: AbortController | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lookedAt: string | null = null;

  const after = (delayMs: number, act: () => void) => {
    clearTimeout(timer);
    timer = setTimeout(act, delayMs * (0.5 + random()));
  };
  const startOver = () => {
    connection += 1;
    joining = false;
    following = false;
    clearTimeout(timer);
    reading?.abort();
    reading = null;
    book.parted();
  };
  const refuse = (reason: LiveRefusal) => {
    startOver();
    if (reason === 'not-allowed') book.clear();
    on.changed();
    on.refused(reason);
    // Rights that were taken may be given again.
    after(REFUSED_RETRY_MS, () => void join());
  };

  const join = async () => {
    if (joining || !socket.connected) return;
    startOver();
    joining = true;
    const asked = connection;
    let answer: AlarmsJoinAnswer | null = null;
    try {
      answer = await socket.timeout(ANSWER_TIMEOUT_MS).emitWithAck('alarms:join', { scope });
    } catch {
      // No answer in time: asked again below.
    }
    if (asked !== connection) return;
    joining = false;
    if (answer === null) return after(RETRY_MS, () => void join());
    if (!answer.ok) return refuse(answer.reason);
    following = true;
    book.joined(answer.epoch, answer.seq);
    on.heard();
    sayLook();
    await readAll();
  };

  const readAll = async () => {
    reading?.abort();
    const own = (reading = new AbortController());
    const number = book.beginReading();
    on.gap();
    try {
      let page = await readPage(null, FIRST_PAGE, own.signal);
      for (;;) {
        if (own.signal.aborted) return;
        book.takePage(number, page);
        on.changed();
        if (page.next === null) break;
        page = await readPage(page.next, NEXT_PAGE, own.signal);
      }
      reading = null;
      on.read();
    } catch (error) {
      if (own.signal.aborted) return;
      reading = null;
      if ((error as { status?: unknown }).status === 403) return refuse('not-allowed');
      after(RETRY_MS, () => void readAll());
    }
  };

  const sayLook = () => {
    if (socket.connected) socket.emit('alarms:look', { scope, alarmId: lookedAt });
  };
  const lookTimer = setInterval(() => {
    if (lookedAt !== null) sayLook();
  }, LOOK_AGAIN_MS);

  const onConnect = () => {
    joining = false;
    on.connected();
    void join();
  };
  const onDisconnect = () => {
    startOver();
    on.disconnected();
    on.looking({});
  };
  const onChanged: ServerEvents['alarms:changed'] = (message) => {
    if (message.scope !== scope || !following) return;
    const whole = book.takeMessage(message);
    on.heard();
    on.changed();
    if (!whole) void readAll();
  };
  const onClosed: ServerEvents['alarms:closed'] = (closed) => {
    if (closed.scope === scope) refuse('not-allowed');
  };
  const onLooked: ServerEvents['alarms:looked'] = (looked) => {
    if (looked.scope === scope) on.looking(looked.looking);
  };

  socket.on('connect', onConnect);
  socket.on('disconnect', onDisconnect);
  socket.on('alarms:changed', onChanged);
  socket.on('alarms:closed', onClosed);
  socket.on('alarms:looked', onLooked);
  if (socket.connected) onConnect();

  return {
    heal: () => void join(),
    look: (alarmId) => {
      if (alarmId === lookedAt) return;
      lookedAt = alarmId;
      sayLook();
    },
    close: () => {
      clearInterval(lookTimer);
      if (lookedAt !== null) {
        lookedAt = null;
        sayLook();
      }
      startOver();
      if (socket.connected) socket.emit('alarms:leave', { scope });
      socket.off('connect', onConnect);
      socket.off('disconnect', onDisconnect);
      socket.off('alarms:changed', onChanged);
      socket.off('alarms:closed', onClosed);
      socket.off('alarms:looked', onLooked);
    },
  };
}
