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
  characters: number;
  resolve: (result: Submitted) => void;
  reject: (error: unknown) => void;
}

export interface GroupCommitOptions {
  /** Declarations in one commit at most. */
  size: number;
  /** Characters of canonical JSON in one commit at most, unless one submission alone has more. */
  characters: number;
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
  #waitingCharacters = 0;
  #busyLanes = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(
    commit: (group: CheckedDeclaration[]) => Promise<AcceptedGroup>,
    options: GroupCommitOptions = { size: 1000, characters: 16_000_000, lingerMs: 4, lanes: 2 },
  ) {
    this.#commit = commit;
    this.#options = options;
  }

  /** Takes at most `size` declarations in. */
  submit(declarations: CheckedDeclaration[]): Promise<Submitted> {
    if (declarations.length === 0) return Promise.resolve({ batchId: null, outcomes: [] });
    return new Promise((resolve, reject) => {
      const characters = charactersOf(declarations);
      this.#waiting.push({ declarations, characters, resolve, reject });
      this.#waitingCount += declarations.length;
      this.#waitingCharacters += characters;
      this.#consider();
    });
  }

  #consider(): void {
    if (this.#waitingCount === 0 || this.#busyLanes >= this.#options.lanes) return;
    const { size, characters } = this.#options;
    if (this.#waitingCount >= size || this.#waitingCharacters >= characters) {
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
    let characters = 0;
    while (this.#waiting.length > 0) {
      const next = this.#waiting[0]!;
      const full =
        count + next.declarations.length > this.#options.size ||
        characters + next.characters > this.#options.characters;
      if (members.length > 0 && full) break;
      members.push(next);
      count += next.declarations.length;
      characters += next.characters;
      this.#waiting.shift();
    }
    this.#waitingCount -= count;
    this.#waitingCharacters -= characters;
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

function charactersOf(declarations: readonly CheckedDeclaration[]): number {
  return declarations.reduce((sum, { json }) => sum + json.length, 0);
}
