import { z } from 'zod';
import type { Declaration } from '../domain/declaration.ts';

/** Text that every store can hold: no NUL and no half of a surrogate pair. */
const text = (max: number) =>
  z
    .string()
    .max(max)
    .refine(
      (value) => !value.includes('\0') && value.isWellFormed(),
      'expected text without NUL or broken characters',
    );
const code = (max: number) => text(max).min(1);
const country = z.string().regex(/^[A-Z]{2}$/, 'expected an ISO 3166-1 alpha-2 code');
const amount = z.number().min(0).max(1e15);
const attributes = z
  .record(
    z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, 'expected a name of letters, digits and _'),
    z.union(
      [text(1000), z.number(), z.boolean()],
      'expected text of at most 1000 characters, a number, true or false',
    ),
  )
  .refine((fields) => Object.keys(fields).length <= 200, 'expected at most 200 national fields');

const goodsItem = z.strictObject({
  itemNo: z.int().min(1).max(999),
  hsCode: z.string().regex(/^\d{6,10}$/, 'expected 6 to 10 digits'),
  description: text(2000).exactOptional(),
  origin: country.exactOptional(),
  netMassKg: amount.exactOptional(),
  supplementaryQuantity: amount.exactOptional(),
  supplementaryUnit: code(16).exactOptional(),
  customsValue: amount,
  dutyRate: z.number().min(0).max(10_000).exactOptional(),
  dutyAmount: amount.exactOptional(),
  taxType: code(32).exactOptional(),
  attributes: attributes.exactOptional(),
});

/**
 * A declaration as a lodging system sends it. Unknown fields are faults: a misspelt field would otherwise
 * silently take a declaration out of a profile's reach; national fields belong under `attributes`.
 * `version` may be sent but is not used: Tidewaiter numbers the versions of a declaration itself.
 */
export const declarationSchema = z
  .strictObject({
    declarationNo: z
      .string()
      .regex(
        /^(?!.*\/\.{0,2}(\/|$))[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/,
        'expected 1 to 64 letters, digits or . _ / -, and no empty, . or .. part between slashes',
      ),
    version: z.int().min(1).exactOptional(),
    direction: z.enum(['import', 'export', 'transit']),
    procedure: code(32).exactOptional(),
    registeredAt: z.iso
      .datetime({
        offset: true,
        abort: true,
        error: 'expected an RFC 3339 instant with seconds and offset, as 2026-11-23T10:15:00+08:00',
      })
      .max(40)
      .refine(
        (instant) => instant >= '1970' && instant < '2200',
        'expected an instant from 1970 on and before 2200',
      ),
    customsHouse: code(32),
    declarant: code(200).exactOptional(),
    trader: z.strictObject({ id: code(100), name: code(300).exactOptional() }),
    counterparty: code(300).exactOptional(),
    carrier: code(200).exactOptional(),
    transportMode: code(8).exactOptional(),
    transportId: code(100).exactOptional(),
    countryOfDispatch: country.exactOptional(),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code')
      .exactOptional(),
    paymentTerms: code(32).exactOptional(),
    grossMassKg: amount.exactOptional(),
    packages: z.int().min(0).max(10_000_000).exactOptional(),
    containers: z.array(code(20)).max(1000).exactOptional(),
    attributes: attributes.exactOptional(),
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
