import type { PartChanged, PartVersionView, PartView, StepRequest } from '../../shared/contract/profiles.ts';
import type { AccessAction } from '../../shared/domain/access/event.ts';
import { scopeOf } from '../../shared/domain/ruleset/level.ts';
import { isInForce, isOpen, take, type PartStep } from '../../shared/domain/ruleset/life.ts';
import type { PartIdentity, PartKind } from '../../shared/domain/ruleset/part.ts';
import { inTransaction, type Client, type Pool, type Queryable } from '../../shared/platform/db/pool.ts';
import { readAs } from '../../shared/platform/db/read-as.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import { recordAccess } from '../../shared/platform/stores/access-event.store.ts';
import {
  addDraft,
  addPart,
  addPartEvent,
  addWriter,
  lockVersion,
  readContent,
  readLastChange,
  readListPlaces,
  readPart,
  readPartEvents,
  readUsersOfList,
  readVersions,
  retireReplaced,
  setState,
  writeDraft,
  type StoredVersion,
  type VersionKey,
} from '../../shared/platform/stores/ruleset-part.store.ts';
import { changeRuleset, lockRuleset } from '../../shared/platform/stores/ruleset.store.ts';
import type { Caller } from '../access/caller.ts';
import { RequestError } from '../http/errors.ts';
import type { Asker } from './administration.ts';
import { contentFaults, refuseFaults, releaseFaults } from './ruleset-checks.ts';
import { eventOf, livingOf, viewOf } from './ruleset-part-view.ts';
import { refused, unknown } from './ruleset-refused.ts';
import { stepperOf } from './ruleset-stepper.ts';

/** What the access log says of steps that change the ruleset. */
const ACTION_OF_STEP: Partial<Record<PartStep, AccessAction>> = {
  approve: 'ruleset.approved',
  release: 'ruleset.approved',
  resume: 'ruleset.approved',
  suspend: 'ruleset.suspended',
  retire: 'ruleset.retired',
};

/** The life of profiles, reference lists and the channel policy: each in versions, none in force by its own writer. */
export class RulesetPartsService {
  readonly #pool: Pool;
  readonly #places: PlaceBook;

  constructor(deps: { pool: Pool; places: PlaceBook }) {
    this.#pool = deps.pool;
    this.#places = deps.places;
  }

  /** Runs a reading as the caller sees it. */
  read<T>(caller: Caller, work: (client: Client) => Promise<T>): Promise<T> {
    return readAs(this.#pool, caller.scopesWith('profiles.view'), work);
  }

  view(kind: PartKind, code: string, caller: Caller): Promise<PartView> {
    return this.read(caller, async (client) => {
      const part = await this.part(client, kind, code);
      const versions = await readVersions(client, kind, code);
      const by = stepperOf(caller, part);
      return {
        ...part,
        versions: versions.map((version) => viewOf(part, version, by)),
        events: (await readPartEvents(client, kind, code)).map(eventOf),
        mayBegin: by.mayEdit && versions.every(({ state }) => !isOpen(state)),
      };
    });
  }

  /** A version with what `read` tells of its content. */
  version<Content>(
    { kind, code, version }: VersionKey,
    caller: Caller,
    read: (client: Client, key: VersionKey) => Promise<Content | null>,
  ): Promise<PartVersionView & { content: Content }> {
    return this.read(caller, async (client) => {
      const part = await this.part(client, kind, code);
      const versions = await readVersions(client, kind, code);
      const found = versions.find((other) => other.version === version);
      const content = found === undefined ? null : await read(client, { kind, code, version });
      if (found === undefined || content === null) throw unknown();
      return { ...viewOf(part, found, stepperOf(caller, part)), content };
    });
  }

  /** Begins a part with its first draft. */
  async begin(part: PartIdentity, content: unknown, asker: Asker): Promise<PartChanged> {
    const placed = (part.level === 'national') === (part.scope === null);
    if (!placed || !this.#places.isKnownScope(scopeOf(part))) {
      throw new RequestError(400, 'unknown-scope', 'no place has this scope');
    }
    this.#demandEdit(part, asker.caller);
    return inTransaction(this.#pool, async (client) => {
      await this.#refuseFaulty(client, part, content, 'open');
      if (!(await addPart(client, part))) {
        throw new RequestError(409, 'code-taken', `the code "${part.code}" is taken`);
      }
      return this.#draft(client, part, content, [], asker);
    });
  }

