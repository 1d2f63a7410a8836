import type { ReasonCode } from '../../../shared/domain/channel/reason.ts';
import type { DiscrepancyKind } from '../../../shared/domain/control/finding.ts';
import type { OrderState } from '../../../shared/domain/control/order-machine.ts';
import type { Direction } from '../../../shared/domain/declaration.ts';
import { FIELDS, type FieldName } from '../../../shared/domain/targeting/fields.ts';
import type { Guidance } from '../../../shared/domain/targeting/profile.ts';
import { m } from '../../paraglide/messages.js';
import { getLocale } from '../../ui/locale.svelte.ts';
import type { Word } from '../../ui/words.ts';
import { STATE_WORDS } from '../control/words.ts';

const REASON_WORDS: Record<ReasonCode, Word> = {
  'mandatory-profile': m.enquiry_reason_mandatory_profile,
  'profile-instruction': m.enquiry_reason_profile_instruction,
  'score-red': m.enquiry_reason_score_red,
  'score-orange': m.enquiry_reason_score_orange,
  'random-selection': m.enquiry_reason_random_selection,
  'evaluation-error': m.enquiry_reason_evaluation_error,
  'capacity-yielded': m.enquiry_reason_capacity_yielded,
  'below-thresholds': m.enquiry_reason_below_thresholds,
  'no-risk-found': m.enquiry_reason_no_risk_found,
};

/** A reason in words; one that a newer server gives, by its code. */
export function reasonText(code: string): string {
  return Object.hasOwn(REASON_WORDS, code) ? REASON_WORDS[code as ReasonCode]() : code;
}

export const DISCREPANCY_WORDS: Record<DiscrepancyKind, Word> = {
  value: m.enquiry_finding_value,
  origin: m.enquiry_finding_origin,
  classification: m.enquiry_finding_classification,
  quantity: m.enquiry_finding_quantity,
  undeclared: m.enquiry_finding_undeclared,
  prohibited: m.enquiry_finding_prohibited,
  infringing: m.enquiry_finding_infringing,
  diverted: m.enquiry_finding_diverted,
  documents: m.enquiry_finding_documents,
  other: m.enquiry_finding_other,
};

export const DIRECTION_WORDS: Record<Direction, Word> = {
  import: m.enquiry_direction_import,
  export: m.enquiry_direction_export,
  transit: m.enquiry_direction_transit,
};

/** How an order stands; what a newer server names, by its code. */
export function orderStateText(state: string): string {
  return Object.hasOwn(STATE_WORDS, state) ? STATE_WORDS[state as OrderState]() : state;
}

/** What the catalogue calls a field in the reader's language. */
export function fieldLabel(field: FieldName): string {
  return FIELDS[field].label[getLocale()];
}

/** Guidance in the reader's language, else in the one there is. */
export function guidanceText(guidance: Guidance): string {
  return guidance[getLocale()] ?? guidance.en ?? guidance.zh ?? '';
}
