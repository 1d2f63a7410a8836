import { z } from 'zod';
import { MAX_FINDINGS, type FindingRow } from '../../shared/contract/findings.ts';
import type { DiscrepancyKind } from '../../shared/domain/control/finding.ts';
import type { FraudKind } from './frauds.ts';
import type { Generated } from './generate.ts';
import type { Random } from './random.ts';

/** What an inspection finds of each kind of fraud. */
export const FOUND_AS: Record<FraudKind, DiscrepancyKind> = {
  undervaluation: 'value',
  misclassification: 'classification',
  'false-origin': 'origin',
  'split-consignment': 'undeclared',
  'misdeclared-weight': 'quantity',
  'transit-diversion': 'diverted',
  counterfeit: 'infringing',
  'prohibited-goods': 'prohibited',
};

/** Share of frauds that an inspection finds, and of honest declarations with a slip that it finds. */
const FOUND = 0.85;
const SLIPS = 0.01;

/** Declarations remembered until they are decided; more than wait in the worst of outages. */
const MOST = 50_000;
/** Reds looked at in one round. */
const PAGE = 100;
const REQUEST_MS = 10_000;

const page = z.object({
  declarations: z.array(z.object({ declarationNo: z.string(), version: z.number() })),
});

/** What the inspection of a generated declaration finds. */
export function findingOf(
  { declaration, truth }: Generated,
  random: Random,
): Pick<FindingRow, 'result' | 'discrepancies'> {
  if (truth !== null && random.chance(FOUND)) {
    const item = declaration.items.find(({ itemNo }) => itemNo === truth.item);
    const duty = item?.dutyAmount ?? 0;
    const discrepancy = {
      kind: FOUND_AS[truth.kind],
      ...(item !== undefined && { itemNo: item.itemNo }),
      ...(duty > 0 && { dutyDifference: Math.round(duty * random.between(20, 100)) / 100 }),
    };
    return { result: 'discrepancy', discrepancies: [discrepancy] };
  }
  if (random.chance(SLIPS)) return { result: 'discrepancy', discrepancies: [{ kind: 'documents' }] };
  return { result: 'conform', discrepancies: [] };
}

/** The site officers of the simulated houses: they inspect a share of the reds and record what they find. */
export interface Inspector {
  remember(generated: Generated): void;
  /** One round; answers how many findings were recorded. Throws where the server does not take part. */
  round(): Promise<number>;
}

export function createInspector(options: {
  url: string;
  key: string | undefined;
  /** Share of reds that are inspected, 0 to 1. */
  share: number;
  random: Random;
  signal: AbortSignal;
}): Inspector {
  const { url, key, share, random, signal } = options;
  const waiting = new Map<string, Generated>();

  const ask = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const response = await fetch(new URL(path, url), {
      ...init,
      headers: {
        'content-type': 'application/json',
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
      },
      signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_MS)]),
    });
    if (!response.ok) throw new Error(`${path.split('?')[0]} answered ${response.status}`);
    return response.json();
  };

  return {
    remember(generated) {
      if (waiting.size >= MOST) waiting.delete(waiting.keys().next().value!);
      waiting.set(generated.declaration.declarationNo, generated);
    },
    async round() {
      if (waiting.size === 0) return 0;
      const { declarations } = page.parse(await ask(`/api/declarations?channel=red&limit=${PAGE}`));
      const foundAt = new Date().toISOString();
      const findings = declarations.flatMap(({ declarationNo, version }): FindingRow[] => {
        const generated = waiting.get(declarationNo);
        if (generated === undefined) return [];
        waiting.delete(declarationNo);
        if (!random.chance(share)) return [];
        return [{ declarationNo, version, foundAt, ...findingOf(generated, random) }];
      });
      if (findings.length === 0) return 0;
      const body = JSON.stringify({ findings: findings.slice(0, MAX_FINDINGS) });
      const { recorded } = (await ask('/api/findings', { method: 'POST', body })) as { recorded: number };
      return recorded;
    },
  };
}
