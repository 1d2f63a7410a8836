import { z } from 'zod';
import { MAX_FINDINGS, type FindingRow } from '../../shared/contract/findings.ts';
import type { DiscrepancyKind, Seizure } from '../../shared/domain/control/finding.ts';
import type { GoodsItem } from '../../shared/domain/declaration.ts';
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

/** Found so, the goods are seized. */
const SEIZED: ReadonlySet<DiscrepancyKind> = new Set(['infringing', 'prohibited']);

/** Share of frauds that an inspection of the goods finds, and that documents and data alone show. */
const FOUND = { red: 0.85, orange: 0.35 };
/** Share of honest declarations with a slip that is found. */
const SLIPS = 0.01;

/** Declarations remembered until they are decided; more than wait in the worst of outages. */
const MOST = 50_000;
/** Declarations of a channel looked at in one round. */
const PAGE = 100;
const REQUEST_MS = 10_000;

const MINUTE_MS = 60_000;
/** How long a check waits for its finding, ms: most not long, the others until somebody has time. */
const WAITS = {
  soon: { red: [0.3 * MINUTE_MS, 4 * MINUTE_MS], orange: [MINUTE_MS, 15 * MINUTE_MS] },
  late: { red: [30 * MINUTE_MS, 240 * MINUTE_MS], orange: [60 * MINUTE_MS, 480 * MINUTE_MS] },
} as const;

const page = z.object({
  declarations: z.array(
    z.object({ declarationNo: z.string(), version: z.number(), customsHouse: z.string() }),
  ),
});

/** What the check of a generated declaration finds: of the goods where it is red, of the documents where it is orange. */
export function findingOf(
  { declaration, truth }: Generated,
  random: Random,
  channel: keyof typeof FOUND = 'red',
): Pick<FindingRow, 'result' | 'discrepancies'> {
  if (truth !== null && random.chance(FOUND[channel])) {
    const item = declaration.items.find(({ itemNo }) => itemNo === truth.item);
    const duty = item?.dutyAmount ?? 0;
    const kind = FOUND_AS[truth.kind];
    const discrepancy = {
      kind,
      ...(item !== undefined && { itemNo: item.itemNo }),
      ...(duty > 0 && { dutyDifference: Math.round(duty * random.between(20, 100)) / 100 }),
      ...(item !== undefined &&
        channel === 'red' &&
        SEIZED.has(kind) && { seizure: seizureOf(item, declaration.currency) }),
    };
    return { result: 'discrepancy', discrepancies: [discrepancy] };
  }
  if (random.chance(SLIPS)) return { result: 'discrepancy', discrepancies: [{ kind: 'documents' }] };
  return { result: 'conform', discrepancies: [] };
}

function seizureOf(item: GoodsItem, currency: string | undefined): Seizure {
  const { supplementaryQuantity: pieces, supplementaryUnit: unit, netMassKg = 1, customsValue } = item;
  return {
    goods: item.description ?? item.hsCode,
    ...(pieces !== undefined && pieces > 0 && unit !== undefined
      ? { quantity: pieces, unit }
      : { quantity: Math.max(netMassKg, 0.001), unit: 'kg' }),
    ...(currency !== undefined && { value: customsValue, currency }),
  };
}

/** The site officers of the simulated houses: they check reds and oranges and record what they find. */
export interface Inspector {
  remember(generated: Generated): void;
  /** What was generated under a number, while it waits to be decided. */
  truthOf(declarationNo: string): Generated | undefined;
  /** One round; answers how many findings were recorded. Throws where the server does not take part. */
  round(): Promise<number>;
}

export function createInspector(options: {
  url: string;
  key: string | undefined;
  /** Share of checks that are done soon, 0 to 1; the others come late. */
  share: number;
  /** Whether the orders of a customs house are left to others. */
  leaves?: (house: string) => boolean;
  random: Random;
  /** ms. */
  now: () => number;
  signal: AbortSignal;
}): Inspector {
  const { url, key, share, leaves, random, now, signal } = options;
  const waiting = new Map<string, Generated>();
  /** Checks under way, by number. */
  const begun = new Map<string, { at: number; finding: Omit<FindingRow, 'foundAt'> }>();

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

  const begin = async (channel: keyof typeof FOUND): Promise<void> => {
    const { declarations } = page.parse(await ask(`/api/declarations?channel=${channel}&limit=${PAGE}`));
    for (const { declarationNo, version, customsHouse } of declarations) {
      const generated = waiting.get(declarationNo);
      if (generated === undefined || leaves?.(customsHouse) === true) continue;
      waiting.delete(declarationNo);
      const [least, most] = WAITS[random.chance(share) ? 'soon' : 'late'][channel];
      begun.set(declarationNo, {
        at: now() + random.between(least, most),
        finding: { declarationNo, version, ...findingOf(generated, random, channel) },
      });
    }
  };

  return {
    remember(generated) {
      if (waiting.size >= MOST) waiting.delete(waiting.keys().next().value!);
      waiting.set(generated.declaration.declarationNo, generated);
    },
    truthOf: (declarationNo) => waiting.get(declarationNo),
    async round() {
      if (waiting.size > 0) for (const channel of ['red', 'orange'] as const) await begin(channel);
      const done = [...begun].filter(([, { at }]) => at <= now()).slice(0, MAX_FINDINGS);
      if (done.length === 0) return 0;
      const foundAt = new Date(now()).toISOString();
      const body = JSON.stringify({ findings: done.map(([, { finding }]) => ({ ...finding, foundAt })) });
      const { recorded } = (await ask('/api/findings', { method: 'POST', body })) as { recorded: number };
      for (const [declarationNo] of done) begun.delete(declarationNo);
      return recorded;
    },
  };
}
