import type {
  AcceptedGroup,
  CheckedDeclaration,
  IntakeOutcome,
} from '../../shared/platform/stores/intake.store.ts';

/** What became of one submission. */
export interface Submitted {
  /** Batch that carries what was new in it; null when nothing was. */
  batchId: string | null;
  outcomes: IntakeOutcome[];
}

interface Waiting {
  declarations: CheckedDeclaration[];
  resolve: (result: Submitted) => void;
  reject: (error: unknown) => void;
}

export interface GroupCommitOptions {
  /** Declarations in one commit at most. */
  size: number;
  /** How long a commit waits for company, ms. */
  lingerMs: number;
  /** Commits under way at once. */
  lanes: number;
}

/**
 * Lets submissions that arrive close together share one commit and one job, so that the cost of a declaration
 * falls as load rises. A submission is never split and its promise settles only after its commit.
 */
export class GroupCommit {
  readonly #commit: (group: CheckedDeclaration[]) => Promise<AcceptedGroup>;
  readonly #options: GroupCommitOptions;
  readonly #waiting: Waiting[] = [];
  #waitingCount = 0;
  #busyLanes = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(
    commit: (group: CheckedDeclaration[]) => Promise<AcceptedGroup>,
    options: GroupCommitOptions = { size: 1000, lingerMs: 4, lanes: 2 },
  ) {
    this.#commit = commit;
    this.#options = options;
  }

  /** Takes at most `size` declarations in. */
  submit(declarations: CheckedDeclaration[]): Promise<Submitted> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ declarations, resolve, reject });
      this.#waitingCount += declarations.length;
      this.#consider();
    });
  }

  #consider(): void {
    if (this.#waitingCount === 0 || this.#busyLanes >= this.#options.lanes) return;
    if (this.#waitingCount >= this.#options.size) {
      this.#start();
    } else {
      this.#timer ??= setTimeout(() => this.#start(), this.#options.lingerMs);
    }
  }

  #start(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#busyLanes >= this.#options.lanes || this.#waiting.length === 0) return;
    const members: Waiting[] = [];
    let count = 0;
    while (this.#waiting.length > 0) {
      const next = this.#waiting[0]!;
      if (members.length > 0 && count + next.declarations.length > this.#options.size) break;
      members.push(next);
      count += next.declarations.length;
      this.#waiting.shift();
    }
    this.#waitingCount -= count;
    this.#busyLanes++;
    void this.#run(members).finally(() => {
      this.#busyLanes--;
      this.#consider();
    });
    this.#consider();
  }

  async #run(members: Waiting[]): Promise<void> {
    try {
      const { batchId, outcomes } = await this.#commit(members.flatMap((member) => member.declarations));
      let from = 0;
      for (const member of members) {
        const own = outcomes.slice(from, (from += member.declarations.length));
        member.resolve({
          batchId: own.every((outcome) => outcome === 'duplicate') ? null : batchId,
          outcomes: own,
        });
      }
    } catch (error) {
      for (const member of members) member.reject(error);
    }
  }
}
