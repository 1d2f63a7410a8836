import type { VersionView } from '../../shared/contract/enquiry.ts';
import { maskVersion } from '../../shared/domain/access/personal-data.ts';
import { declarationStatus, type DeclarationStatus } from '../../shared/domain/control/declaration-status.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import type { StoredVersion } from '../../shared/platform/stores/declaration.store.ts';
import type { LookUp, Looker, LookUps } from './look-ups.service.ts';

/**
 * Versions of a declaration as a caller may see them: masked, unless persons are wanted and the caller may look them
 * up at the version's own customs house. Whom it shows is recorded first; what cannot be recorded is not shown.
 */
export async function showVersions(
  looker: Looker,
  lookUps: LookUps,
  asked: { declarationNo: string; stored: readonly StoredVersion[]; wanted: boolean },
): Promise<VersionView[]> {
  const { declarationNo, stored, wanted } = asked;
  const seen = new Map<string, LookUp>();
  const views = stored.map((version): VersionView => {
    const scope = scopeOf(version);
    if (!wanted || !looker.caller.may('persons.view', scope)) {
      return { ...(maskVersion(version) as VersionView), status: statusOf(version), persons: 'masked' };
    }
    const trader = traderOf(version.declaration);
    // A version that still waits shows nobody yet.
    if (trader !== null) {
      seen.set(JSON.stringify([trader, scope]), { trader, scope, via: 'declaration', declarationNo });
    }
    return { ...(version as VersionView), status: statusOf(version), persons: 'shown' };
  });
  await lookUps.record(looker, [...seen.values()]);
  return views;
}

/** A version whose house is not known is the nation's alone. */
function scopeOf({ customsHouse }: StoredVersion): ScopeId {
  return customsHouse === null ? 'national' : `house:${customsHouse}`;
}

function statusOf({ decision, controlOrder, finding }: StoredVersion): DeclarationStatus {
  const channel = decision && (decision.reroutedTo ?? decision.channel);
  return declarationStatus({ channel, order: controlOrder, inspected: finding !== null });
}

function traderOf(document: unknown): string | null {
  return (document as { trader?: { id?: string } } | null)?.trader?.id ?? null;
}
