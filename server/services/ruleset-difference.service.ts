import type { DifferenceLine } from '../../shared/contract/profiles.ts';
import { differencesOf } from '../../shared/domain/ruleset/difference.ts';
import type { PartContent } from '../../shared/domain/ruleset/part.ts';
import { readContent, type VersionKey } from '../../shared/platform/stores/ruleset-part.store.ts';
import type { Caller } from '../access/caller.ts';
import type { RulesetPartsService } from './ruleset-parts.service.ts';
import { unknown } from './ruleset-refused.ts';

/** What versions of a part say otherwise than one another. */
export class RulesetDifferenceService {
  readonly #parts: RulesetPartsService;

  constructor(deps: { parts: RulesetPartsService }) {
    this.#parts = deps.parts;
  }

  /** From version `from` of the part to the one named. */
  between(key: VersionKey, from: number, caller: Caller): Promise<DifferenceLine[]> {
    return this.#parts.read(caller, async (client) => {
      const before = await readContent<PartContent[typeof key.kind]>(client, { ...key, version: from });
      const after = await readContent<PartContent[typeof key.kind]>(client, key);
      if (before === null || after === null) throw unknown();
      return differencesOf(key.kind, before, after);
    });
  }
}
