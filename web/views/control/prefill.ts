import { MASK } from '../../../shared/domain/access/personal-data.ts';
import type { DiscrepancyKind } from '../../../shared/domain/control/finding.ts';
import type { GoodsItem, VersionedDeclaration } from '../../../shared/domain/declaration.ts';
import type { DiscrepancyForm, SeizureForm } from './finding-form.ts';

type Declared = Pick<VersionedDeclaration, 'currency' | 'items'> | null;

/** What the declaration says of what a discrepancy of this kind is about; empty where it says nothing. */
export function declaredValue(kind: DiscrepancyKind | '', itemNo: string, declaration: Declared): string {
  const item = itemOf(itemNo, declaration);
  switch (kind) {
    case 'value': {
      const whole = declaration?.items.reduce((sum, { customsValue }) => sum + customsValue, 0);
      // A sum of amounts in cents has no use for what binary fractions leave behind.
      const value = item?.customsValue ?? (whole === undefined ? undefined : Number(whole.toFixed(2)));
      return words(value, declaration?.currency);
    }
    case 'origin':
      return words(item?.origin);
    case 'classification':
      return words(item?.hsCode);
    case 'quantity': {
      const { supplementaryQuantity, supplementaryUnit, netMassKg } = item ?? {};
      if (supplementaryQuantity !== undefined) return words(supplementaryQuantity, supplementaryUnit);
      return netMassKg === undefined ? '' : words(netMassKg, 'kg');
    }
    case 'undeclared':
    case 'diverted':
    case 'documents':
    case 'other':
    case '':
      return '';
    case 'prohibited':
    case 'infringing':
      return words(item?.description);
  }
}

/**
 * A discrepancy with another kind or goods item. What was declared follows it, unless the officer wrote something else
 * there.
 */
export function about(
  before: DiscrepancyForm,
  change: Partial<Pick<DiscrepancyForm, 'kind' | 'itemNo'>>,
  declaration: Declared,
): DiscrepancyForm {
  const next = { ...before, ...change };
  const filled = declaredValue(before.kind, before.itemNo, declaration);
  if (before.declared.trim() !== '' && before.declared !== filled) return next;
  return { ...next, declared: declaredValue(next.kind, next.itemNo, declaration) };
}

/** A discrepancy to fill in, about the goods item that is asked for. */
export function newDiscrepancy(id: number, itemNo: string): DiscrepancyForm {
  return { id, kind: '', itemNo, declared: '', found: '', duty: '', note: '', seizure: null };
}

/** A seizure to fill in, of the goods that the discrepancy is about. */
export function newSeizure(itemNo: string, declaration: Declared): SeizureForm {
  const item = itemOf(itemNo, declaration);
  return {
    goods: words(item?.description),
    quantity: '',
    unit: item?.supplementaryUnit ?? (item?.netMassKg === undefined ? '' : 'kg'),
    value: '',
    currency: declaration?.currency ?? '',
  };
}

function itemOf(itemNo: string, declaration: Declared): GoodsItem | undefined {
  const { items = [] } = declaration ?? {};
  // With one goods item there is no other that could be meant.
  if (itemNo === '') return items.length === 1 ? items[0] : undefined;
  return items.find((item) => item.itemNo === Number(itemNo));
}

function words(...parts: readonly (string | number | undefined)[]): string {
  if (parts[0] === undefined || parts[0] === MASK) return '';
  return parts.filter((part) => part !== undefined && part !== '').join(' ');
}
