import type { RulesetImportView } from '../../shared/contract/profiles.ts';
import type { Placed } from '../../shared/domain/ruleset/level.ts';
import { scopeOf } from '../../shared/domain/ruleset/level.ts';
import { checkRuleset } from '../../shared/domain/targeting/check.ts';
import { Faults, type Fault } from '../../shared/domain/targeting/fault.ts';
import type { Ruleset } from '../../shared/domain/targeting/profile.ts';
import { inTransaction, type Client, type Pool } from '../../shared/platform/db/pool.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import { recordAccess } from '../../shared/platform/stores/access-event.store.ts';
import {
  addPartEvents,
  addStaged,
  partsOf,
  retireParts,
  stageRuleset,
  type FilePart,
  type Staged,
} from '../../shared/platform/stores/stage-ruleset.ts';
import {
  addImport,
  decideImport,
  discardImported,
  readChangedSince,
  readImport,
  readImports,
  readMissingLists,
  readOpenVersions,
  releaseImported,
  setImportChanges,
  type ImportChange,
  type StoredImport,
} from '../../shared/platform/stores/ruleset-import.store.ts';
import { changeRuleset, lockRuleset, readRulesetNumber } from '../../shared/platform/stores/ruleset.store.ts';
import type { Caller } from '../access/caller.ts';
import { RequestError } from '../http/errors.ts';
import type { Asker } from './administration.ts';
import { contentFaults, refuseFaults, releaseFaults } from './ruleset-checks.ts';

/** Whole ruleset files: reviewed as one, and in force together or not at all. */
export class RulesetImportsService {
  readonly #pool: Pool;
  readonly #places: PlaceBook;

  constructor(deps: { pool: Pool; places: PlaceBook }) {
    this.#pool = deps.pool;
    this.#places = deps.places;
  }

