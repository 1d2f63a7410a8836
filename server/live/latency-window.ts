/** Latencies of the last minute, weighted by the declarations that had them. */
export class LatencyWindow {
  #samples: { at: number; latency: number; count: number }[] = [];

  add(at: number, latency: number, count: number): void {
    this.#samples.push({ at, latency, count });
  }

  /** p50 and p99 in ms over the 60 s before `now`; null where nothing was decided. */
  quantiles(now: number): { p50: number | null; p99: number | null } {
    this.#samples = this.#samples.filter((sample) => sample.at > now - 60_000);
    const sorted = this.#samples.toSorted((a, b) => a.latency - b.latency);
    const total = sorted.reduce((sum, sample) => sum + sample.count, 0);
    if (total === 0) return { p50: null, p99: null };
    const at = (share: number) => {
      let seen = 0;
      for (const sample of sorted) {
        seen += sample.count;
        if (seen >= share * total) return Math.max(0, Math.round(sample.latency));
      }
      return null;
    };
    return { p50: at(0.5), p99: at(0.99) };
  }
}
