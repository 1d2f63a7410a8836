export interface LineChange<Line> {
  change: 'same' | 'added' | 'removed';
  line: Line;
}

/** Beyond this many pairs of lines nothing is compared: all that was is removed, all that is is added. */
const MOST_PAIRS = 1_000_000;

/** The lines of two texts in one order, by their longest common subsequence; of a change, what was comes first. */
export function lineDifference<Line>(
  before: readonly Line[],
  after: readonly Line[],
  keyOf: (line: Line) => string,
): LineChange<Line>[] {
  const [old, now] = [before.map(keyOf), after.map(keyOf)];
  const common = old.length * now.length > MOST_PAIRS ? null : commonLengths(old, now);
  const changes: LineChange<Line>[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (common !== null && i < old.length && j < now.length && old[i] === now[j]) {
      changes.push({ change: 'same', line: after[j]! });
      i++;
      j++;
    } else if (
      i < old.length &&
      (common === null || j === now.length || common[i + 1]![j]! >= common[i]![j + 1]!)
    ) {
      changes.push({ change: 'removed', line: before[i++]! });
    } else {
      changes.push({ change: 'added', line: after[j++]! });
    }
  }
  return changes;
}

/** Length of the longest common subsequence of what is left from each pair of places on. */
function commonLengths(old: readonly string[], now: readonly string[]): number[][] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Array<number>(now.length + 1).fill(0));
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      lengths[i]![j] =
        old[i] === now[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
    }
  }
  return lengths;
}
