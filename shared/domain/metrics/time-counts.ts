/** How often something happened at which instants (ms), for counts over any window. In order it grows at its end. */
export class TimeCounts {
  /** Ascending, each once. */
  readonly #at: number[] = [];
  /** How often up to and at the instant of the same position. */
  readonly #upTo: number[] = [];

  get total(): number {
    return this.#upTo.at(-1) ?? 0;
  }

  /** Distinct instants held: what it costs to keep. */
  get size(): number {
    return this.#at.length;
  }

  add(at: number, times = 1): void {
    const last = this.#at.at(-1);
    if (last === undefined || at > last) {
      this.#upTo.push(this.total + times);
      this.#at.push(at);
      return;
    }
    const position = this.#firstAtOrAfter(at);
    if (this.#at[position] !== at) {
      this.#at.splice(position, 0, at);
      this.#upTo.splice(position, 0, position === 0 ? 0 : this.#upTo[position - 1]!);
    }
    for (let i = position; i < this.#upTo.length; i++) this.#upTo[i]! += times;
  }

  /** How often from `from` to `to`, both included. */
  between(from: number, to: number): number {
    return this.#before(this.#firstAtOrAfter(to + 1)) - this.#before(this.#firstAtOrAfter(from));
  }

  #before(position: number): number {
    return position === 0 ? 0 : this.#upTo[position - 1]!;
  }

  #firstAtOrAfter(at: number): number {
    let low = 0;
    let high = this.#at.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#at[middle]! < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