  async list(caller: Caller): Promise<RulesetImportView[]> {
    return (await readImports(this.#pool)).map((stored) => viewOf(stored, caller));
  }

  async one(id: string, caller: Caller): Promise<RulesetImportView> {
    return viewOf(known(await readImport(this.#pool, id)), caller);
  }

  /** Hands a file in for review. One with a fault changes nothing, and all its faults are named. */
  async handIn(file: unknown, note: string, { caller }: Asker): Promise<RulesetImportView> {
    refuseFaults(checkRuleset(file), 'file');
    const parts = partsOf(file as Ruleset);
    const { id: authorId, name: author } = caller.identity;
    return inTransaction(this.#pool, async (client) => {
      await lockRuleset(client);
      const staged = await stageRuleset(client, parts);
      refuseFaults(await this.#faultsOf(client, file as Ruleset, parts, staged), 'file');
      if (staged.coming.length + staged.leaving.length === 0) {
        throw new RequestError(409, 'nothing-changes', 'the file says just what is in force');
      }
      const base = (await readRulesetNumber(client)) ?? 0;
      const id = await addImport(client, { authorId, author, note, base });
      await addStaged(client, { state: 'in-review', authorId, authorName: author, importId: id });
      await setImportChanges(client, id, changesOf(staged));
      await addPartEvents(
        client,
        staged.coming.map((version) => {
          return { ...version, step: 'submit', from: null, to: 'in-review' as const, release: null };
        }),
        { id: authorId, name: author, reason: note, rulesetVersion: null },
      );
      return viewOf(known(await readImport(client, id)), caller);
    });
  }

  /** Ends the review: all of it comes into force under one ruleset version, or none. */
  async decide(
    id: string,
    step: 'approve' | 'return',
    reason: string,
    asker: Asker,
  ): Promise<RulesetImportView> {
    const { caller } = asker;
    return inTransaction(this.#pool, async (client) => {
      await lockRuleset(client);
      const held = known(await readImport(client, id, { lock: true }));
      if (held.state !== 'in-review') {
        throw new RequestError(409, 'wrong-state', 'this step does not follow from the state of the import');
      }
      if (!stepsOf(held, caller).includes(step)) {
        throw new RequestError(403, 'own-work', 'who handed a file in does not decide on it');
      }
      if (step === 'return') await this.#giveUp(client, held, reason, caller);
      else await this.#bringIn(client, held, reason, asker);
      return viewOf(known(await readImport(client, id)), caller);
    });
  }

  async #bringIn(
    client: Client,
    held: StoredImport,
    reason: string,
    { caller, address }: Asker,
  ): Promise<void> {
    const { id, name } = caller.identity;
    const { changes } = held;
    const changed = await readChangedSince(client, changes, held.base);
    if (changed.length > 0) {
      throw new RequestError(409, 'changed-meanwhile', `in force has changed meanwhile: ${some(changed)}`, {
        changed: changed.slice(0, 1000),
      });
    }
    const wanted = changes.map(({ kind, code, version, release }) =>
      release === null ? { kind, code, version: null } : { kind, code, version, release },
    );
    const left = await retireParts(client, wanted);
    await releaseImported(client, held.id, changes);
    const missing = await readMissingLists(client);
    if (missing.length > 0) {
      const named = missing.map(({ code, list }) => `${list} (${code})`);
      throw new RequestError(409, 'missing-lists', `lists that profiles name would be gone: ${some(named)}`);
    }
    const rulesetVersion = await changeRuleset(client, wanted, `import ${held.id}: ${held.note}`);
    const entered = changes.flatMap(({ release, ...version }) =>
      release === null
        ? []
        : [{ ...version, step: 'approve', from: 'in-review' as const, to: release.status, release }],
    );
    await addPartEvents(client, [...left, ...entered], { id, name, reason, rulesetVersion });
    await decideImport(client, held.id, { state: 'in-force', by: name, rulesetVersion });
    await recordAccess(client, {
      by: caller.doer,
      action: 'ruleset.imported',
      subject: `import:${held.id}`,
      scope: 'national',
      ...(address !== undefined && { address }),
      detail: { changes: changes.length, reason, rulesetVersion },
    });
  }

  async #giveUp(client: Client, held: StoredImport, reason: string, caller: Caller): Promise<void> {
    const { id, name } = caller.identity;
    await discardImported(client, held.id);
    const given = held.changes
      .filter(({ release }) => release !== null)
      .map((version) => ({
        ...version,
        step: 'return',
        from: 'in-review' as const,
        to: 'retired' as const,
        release: null,
      }));
    await addPartEvents(client, given, { id, name, reason, rulesetVersion: null });
    await decideImport(client, held.id, { state: 'returned', by: name, rulesetVersion: null });
  }

  /** What is wrong with a file whose form is right: places, levels, and what is being written at the same time. */
  async #faultsOf(
    client: Client,
    file: Ruleset,
    parts: readonly FilePart[],
    { coming, leaving, misplaced }: Staged,
  ): Promise<Fault[]> {
    const faults = new Faults();
    const paths = pathsOf(file);
    const pathOf = ({ kind, code }: { kind: string; code: string }) => paths.get(`${kind} ${code}`) ?? '';
    const lists = new Map<string, Placed>(
      parts.filter(({ kind }) => kind === 'list').map(({ code, level, scope }) => [code, { level, scope }]),
    );
    for (const part of parts) {
      const at = pathOf(part);
      if (!this.#places.isKnownScope(scopeOf(part))) faults.add(`${at}.scope`, 'no place has this scope');
      if (part.kind !== 'list') {
        faults.addAt(at, contentFaults(part, part.content, lists, this.#places.districtOf));
      }
      faults.addAt(at, releaseFaults(part, part.release, this.#places));
    }
    for (const part of misplaced) faults.add(`${pathOf(part)}.level`, 'a part keeps its level and scope');
    for (const open of await readOpenVersions(client, [...coming, ...leaving])) {
      const { kind, code, version, author } = open;
      const reason = `version ${version} of ${kind} ${code} is being written or reviewed (${author})`;
      faults.add(pathOf(open), reason);
    }
    return faults.all;
  }
}

/** Where each part stands in a file. */
function pathsOf({ profiles, lists }: Ruleset): Map<string, string> {
  return new Map([
    ...profiles.map(({ code }, index) => [`profile ${code}`, `profiles.${index}`] as const),
    ...lists.map(({ name }, index) => [`list ${name}`, `lists.${index}`] as const),
    ['policy policy', 'policy'],
  ]);
}

function changesOf({ coming, leaving }: Staged): ImportChange[] {
  return [
    ...coming.map((version) => {
      return {
        ...version,
        change: version.releaseBefore === null ? ('added' as const) : ('changed' as const),
      };
    }),
    ...leaving.map((version) => ({ ...version, change: 'retired' as const, release: null })),
  ];
}

function known(stored: StoredImport | null): StoredImport {
  if (stored === null) throw new RequestError(404, 'not-found', 'what is asked for does not exist');
  return stored;
}

/** Who handed a file in may take it back, and not approve it. */
function stepsOf(stored: StoredImport, caller: Caller): ('approve' | 'return')[] {
  if (stored.state !== 'in-review') return [];
  const own = stored.authorId === caller.identity.id;
  if (!caller.may('profiles.approve', 'national')) return own ? ['return'] : [];
  return own ? ['return'] : ['approve', 'return'];
}

function viewOf(stored: StoredImport, caller: Caller): RulesetImportView {
  const { authorId: _author, base: _base, at, decidedAt, ...view } = stored;
  return {
    ...view,
    at: at.toISOString(),
    decidedAt: decidedAt?.toISOString() ?? null,
    steps: stepsOf(stored, caller),
  };
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
