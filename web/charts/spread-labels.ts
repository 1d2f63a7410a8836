/**
 * Heights near the wanted ones with at least `gap` between neighbours, inside `top` to `bottom` where there is room.
 * Answers in the order given.
 */
export function spreadLabels(wanted: readonly number[], gap: number, top: number, bottom: number): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const placed = wanted.map((height) => Math.min(bottom, Math.max(top, height)));

  let above = Number.NEGATIVE_INFINITY;
  for (const index of order) {
    placed[index] = Math.max(placed[index] ?? 0, above + gap);
    above = placed[index];
  }
  let below = bottom + gap;
  for (const index of order.toReversed()) {
    placed[index] = Math.min(placed[index] ?? 0, below - gap);
    below = placed[index];
  }
  return placed;
}
