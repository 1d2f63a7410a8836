/** Whether the server can be reached, by what the browser says of its network and by how requests end. */
class Connection {
  #online = $state(globalThis.navigator?.onLine ?? true);
  #answered = $state(true);

  /** False while requests are known to lead nowhere. */
  readonly reachable = $derived(this.#online && this.#answered);

  noteAnswer(): void {
    this.#answered = true;
  }

  noteSilence(): void {
    this.#answered = false;
  }

  /** Follows the browser's network; answers how to stop. */
  watch(): () => void {
    const note = () => {
      this.#online = navigator.onLine;
      // Being back on a network is reason enough to believe in the server until a request fails.
      if (this.#online) this.#answered = true;
    };
    window.addEventListener('online', note);
    window.addEventListener('offline', note);
    return () => {
      window.removeEventListener('online', note);
      window.removeEventListener('offline', note);
    };
  }
}

export const connection = new Connection();
