const TICK_MS = 15_000;

/** The server's clock, ms, as far as its last answer tells: ages go on between answers. */
export class ServerNow {
  now = $state(0);
  #ahead = 0;

  constructor() {
    this.now = Date.now();
    $effect(() => {
      const timer = setInterval(() => this.#tick(), TICK_MS);
      return () => clearInterval(timer);
    });
  }

  /** Notes what the server's clock says now. */
  set(serverNow: number): void {
    this.#ahead = serverNow - Date.now();
    this.#tick();
  }

  #tick(): void {
    this.now = Date.now() + this.#ahead;
  }
}
