import { setTimeout as sleep } from 'node:timers/promises';
import { MAX_FINDINGS, type FindingRow } from '../../shared/contract/findings.ts';
import type { FindingOutcome } from '../../shared/domain/control/finding.ts';
import type { LodgingClient } from '../lodging/client.ts';
import type { MappedRow } from './mapper.ts';

/** What became of the findings of a file. */
export interface FindingCounts {
  recorded: number;
  /** Recorded by an earlier run. */
  unchanged: number;
  /** Not recorded: another finding stands, or the declaration stayed undecided. */
  refused: number;
}

/** How long a declaration may wait for its decision before its finding is given up, ms. */
const PATIENCE_MS = 300_000;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2_000;

/**
 * What the rows of a declaration say was found, at its registration: a discrepancy where one of them says so, conform
 * where all do, nothing where any is silent.
 */
export function findingOf(
  rows: readonly Pick<MappedRow, 'header' | 'item' | 'outcome'>[],
): FindingRow | null {
  const header = rows[0]?.header;
  if (header === undefined) return null;
  const discrepancies = rows.flatMap(({ item, outcome }, at) =>
    outcome === null || outcome === 'conform'
      ? []
      : [{ kind: outcome, itemNo: (item['itemNo'] as number | undefined) ?? at + 1 }],
  );
  if (discrepancies.length === 0 && !rows.every(({ outcome }) => outcome === 'conform')) return null;
  return {
    declarationNo: header['declarationNo'] as string,
    foundAt: header['registeredAt'] as string,
    result: discrepancies.length === 0 ? 'conform' : 'discrepancy',
    discrepancies,
  };
}

/** Records findings, waiting for those whose declarations are not decided yet. */
export async function recordFindings(
  client: Pick<LodgingClient, 'recordFindings'>,
  findings: readonly FindingRow[],
  wait: (milliseconds: number) => Promise<unknown> = sleep,
): Promise<FindingCounts> {
  const counts: FindingCounts = { recorded: 0, unchanged: 0, refused: 0 };
  const settle: Record<FindingOutcome, () => void> = {
    recorded: () => counts.recorded++,
    unchanged: () => counts.unchanged++,
    different: () => counts.refused++,
    unknown: () => counts.refused++,
    undecided: () => counts.refused++,
    'unknown-item': () => counts.refused++,
    'in-future': () => counts.refused++,
    'before-declaration': () => counts.refused++,
    'has-order': () => counts.refused++,
  };
  let left = findings;
  let waited = 0;
  for (let pause = FIRST_WAIT_MS; left.length > 0; pause = Math.min(LONGEST_WAIT_MS, pause * 2)) {
    const undecided: FindingRow[] = [];
    for (let at = 0; at < left.length; at += MAX_FINDINGS) {
      const part = left.slice(at, at + MAX_FINDINGS);
      const { results } = await client.recordFindings(part);
      results.forEach(({ outcome }, i) => {
        if (outcome === 'undecided' && waited < PATIENCE_MS) undecided.push(part[i]!);
        else settle[outcome]();
      });
    }
    left = undecided;
    if (left.length === 0) break;
    await wait(pause);
    waited += pause;
  }
  return counts;
}
