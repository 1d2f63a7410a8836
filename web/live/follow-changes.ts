import type { Change, ChangeSubject } from '../../shared/contract/changes.ts';
import type { FollowAnswer, ServerEvents } from '../../shared/contract/live.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import type { BoardSocket } from './socket.ts';

const ANSWER_TIMEOUT_MS = 5_000;
const RETRY_MS = 1_000;
const REFUSED_RETRY_MS = 20_000;

/** How many follow what over a connection: only the last to go leaves. */
const followers = new WeakMap<BoardSocket, Map<string, number>>();

/**
 * Follows subjects at a scope over a connection until the answer is called. `onChanges` hears of every change, and each
 * time that the following begins or begins anew once of each subject without keys: what went before was not told.
 */
export function followOver(
  socket: BoardSocket,
  scope: ScopeId,
  subjects: readonly ChangeSubject[],
  onChanges: (changes: Change[]) => void,
  random: () => number,
): () => void {
  let connection = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const follow = async () => {
    clearTimeout(timer);
    const asked = ++connection;
    let answer: FollowAnswer | null = null;
    try {
      answer = await socket
        .timeout(ANSWER_TIMEOUT_MS)
        .emitWithAck('changes:follow', { scope, subjects: [...subjects] });
    } catch {
      // No answer in time: asked again below.
    }
    if (asked !== connection) return;
    if (answer?.ok === true) return onChanges(subjects.map((subject) => ({ subject, scope, keys: [] })));
    // Rights that are not there may be given.
    again(answer === null ? RETRY_MS : REFUSED_RETRY_MS);
  };
  const again = (delayMs: number) => {
    clearTimeout(timer);
    timer = setTimeout(
      () => {
        if (socket.connected) void follow();
      },
      delayMs * (0.5 + random()),
    );
  };

  const onConnect = () => void follow();
  const onDisconnect = () => {
    connection += 1;
    clearTimeout(timer);
  };
  const onTold: ServerEvents['changes:told'] = (told) => {
    if (told.scope !== scope) return;
    const own = told.changes.filter(({ subject }) => subjects.includes(subject));
    if (own.length > 0) onChanges(own);
  };
  const onClosed: ServerEvents['changes:closed'] = (closed) => {
    if (closed.scope === scope && subjects.includes(closed.subject)) again(REFUSED_RETRY_MS);
  };
  socket.on('connect', onConnect);
  socket.on('disconnect', onDisconnect);
  socket.on('changes:told', onTold);
  socket.on('changes:closed', onClosed);
  const counts = followers.get(socket) ?? new Map<string, number>();
  followers.set(socket, counts);
  for (const subject of subjects) count(counts, `${subject}@${scope}`, 1);
  if (socket.connected) void follow();

  return () => {
    onDisconnect();
    socket.off('connect', onConnect);
    socket.off('disconnect', onDisconnect);
    socket.off('changes:told', onTold);
    socket.off('changes:closed', onClosed);
    const left = subjects.filter((subject) => count(counts, `${subject}@${scope}`, -1) === 0);
    if (left.length > 0 && socket.connected) socket.emit('changes:leave', { scope, subjects: left });
  };
}

function count(counts: Map<string, number>, key: string, by: number): number {
  const now = (counts.get(key) ?? 0) + by;
  if (now === 0) counts.delete(key);
  else counts.set(key, now);
  return now;
}