  /**
   * Begins the next version of a part, as a copy of another. Who wrote what was never approved does not approve its
   * copy either.
   */
  async beginVersion(
    kind: PartKind,
    code: string,
    from: number | undefined,
    asker: Asker,
  ): Promise<PartChanged> {
    const part = await this.#seen(kind, code, asker.caller);
    this.#demandEdit(part, asker.caller);
    return inTransaction(this.#pool, async (client) => {
      const versions = await readVersions(client, kind, code);
      const copied =
        from === undefined
          ? (versions.find(({ state }) => isInForce(state)) ??
            versions.find(({ release }) => release !== null) ??
            versions[0])
          : versions.find(({ version }) => version === from);
      if (copied === undefined) throw unknown();
      const content = await readContent<unknown>(client, { kind, code, version: copied.version });
      const writers = copied.release === null ? [copied.authorId, ...copied.writers] : [];
      return this.#draft(client, part, content, writers, asker);
    });
  }

  /** Writes a draft anew: `change` makes the new content of what it holds. */
  async write(
    key: VersionKey,
    revision: number,
    change: (held: unknown) => unknown,
    asker: Asker,
  ): Promise<PartChanged> {
    await this.#seen(key.kind, key.code, asker.caller);
    return inTransaction(this.#pool, async (client) => {
      const held = await this.#held(client, key, revision);
      this.#demandEdit(held, asker.caller);
      if (held.state !== 'draft') throw refused('wrong-state');
      const content = change(await readContent(client, key));
      await this.#refuseFaulty(client, held, content, 'open');
      const { actor, id } = nameOf(asker.caller);
      const written = await writeDraft(client, key, content, id);
      await addPartEvent(client, key, { step: 'edit', from: 'draft', to: 'draft', actor, reason: '' });
      return { version: key.version, state: 'draft', revision: written, rulesetVersion: null };
    });
  }

  /** Gives a draft up. It stays in the history, and never comes into force. */
  async discard(key: VersionKey, revision: number, asker: Asker): Promise<void> {
    await this.#seen(key.kind, key.code, asker.caller);
    await inTransaction(this.#pool, async (client) => {
      const held = await this.#held(client, key, revision);
      this.#demandEdit(held, asker.caller);
      if (held.state !== 'draft') throw refused('wrong-state');
      await setState(client, key, 'retired', null);
      const { actor } = nameOf(asker.caller);
      await addPartEvent(client, key, { step: 'discard', from: 'draft', to: 'retired', actor, reason: '' });
    });
  }

  /** Takes a step of a version's life, and puts what follows from it in force, all under one ruleset version. */
  async step(key: VersionKey, request: StepRequest, asker: Asker): Promise<PartChanged> {
    await this.#seen(key.kind, key.code, asker.caller);
    return inTransaction(this.#pool, async (client) => {
      await lockRuleset(client);
      const held = await this.#held(client, key, request.revision);
      const { step, release, reason = '' } = request;
      if (release !== undefined) refuseFaults(releaseFaults(held, release, this.#places), 'release');
      const result = take(step, livingOf(held), stepperOf(asker.caller, held), { release, reason });
      if (!result.allowed) throw refused(result.reason);
      if (result.effect === 'enters') {
        // What a version resumes with was checked long ago, against the places of then.
        if (key.kind === 'profile')
          refuseFaults(releaseFaults(held, result.release, this.#places), 'release');
        await this.#refuseFaulty(client, held, await readContent(client, key), 'in-force');
      } else if (result.effect === 'leaves' && key.kind === 'list') await refuseUsed(client, key.code);

      const { actor, id } = nameOf(asker.caller);
      if (step === 'submit') await addWriter(client, key, id);
      const replaced = step === 'approve' ? await retireReplaced(client, key) : [];
      const revision = await setState(client, key, result.to, result.release);
      const rulesetVersion =
        result.effect === 'none'
          ? null
          : await changeRuleset(
              client,
              [
                result.effect === 'enters'
                  ? { ...keyOf(held), release: result.release! }
                  : { kind: key.kind, code: key.code, version: null },
              ],
              `${step} ${key.kind} ${key.code}, version ${key.version}: ${reason.trim()}`,
            );
      for (const old of replaced) {
        const reasonOfOld = `replaced by version ${key.version}`;
        const { state: from, release: was } = old;
        await addPartEvent(
          client,
          { ...key, version: old.version },
          { step: 'replace', from, to: 'retired', actor, reason: reasonOfOld, release: was, rulesetVersion },
        );
      }
      await addPartEvent(client, key, {
        step,
        from: held.state,
        to: result.to,
        actor,
        reason: reason.trim(),
        release: result.release,
        rulesetVersion,
      });
      await this.#record(client, asker, held, step, { reason: reason.trim(), rulesetVersion });
      return { version: key.version, state: result.to, revision, rulesetVersion };
    });
  }

  /** A part as the reader of `client` sees it; refused as not there where it is out of sight. */
  async part(client: Queryable, kind: PartKind, code: string): Promise<PartIdentity> {
    const part = await readPart(client, kind, code);
    if (part === null) throw unknown();
    return part;
  }

  #seen(kind: PartKind, code: string, caller: Caller): Promise<PartIdentity> {
    return this.read(caller, (client) => this.part(client, kind, code));
  }

  async #held(client: Client, key: VersionKey, revision: number): Promise<StoredVersion & PartIdentity> {
    const held = await lockVersion(client, key);
    if (held === null) throw unknown();
    if (held.revision === revision) return held;
    const last = await readLastChange(client, key);
    throw new RequestError(409, 'changed-meanwhile', `${last?.by ?? 'somebody'} has changed it meanwhile`, {
      by: last?.by ?? null,
      at: last?.at.toISOString() ?? null,
      revision: held.revision,
      state: held.state,
    });
  }

  async #draft(
    client: Client,
    { kind, code }: PartIdentity,
    content: unknown,
    writers: readonly string[],
    asker: Asker,
  ): Promise<PartChanged> {
    const { actor, id } = nameOf(asker.caller);
    const draft = await addDraft(client, {
      kind,
      code,
      content,
      authorId: id,
      authorName: actor.name,
      writers,
    });
    if (draft === null) {
      throw new RequestError(409, 'open-version', 'another version is being written or reviewed');
    }
    const { version, state, revision } = draft;
    await addPartEvent(
      client,
      { kind, code, version },
      { step: 'create', from: null, to: 'draft', actor, reason: '' },
    );
    return { version, state, revision, rulesetVersion: null };
  }

  #demandEdit(part: PartIdentity, caller: Caller): void {
    const scope = scopeOf(part);
    if (caller.may('profiles.edit', scope)) return;
    throw new RequestError(403, 'outside-scope', `the right "profiles.edit" does not reach "${scope}"`);
  }

  async #refuseFaulty(
    client: Client,
    part: PartIdentity,
    content: unknown,
    lists: 'open' | 'in-force',
  ): Promise<void> {
    const known = await readListPlaces(client, lists);
    refuseFaults(contentFaults(part, content, known, this.#places.districtOf), 'content');
  }

  async #record(
    client: Client,
    { caller, address }: Asker,
    part: StoredVersion & PartIdentity,
    step: PartStep,
    detail: { reason: string; rulesetVersion: number | null },
  ): Promise<void> {
    const action = ACTION_OF_STEP[step];
    if (action === undefined) return;
    await recordAccess(client, {
      by: caller.doer,
      action,
      subject: `${part.kind}:${part.code}`,
      scope: scopeOf(part),
      ...(address !== undefined && { address }),
      detail: { version: part.version, step, ...detail },
    });
  }
}

/** Refuses to take away a list that profiles in force, or suspended ones that may come back, rest on. */
async function refuseUsed(client: Client, name: string): Promise<void> {
  const users = await readUsersOfList(client, name);
  if (users.length === 0) return;
  const codes = users.map(({ code }) => code);
  const named =
    codes.length > 5 ? `${codes.slice(0, 5).join(', ')} and ${codes.length - 5} more` : codes.join(', ');
  throw new RequestError(409, 'in-use', `the list is used by ${named}`, codes.slice(0, 1000));
}

function keyOf({ kind, code, version }: VersionKey): VersionKey {
  return { kind, code, version };
}

function nameOf({ identity: { id, name } }: Caller): { id: string; actor: { id: string; name: string } } {
  return { id, actor: { id, name } };
}
