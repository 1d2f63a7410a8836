/** `list` without what is gone from it, and with `additions` at their places; both in order of `compare`. */
export function mergeSorted<T extends { gone: boolean }>(
  list: readonly T[],
  additions: readonly T[],
  compare: (a: T, b: T) => number,
): T[] {
  const merged: T[] = [];
  let next = 0;
  for (const item of list) {
    if (item.gone) continue;
    while (next < additions.length && compare(additions[next]!, item) < 0) merged.push(additions[next++]!);
    merged.push(item);
  }
  while (next < additions.length) merged.push(additions[next++]!);
  return merged;
}
