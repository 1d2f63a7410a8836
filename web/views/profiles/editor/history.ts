/** Steps back that are kept. */
const MAX_STEPS = 200;

/** What was, is and was undone. */
export interface History<T> {
  past: readonly T[];
  present: T;
  future: readonly T[];
  /** What the last change was about: another about the same is one step with it. */
  about: string | null;
}

export function beginHistory<T>(present: T): History<T> {
  return { past: [], present, future: [], about: null };
}

/** Notes a change. One that is `about` the same as the last, such as typing on in a field, is no step of its own. */
export function noteChange<T>(history: History<T>, present: T, about: string | null = null): History<T> {
  if (present === history.present) return history;
  const joins = about !== null && about === history.about;
  const past = joins ? history.past : [...history.past, history.present].slice(-MAX_STEPS);
  return { past, present, future: [], about };
}

/** Ends the step under way: what comes next is one of its own. */
export function endStep<T>(history: History<T>): History<T> {
  return history.about === null ? history : { ...history, about: null };
}

export function undo<T>({ past, present, future, ...rest }: History<T>): History<T> {
  const before = past.at(-1);
  if (past.length === 0) return { past, present, future, ...rest };
  return { past: past.slice(0, -1), present: before as T, future: [present, ...future], about: null };
}

export function redo<T>({ past, present, future, ...rest }: History<T>): History<T> {
  if (future.length === 0) return { past, present, future, ...rest };
  return { past: [...past, present], present: future[0] as T, future: future.slice(1), about: null };
}
