import type { FindingRow, FindingsReceipt } from '../../shared/contract/findings.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import { refusalOf, type FindingOutcome } from '../../shared/domain/control/finding.ts';
import { inTransaction, type Pool } from '../../shared/platform/db/pool.ts';
import { addFindings, readInspected, type NewFinding } from '../../shared/platform/stores/finding.store.ts';
import type { Caller } from '../access/caller.ts';

/**
 * Records what inspections found, each by itself: what is wrong with one keeps no other out. Sending them again is
 * safe. A declaration out of the caller's sight is not told apart from one that does not exist.
 */
export async function recordFindings(
  caller: Caller,
  findings: readonly FindingRow[],
  deps: { pool: Pool; now: () => number },
): Promise<FindingsReceipt> {
  const { kind, id } = caller.identity;
  return inTransaction(deps.pool, async (client) => {
    const now = deps.now();
    const inspected = await readInspected(client, findings);
    const results: FindingsReceipt['results'] = [];
    const good: { position: number; finding: NewFinding }[] = [];
    findings.forEach(({ declarationNo, version: asked, ...finding }, position) => {
      const found = inspected[position];
      const house = found?.customsHouse ?? null;
      const scope: ScopeId = house === null ? 'national' : `house:${house}`;
      const version = found !== undefined && caller.may('findings.record', scope) ? found : undefined;
      const refusal = refusalOf(finding, version, now);
      results.push({
        declarationNo,
        version: version?.version ?? asked ?? null,
        outcome: refusal ?? 'recorded',
      });
      if (version !== undefined && refusal === null) {
        good.push({ position, finding: { ...finding, declarationNo, version: version.version } });
      }
    });
    const outcomes = await addFindings(
      client,
      good.map(({ finding }) => finding),
      `${kind}:${id}`,
    );
    outcomes.forEach((outcome, i) => (results[good[i]!.position]!.outcome = outcome));
    const count = (outcome: FindingOutcome) => results.filter((one) => one.outcome === outcome).length;
    const recorded = count('recorded');
    const unchanged = count('unchanged');
    return { recorded, unchanged, refused: results.length - recorded - unchanged, results };
  });
}
