/**
 * Which row element shows which key, so that scrolling fills elements anew instead of making them. A key in sight keeps
 * its element, and with it the focus, wherever the list moves it; the others take what is free. `null`: shows nothing.
 */
export function assignLanes(before: readonly (string | null)[], keys: readonly string[]): (string | null)[] {
  const wanted = new Set(keys);
  const lanes = before.map((key) => (key !== null && wanted.delete(key) ? key : null));
  let lane = 0;
  for (const key of wanted) {
    while (lane < lanes.length && lanes[lane] !== null) lane += 1;
    lanes[lane] = key;
  }
  return lanes;
}
