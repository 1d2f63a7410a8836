import type { Declaration } from '../../shared/domain/declaration.ts';
import type { Ruleset } from '../../shared/domain/targeting/profile.ts';
import { declarationWith, toNdjson } from './declarations.ts';
import type { TestSystem } from './system.ts';
import { until } from './until.ts';

/** Channels by payment terms and no draw, so that every test knows what becomes of a declaration. */
export const ENQUIRY_RULESET: Ruleset = {
  format: 'tidewaiter-ruleset/1',
  profiles: [
    {
      code: 'INSPECT-1',
      version: 1,
      title: 'Inspect what Harbour Trading sends',
      titleZh: '查验指定商品',
      level: 'national',
      status: 'active',
      when: { field: 'paymentTerms', op: 'eq', value: 'RED' },
      channel: 'red',
      mandatory: false,
      score: 60,
      guidance: { en: 'Open every box of Harbour Trading.', zh: '逐箱开拆查验。' },
    },
    {
      code: 'PAPERS-1',
      version: 1,
      title: 'Check the papers',
      level: 'national',
      status: 'active',
      when: { field: 'paymentTerms', op: 'in', value: ['RED', 'ORANGE'] },
      channel: 'orange',
      mandatory: false,
      score: 10,
    },
    {
      code: 'SHADOW-1',
      version: 1,
      title: 'Being tried',
      level: 'national',
      status: 'shadow',
      when: { field: 'paymentTerms', op: 'eq', value: 'SHADOW' },
      channel: 'red',
      mandatory: false,
      score: 10,
    },
  ],
  lists: [],
  policy: { thresholds: { red: 90, orange: 80 }, creditShift: {}, randomRate: 0 },
};

/** Everything about a person that the declarations of these tests hold. */
export const SECRETS = [
  'T-HARBOUR',
  'Harbour Trading',
  'Quay Brokers',
  'Anna Sample',
  'Swift Carriers',
  'B-AB 1234',
  'passport-E99',
  'buyer-Wang',
];

/** A declaration with every party named. */
export function namedDeclaration(changes: Partial<Declaration> & { declarationNo: string }): Declaration {
  const plain = declarationWith({ declarationNo: changes.declarationNo });
  return {
    ...plain,
    trader: { id: 'T-HARBOUR', name: 'Harbour Trading' },
    declarant: 'Quay Brokers',
    counterparty: 'Anna Sample',
    carrier: 'Swift Carriers',
    transportId: 'B-AB 1234',
    attributes: { contact: 'passport-E99' },
    items: [{ ...plain.items[0]!, attributes: { buyer: 'buyer-Wang' } }],
    ...changes,
  };
}

/** Lodges declarations and waits until all that were lodged are decided. */
export async function lodgeAndDecide(system: TestSystem, all: readonly Declaration[]): Promise<void> {
  const response = await system.fetch('/api/declarations', {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: toNdjson(all),
  });
  if (response.status !== 202) throw new Error(await response.text());
  await until('all are decided', async () => {
    const { rows } = await system.pool.query<{ open: number }>(
      `SELECT count(*)::int AS open FROM intake_batch WHERE assessed_at IS NULL AND kind = 'declarations'`,
    );
    return rows[0]!.open === 0;
  });
}
