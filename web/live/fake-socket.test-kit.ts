import { vi } from 'vitest';
import type { BoardSocket } from './socket.ts';

/** What those who follow something use of a socket, with the server's side in the test's hands. */
export class FakeSocket<Answer> {
  connected = true;
  /** Answers to come, else the one that is given; `none` lets the time run out. */
  answers: (Answer | 'none')[] = [];
  readonly asked: unknown[] = [];
  readonly emit = vi.fn();
  readonly #usual: Answer;
  readonly #handlers = new Map<string, Set<(argument: never) => void>>();

  constructor(usual: Answer) {
    this.#usual = usual;
  }

  get socket(): BoardSocket {
    return this as unknown as BoardSocket;
  }

  on(event: string, handler: (argument: never) => void) {
    const all = this.#handlers.get(event) ?? new Set();
    this.#handlers.set(event, all.add(handler));
  }

  off(event: string, handler: (argument: never) => void) {
    this.#handlers.get(event)?.delete(handler);
  }

  /** The server, or the connection, tells something. */
  tell(event: string, argument?: unknown) {
    if (event === 'connect' || event === 'disconnect') this.connected = event === 'connect';
    for (const handler of this.#handlers.get(event) ?? []) handler(argument as never);
  }

  timeout() {
    return {
      emitWithAck: async (_event: string, request: unknown) => {
        this.asked.push(request);
        const answer = this.answers.shift() ?? this.#usual;
        if (answer === 'none') throw new Error('timeout');
        return answer;
      },
    };
  }
}
