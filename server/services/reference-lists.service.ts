import type { ListFile, ListFileLoaded } from '../../shared/contract/list-files.ts';
import type {
  ListEntriesChange,
  ListEntriesPage,
  PartChanged,
  ReferenceLists,
} from '../../shared/contract/profiles.ts';
import { uploadEntries, type Uploaded } from '../../shared/domain/ruleset/list-upload.ts';
import type { ListContent } from '../../shared/domain/ruleset/part.ts';
import type { ListEntry } from '../../shared/domain/targeting/profile.ts';
import { readContent, type VersionKey } from '../../shared/platform/stores/ruleset-part.store.ts';
import {
  readListEntries,
  readListRows,
  readListUsers,
} from '../../shared/platform/stores/ruleset-row.store.ts';
import type { Caller } from '../access/caller.ts';
import { RequestError } from '../http/errors.ts';
import type { Asker } from './administration.ts';
import { readListFile } from './read-list-file.ts';
import type { RulesetPartsService } from './ruleset-parts.service.ts';

/** Reference lists: what there are, and the entries of their versions, which may be many. */
export class ReferenceListsService {
  readonly #parts: RulesetPartsService;

  constructor(deps: { parts: RulesetPartsService }) {
    this.#parts = deps.parts;
  }

  list(caller: Caller): Promise<ReferenceLists> {
    return this.#parts.read(caller, async (client) => {
      const users = Map.groupBy(await readListUsers(client), ({ list }) => list);
      const rows = await readListRows(client);
      return {
        lists: rows.map(({ code, inForce, changedAt, ...row }) => ({
          name: code,
          ...row,
          inForce: inForce === row.version ? null : inForce,
          changedAt: changedAt.toISOString(),
          usedBy: (users.get(code) ?? []).map(({ list: _list, ...profile }) => profile),
        })),
        mayCreateAt: caller.scopesWith('profiles.edit'),
      };
    });
  }

  entries(
    key: VersionKey,
    page: { search: string; offset: number; limit: number },
    caller: Caller,
  ): Promise<ListEntriesPage> {
    return this.#parts.read(caller, async (client) => {
      const found = await readListEntries(client, key, page);
      if (found === null) throw new RequestError(404, 'not-found', 'what is asked for does not exist');
      return found;
    });
  }

  /** Brings a file of entries into a draft, or says what it would do; with a fault in any row it changes nothing. */
  async load(key: VersionKey, file: ListFile, now: Date, asker: Asker): Promise<ListFileLoaded> {
    const read = await readListFile(file.csv);
    if (!read.ok) {
      const { total, faults } = read;
      throw new RequestError(422, 'faulty-file', 'the file has faults, so nothing was changed', {
        total,
        faults,
      });
    }
    const { mode, undated } = file;
    const upload = ({ entries }: ListContent) =>
      uploadEntries(entries, read.rows, { mode, undated, now: now.toISOString() });
    if (file.preview === true) {
      const held = await this.#parts.read(asker.caller, (client) => readContent<ListContent>(client, key));
      if (held === null) throw new RequestError(404, 'not-found', 'what is asked for does not exist');
      return loadedAs(upload(held), null);
    }
    let uploaded!: Uploaded;
    const written = await this.#parts.write(
      key,
      file.revision,
      (held) => {
        uploaded = upload(held as ListContent);
        return { ...(held as ListContent), entries: uploaded.entries };
      },
      asker,
    );
    return loadedAs(uploaded, written);
  }

  /** Adds entries to a draft and removes some of it; an entry that is there already is not added twice. */
  changeEntries(key: VersionKey, change: ListEntriesChange, asker: Asker): Promise<PartChanged> {
    return this.#parts.write(key, change.revision, (held) => changed(held as ListContent, change), asker);
  }
}

function loadedAs({ added, ended, unchanged }: Uploaded, written: PartChanged | null): ListFileLoaded {
  return { added, ended, unchanged, changed: written };
}

function changed({ title: was, entries }: ListContent, change: ListEntriesChange): ListContent {
  const { title = was, add = [], remove = [] } = change;
  const gone = new Set(remove.map(keyOf));
  const kept = entries.filter((entry) => !gone.has(keyOf(entry)));
  const there = new Set(kept.map(keyOf));
  const come = add.filter((entry) => {
    const key = keyOf(entry);
    return !there.has(key) && there.add(key);
  });
  // An empty title takes the title away.
  return { ...(title !== undefined && title !== '' && { title }), entries: [...kept, ...come] };
}

function keyOf({ value, from = '', to = '' }: ListEntry): string {
  return `${value}\n${from}\n${to}`;
}
