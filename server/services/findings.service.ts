import type { Announce, Change } from '../../shared/contract/changes.ts';
import type { FindingRow, FindingsReceipt } from '../../shared/contract/findings.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import { refusalOf, type FindingOutcome } from '../../shared/domain/control/finding.ts';
import { orderStep } from '../../shared/domain/control/order-machine.ts';
import { inTransaction, type Client, type Pool } from '../../shared/platform/db/pool.ts';
import {
  addFindings,
  readInspected,
  type AddedFinding,
  type NewFinding,
} from '../../shared/platform/stores/finding.store.ts';
import {
  conditionOf,
  lockOrders,
  saveOrders,
  type OrderChange,
} from '../../shared/platform/stores/order.store.ts';
import type { Caller } from '../access/caller.ts';

/**
 * Records what inspections found, each by itself: what is wrong with one keeps no other out. Sending them again is
 * safe. A declaration out of the caller's sight is not told apart from one that does not exist. A person answers the
 * control order where there is one, so that nobody goes round its rules.
 */
export async function recordFindings(
  caller: Caller,
  findings: readonly FindingRow[],
  deps: { pool: Pool; now: () => number; announce: Announce },
): Promise<FindingsReceipt> {
  const { receipt, changes } = await inTransaction(deps.pool, async (client) => {
    const now = deps.now();
    const inspected = await readInspected(client, findings);
    const results: FindingsReceipt['results'] = [];
    const good: { position: number; finding: NewFinding }[] = [];
    findings.forEach(({ declarationNo, version: asked, ...finding }, position) => {
      const found = inspected[position];
      const house = found?.customsHouse ?? null;
      const scope: ScopeId = house === null ? 'national' : `house:${house}`;
      const version = found !== undefined && caller.may('findings.record', scope) ? found : undefined;
      const byOrder = caller.identity.kind === 'person' && version?.ordered === true;
      const refusal = refusalOf(finding, version, now) ?? (byOrder ? 'has-order' : null);
      results.push({
        declarationNo,
        version: version?.version ?? asked ?? null,
        outcome: refusal ?? 'recorded',
      });
      if (version !== undefined && refusal === null) {
        // What conforms goes; of what does not, nobody knows unless they say so.
        const usual = finding.result === 'conform' ? 'released' : null;
        const { disposition = usual } = finding;
        good.push({
          position,
          finding: {
            ...finding,
            declarationNo,
            version: version.version,
            disposition,
            extent: null,
            note: null,
          },
        });
      }
    });
    const added = await answerOrders(
      client,
      caller,
      good.map(({ finding }) => finding),
    );
    added.forEach(({ outcome }, i) => (results[good[i]!.position]!.outcome = outcome));
    const count = (outcome: FindingOutcome) => results.filter((one) => one.outcome === outcome).length;
    const recorded = count('recorded');
    const unchanged = count('unchanged');
    return {
      receipt: { recorded, unchanged, refused: results.length - recorded - unchanged, results },
      changes: added.flatMap((one, i) => changesOf(one, good[i]!.finding)),
    };
  });
  deps.announce(changes);
  return receipt;
}

/** Records findings and closes the orders that they answer, in one piece. */
async function answerOrders(
  client: Client,
  caller: Caller,
  findings: readonly NewFinding[],
): Promise<AddedFinding[]> {
  const { kind, id, name } = caller.identity;
  // Before the findings: who records one through its order locks that first.
  const orders = await lockOrders(client, findings);
  const added = await addFindings(client, findings, { id: `${kind}:${id}`, name });
  const recorded = new Map(
    findings.flatMap((finding, i) => (added[i]!.outcome === 'recorded' ? [[keyOf(finding), finding]] : [])),
  );
  const changes = orders.flatMap((order): OrderChange[] => {
    const finding = recorded.get(keyOf(order));
    if (finding === undefined) return [];
    const { disposition, result } = finding;
    const step = orderStep(conditionOf(order), { action: 'answer', by: null, disposition });
    if (!step.ok) return [];
    const by = kind === 'person' ? { id, name } : null;
    const detail = { result, disposition, ...(by === null && { system: name }) };
    return [{ order, to: step.order, action: 'answer', by, reason: null, detail }];
  });
  await saveOrders(client, changes);
  return added;
}

const keyOf = ({ declarationNo, version }: { declarationNo: string; version: number }) =>
  `${declarationNo}/${version}`;

function changesOf({ customsHouse }: AddedFinding, finding: NewFinding): Change[] {
  if (customsHouse === null) return [];
  const where = { scope: `house:${customsHouse}` as ScopeId, keys: [keyOf(finding)] };
  return [
    { subject: 'findings', ...where },
    { subject: 'orders', ...where },
  ];
}
