import type { AlarmDeedResult, AlarmRow, RefusedAlarm } from '../../../shared/contract/alarms.ts';
import type { Right } from '../../../shared/domain/access/right.ts';
import type { ScopeId } from '../../../shared/domain/access/scope.ts';
import {
  DEED_RULES,
  joinResults,
  requestsFor,
  targetsOf,
  type Deed,
  type DeedForm,
  type DeedRequest,
} from './deeds.ts';
import { scopeOfAlarm } from './fits.ts';

/** A deed that is being filled in. */
export interface OpenDeed {
  deed: Deed;
  targets: readonly AlarmRow[];
  /** Chosen ones that cannot take it as they are. */
  unfit: number;
  notAllowed: number;
}

/** How a deed ended. */
export interface DeedOutcome {
  deed: Deed;
  done: number;
  refused: readonly RefusedAlarm[];
  /** Why the rest was not even asked; null where all was. */
  failure: unknown;
}

/** Why a deed is not begun. */
export type DeedObstacle = 'not-live' | 'not-allowed' | 'none-fits' | 'nothing-chosen' | 'one-only';

interface DeskDeps {
  /** Whether what is shown is as the server has it: a deed on anything else is refused, never kept for later. */
  isLive: () => boolean;
  may: (right: Right, scope: ScopeId) => boolean;
  /** Id of the caller. */
  me: () => string;
  chosen: () => readonly AlarmRow[];
  send: (request: DeedRequest) => Promise<AlarmDeedResult>;
  /** Hears how the server has the alarms after the deed. */
  onchanged: (rows: readonly AlarmRow[]) => void;
}

/** Where deeds on alarms are begun, filled in and sent. Nothing is shown as done before the server says so. */
export class DeedDesk {
  open: OpenDeed | null = $state.raw(null);
  busy = $state(false);
  /** Alarms that a deed is under way on. */
  pending: ReadonlySet<string> = $state.raw(new Set());
  outcome: DeedOutcome | null = $state.raw(null);
  /** Why the last deed asked for was not begun. */
  refused: { deed: Deed; why: DeedObstacle } | null = $state.raw(null);

  readonly #deps: DeskDeps;

  constructor(deps: DeskDeps) {
    this.#deps = deps;
  }

  /** What stands against a deed on what is chosen; null: nothing. */
  obstacle(deed: Deed): DeedObstacle | null {
    if (!this.#deps.isLive()) return 'not-live';
    const chosen = this.#deps.chosen();
    if (chosen.length === 0) return 'nothing-chosen';
    const { targets, notAllowed } = this.#targets(deed, chosen);
    // What is said of one alarm is said of that one; in the history of a hundred it would be noise.
    if (deed === 'comment' && targets.length > 1) return 'one-only';
    if (targets.length > 0) return null;
    return notAllowed === chosen.length ? 'not-allowed' : 'none-fits';
  }

  begin(deed: Deed): void {
    if (this.busy) return;
    const why = this.obstacle(deed);
    this.outcome = null;
    this.refused = why === null ? null : { deed, why };
    this.open = why === null ? { deed, ...this.#targets(deed, this.#deps.chosen()) } : null;
  }

  cancel(): void {
    if (!this.busy) this.open = null;
  }

  /** Sends the deed that is open. What the connection is lost for is not kept: the person is told, and decides anew. */
  async submit(form: DeedForm): Promise<void> {
    if (this.open === null || this.busy) return;
    const { deed, targets } = this.open;
    if (!this.#deps.isLive()) {
      this.open = null;
      this.refused = { deed, why: 'not-live' };
      return;
    }
    this.busy = true;
    this.pending = new Set(targets.map(({ id }) => id));
    const results: AlarmDeedResult[] = [];
    let failure: unknown = null;
    try {
      for (const request of requestsFor(deed, targets, form)) results.push(await this.#deps.send(request));
    } catch (error) {
      failure = error;
    }
    const { alarms, refused } = joinResults(results);
    const asNow = refused.flatMap(({ alarm }) => alarm ?? []);
    this.#deps.onchanged([...alarms, ...asNow]);
    this.outcome = { deed, done: alarms.length, refused, failure };
    this.pending = new Set();
    this.busy = false;
    this.open = null;
  }

  #targets(deed: Deed, chosen: readonly AlarmRow[]) {
    const { right } = DEED_RULES[deed];
    const asked = new Map<string, boolean>();
    const may = (wanted: Right, scope: ScopeId) => {
      const name = `${wanted}@${scope}`;
      let answer = asked.get(name);
      if (answer === undefined) asked.set(name, (answer = this.#deps.may(wanted, scope)));
      return answer;
    };
    const me = this.#deps.me();
    return targetsOf(deed, chosen, (row) => {
      const scope = scopeOfAlarm(row);
      // Authors bring back what is quarantined to them.
      const own = deed === 'return' && row.quarantinedTo?.id === me && may('profiles.edit', scope);
      return own || may(right, scope);
    });
  }
}
