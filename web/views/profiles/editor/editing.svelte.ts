import type { PartChanged, ProfileVersion, RulesetFault } from '../../../../shared/contract/profiles.ts';
import type { PartState, ProfileContent } from '../../../../shared/domain/ruleset/part.ts';
import type { ProfileLevel } from '../../../../shared/domain/targeting/profile.ts';
import { api, ApiError } from '../../../shell/api.ts';
import { partApi } from '../../ruleset/part-path.ts';
import { renewPart } from '../../ruleset/part-queries.ts';
import type { Draft } from './draft.svelte.ts';

/** Which profile is written on, and where it applies. */
export interface EditedProfile {
  code: string;
  level: ProfileLevel;
  /** Null for the nation. */
  scope: string | null;
}

/** What another has saved meanwhile. */
export interface Conflict {
  by: string | null;
  at: string | null;
  state: PartState;
  theirs: ProfileVersion;
}

/** A draft on its way to the server: saved, refused, met by another's change, submitted. */
export class Editing {
  readonly profile: EditedProfile;
  readonly draft: Draft;
  /** Null before the first save of a new profile. */
  version: number | null = $state(null);
  busy: 'saving' | 'submitting' | null = $state(null);
  failure: unknown = $state.raw(null);
  conflict: Conflict | null = $state.raw(null);
  /** What the server finds wrong, until the next save. */
  faults: readonly RulesetFault[] = $state.raw([]);

  #revision: number;

  constructor(profile: EditedProfile, draft: Draft, stored: { version: number; revision: number } | null) {
    this.profile = profile;
    this.draft = draft;
    this.version = stored?.version ?? null;
    this.#revision = stored?.revision ?? 0;
  }

  /** Saves what is written; true where it is stored. What is typed meanwhile stays, and counts as unsaved. */
  async save(): Promise<boolean> {
    if (this.busy !== null) return false;
    const { content } = this.draft;
    return this.#do('saving', async () => {
      const changed = await this.#store(content);
      this.version = changed.version;
      this.#revision = changed.revision;
      this.draft.noteSaved(content);
    });
  }

  /** Hands the version in for review, saved as it is. */
  async submit(reason: string): Promise<boolean> {
    if ((this.version === null || this.draft.changed) && !(await this.save())) return false;
    return this.#do('submitting', async () => {
      await api.post(`${this.#path()}/steps`, {
        step: 'submit',
        revision: this.#revision,
        ...(reason !== '' && { reason }),
      });
    });
  }

  /** Goes on with what the other has saved; what was written here can be had again by undoing. */
  takeTheirs(): void {
    const conflict = this.#settle();
    if (conflict === null) return;
    this.draft.show(conflict.theirs.content);
    this.draft.noteSaved(conflict.theirs.content);
  }

  /** Goes on with what is written here; saving it puts it in place of the other's. */
  keepMine(): void {
    const conflict = this.#settle();
    if (conflict !== null) this.draft.noteSaved(conflict.theirs.content);
  }

  #settle(): Conflict | null {
    const { conflict } = this;
    if (conflict === null) return null;
    this.#revision = conflict.theirs.revision;
    this.conflict = null;
    this.failure = null;
    return conflict;
  }

  #store(content: ProfileContent): Promise<PartChanged> {
    const { code, level, scope } = this.profile;
    if (this.version === null) {
      return api.post<PartChanged>('/api/profiles', {
        code,
        level,
        ...(scope !== null && { scope }),
        content,
      });
    }
    return api.put<PartChanged>(this.#path(), { revision: this.#revision, content });
  }

  #path(): string {
    return `${partApi('profile', this.profile.code)}/versions/${this.version}`;
  }

  async #do(what: 'saving' | 'submitting', act: () => Promise<void>): Promise<boolean> {
    this.busy = what;
    this.failure = null;
    this.faults = [];
    try {
      await act();
      return true;
    } catch (error) {
      await this.#note(error);
      return false;
    } finally {
      this.busy = null;
      renewPart('profile', this.profile.code);
    }
  }

  async #note(error: unknown): Promise<void> {
    if (error instanceof ApiError && error.code === 'changed-meanwhile') {
      const { by, at, state } = error.details as Omit<Conflict, 'theirs'>;
      try {
        this.conflict = { by, at, state, theirs: await api.get<ProfileVersion>(this.#path()) };
        return;
      } catch (unread) {
        this.failure = unread;
        return;
      }
    }
    if (error instanceof ApiError && error.code === 'faulty-content') {
      this.faults = error.details as RulesetFault[];
    }
    this.failure = error;
  }
}
