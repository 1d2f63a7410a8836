import type { Declaration } from '../../shared/domain/declaration.ts';

/** A plain import declaration for tests, with what is given in place of the default. */
export function declarationWith(changes: Partial<Declaration> & { declarationNo: string }): Declaration {
  return {
    direction: 'import',
    registeredAt: '2026-03-02T09:30:00+08:00',
    customsHouse: '2201',
    trader: { id: 'T-1' },
    currency: 'CNY',
    items: [
      {
        itemNo: 1,
        hsCode: '847130',
        description: 'Portable automatic data processing machines, 13 inch',
        origin: 'CN',
        netMassKg: 12,
        supplementaryQuantity: 10,
        supplementaryUnit: 'EA',
        customsValue: 30_000,
      },
    ],
    ...changes,
  };
}

/** `count` different declarations, numbered from `prefix`0. */
export function declarations(prefix: string, count: number): Declaration[] {
  return Array.from({ length: count }, (_, i) =>
    declarationWith({ declarationNo: `${prefix}${i}`, trader: { id: `T-${i % 97}` } }),
  );
}

export function toNdjson(all: readonly unknown[]): string {
  return all.map((one) => JSON.stringify(one)).join('\n');
}
