import type { z } from 'zod';
import type { orderFinding } from '../../../shared/contract/orders.ts';
import { EXTENTS, type Extent } from '../../../shared/domain/control/deviation.ts';
import type { DiscrepancyKind, FindingResult } from '../../../shared/domain/control/finding.ts';
import type { Disposition } from '../../../shared/domain/control/order-machine.ts';

/** Goods taken from the trader, as the officer types them. */
export interface SeizureForm {
  goods: string;
  quantity: string;
  unit: string;
  value: string;
  currency: string;
}

/** One thing found wrong, as the officer types it. */
export interface DiscrepancyForm {
  /** Tells the discrepancies of one form apart. */
  id: number;
  kind: DiscrepancyKind | '';
  /** Empty: the whole declaration. */
  itemNo: string;
  declared: string;
  found: string;
  duty: string;
  note: string;
  seizure: SeizureForm | null;
}

/** A finding as the officer fills it in; empty text: not said yet. */
export interface FindingForm {
  extent: Extent;
  result: FindingResult | '';
  discrepancies: DiscrepancyForm[];
  disposition: Disposition | '';
  reason: string;
}

/** What a form lacks or cannot mean. */
export type FormFault =
  | 'result-missing'
  | 'extent-short'
  | 'discrepancy-missing'
  | 'kind-missing'
  | 'found-missing'
  | 'duty-no-number'
  | 'goods-missing'
  | 'quantity-no-number'
  | 'unit-missing'
  | 'value-no-number'
  | 'currency-missing'
  | 'disposition-missing'
  | 'reason-missing';

/** A fault and the field it is at, by the id that `fieldId` gives. */
export interface FaultAt {
  field: string;
  fault: FormFault;
}

type FindingBody = Omit<z.input<typeof orderFinding>, 'version' | 'revision'>;

/** What says that the same was found otherwise than declared. */
const COMPARED: ReadonlySet<string> = new Set<DiscrepancyKind>([
  'value',
  'origin',
  'classification',
  'quantity',
]);

export function emptyFinding(extent: Extent): FindingForm {
  return { extent, result: '', discrepancies: [], disposition: '', reason: '' };
}

/** The extents that can be recorded, the least first. */
export function extentsFrom(least: Extent): readonly Extent[] {
  return EXTENTS.slice(EXTENTS.indexOf(least));
}

/** Id of a field of the form, for labels and summaries; `discrepancy` is the id of one. */
export function fieldId(field: string, discrepancy?: number): string {
  return discrepancy === undefined ? `finding-${field}` : `finding-${discrepancy}-${field}`;
}

/**
 * A number as people type it: digits, a decimal point, and commas or spaces between thousands; null for anything else.
 * A comma that could be a decimal one is refused, not guessed at.
 */
export function readNumber(typed: string): number | null {
  const text = typed.normalize('NFKC').trim().replaceAll(/\s/g, '');
  if (!/^(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$/.test(text)) return null;
  return Number(text.replaceAll(',', ''));
}

/** What the form says as the body of a request, or what is wrong with it, in the order of its fields. */
export function readForm(form: FindingForm, least: Extent): { body: FindingBody } | { faults: FaultAt[] } {
  const faults: FaultAt[] = [];
  const miss = (field: string, fault: FormFault) => void faults.push({ field, fault });
  if (form.result === '') miss(fieldId('result'), 'result-missing');
  if (!extentsFrom(least).includes(form.extent)) miss(fieldId('extent'), 'extent-short');
  const wrong = form.result === 'discrepancy' ? form.discrepancies : [];
  if (form.result === 'discrepancy' && wrong.length === 0) miss(fieldId('add'), 'discrepancy-missing');
  const discrepancies = wrong.map((one) => readDiscrepancy(one, miss));
  if (form.disposition === '') miss(fieldId('disposition'), 'disposition-missing');
  const reason = form.reason.trim();
  if (form.disposition === 'held' && reason === '') miss(fieldId('reason'), 'reason-missing');
  if (faults.length > 0 || form.result === '' || form.disposition === '') return { faults };
  const { extent, result, disposition } = form;
  return { body: { extent, result, discrepancies, disposition, reason } };
}

type Discrepancy = NonNullable<FindingBody['discrepancies']>[number];

function readDiscrepancy(
  { id, kind, itemNo, declared, found, duty, note, seizure }: DiscrepancyForm,
  miss: (field: string, fault: FormFault) => void,
): Discrepancy {
  const at = (field: string) => fieldId(field, id);
  if (kind === '') miss(at('kind'), 'kind-missing');
  if (COMPARED.has(kind) && found.trim() === '') miss(at('found'), 'found-missing');
  const difference = readNumber(duty);
  if (duty.trim() !== '' && difference === null) miss(at('duty'), 'duty-no-number');
  return {
    kind: kind === '' ? 'other' : kind,
    ...(itemNo !== '' && { itemNo: Number(itemNo) }),
    ...(declared.trim() !== '' && { declaredValue: declared.trim() }),
    ...(found.trim() !== '' && { foundValue: found.trim() }),
    ...(difference !== null && { dutyDifference: difference }),
    ...(note.trim() !== '' && { note: note.trim() }),
    ...(seizure !== null && { seizure: readSeizure(seizure, at, miss) }),
  };
}

function readSeizure(
  { goods, quantity, unit, value, currency }: SeizureForm,
  at: (field: string) => string,
  miss: (field: string, fault: FormFault) => void,
): NonNullable<Discrepancy['seizure']> {
  const much = readNumber(quantity);
  const worth = readNumber(value);
  if (goods.trim() === '') miss(at('goods'), 'goods-missing');
  if (much === null || much <= 0) miss(at('quantity'), 'quantity-no-number');
  if (unit.trim() === '') miss(at('unit'), 'unit-missing');
  if (value.trim() !== '' && worth === null) miss(at('seizure-value'), 'value-no-number');
  const money = currency.trim().toUpperCase();
  if (worth !== null && !/^[A-Z]{3}$/.test(money)) miss(at('currency'), 'currency-missing');
  return {
    goods: goods.trim(),
    quantity: much ?? 0,
    unit: unit.trim(),
    ...(worth !== null && { value: worth, currency: money }),
  };
}
