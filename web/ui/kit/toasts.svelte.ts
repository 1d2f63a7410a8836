interface Toast {
  id: number;
  text: string;
}

/** How long a message stays, ms: time to read two lines twice. */
const SHOWN_MS = 8_000;

/** Short messages that something has been done. What went wrong is said where it went wrong, and stays. */
class Toasts {
  shown: readonly Toast[] = $state.raw([]);
  #last = 0;

  say(text: string): void {
    const id = (this.#last += 1);
    this.shown = [...this.shown, { id, text }].slice(-3);
    setTimeout(() => this.dismiss(id), SHOWN_MS);
  }

  dismiss(id: number): void {
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
