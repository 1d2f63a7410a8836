import { z } from 'zod';
import type { Declaration } from '../domain/declaration.ts';

const code = (max: number) => z.string().min(1).max(max);
const country = z.string().regex(/^[A-Z]{2}$/, 'expected an ISO 3166-1 alpha-2 code');
const amount = z.number().min(0).max(1e15);
const attributes = z.record(
  z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, 'expected a name of letters, digits and _'),
  z.union([z.string().max(1000), z.number(), z.boolean()]),
);

const goodsItem = z.strictObject({
  itemNo: z.int().min(1).max(999),
  hsCode: z.string().regex(/^\d{6,10}$/, 'expected 6 to 10 digits'),
  description: z.string().max(2000).optional(),
  origin: country.optional(),
  netMassKg: amount.optional(),
  supplementaryQuantity: amount.optional(),
  supplementaryUnit: code(16).optional(),
  customsValue: amount,
  dutyRate: z.number().min(0).max(10_000).optional(),
  dutyAmount: amount.optional(),
  taxType: code(32).optional(),
  attributes: attributes.optional(),
});

/**
 * A declaration as a lodging system sends it. Unknown fields are faults: a misspelt field would otherwise
 * silently take a declaration out of a profile's reach; national fields belong under `attributes`.
 * `version` may be sent but is not used: Tidewaiter numbers the versions of a declaration itself.
 */
export const declarationSchema = z
  .strictObject({
    declarationNo: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/, 'expected 1 to 64 letters, digits or . _ / -'),
    version: z.int().min(1).optional(),
    direction: z.enum(['import', 'export', 'transit']),
    procedure: code(32).optional(),
    registeredAt: z.iso.datetime({ offset: true }),
    customsHouse: code(32),
    declarant: code(200).optional(),
    trader: z.strictObject({ id: code(100), name: code(300).optional() }),
    counterparty: code(300).optional(),
    carrier: code(200).optional(),
    transportMode: code(8).optional(),
    transportId: code(100).optional(),
    countryOfDispatch: country.optional(),
    currency: z.string().regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code').optional(),
    paymentTerms: code(32).optional(),
    grossMassKg: amount.optional(),
    packages: z.int().min(0).max(10_000_000).optional(),
    containers: z.array(code(20)).max(1000).optional(),
    attributes: attributes.optional(),
    items: z.array(goodsItem).min(1).max(999),
  })
  .refine((d) => new Set(d.items.map((i) => i.itemNo)).size === d.items.length, {
    path: ['items'],
    message: 'expected every itemNo once',
  }) satisfies z.ZodType<Declaration>;

/** What is wrong with one field; `path` as in `items.0.hsCode`, empty for the whole declaration. */
export interface Fault {
  path: string;
  reason: string;
}
