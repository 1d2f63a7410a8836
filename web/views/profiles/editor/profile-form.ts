import type { ProfileContent } from '../../../../shared/domain/ruleset/part.ts';
import type { Condition } from '../../../../shared/domain/targeting/condition.ts';
import { isInstant } from '../../../../shared/domain/targeting/check-operand.ts';
import { parseInstant } from '../../../../shared/domain/targeting/instant.ts';
import type { AlarmPriority, Profile } from '../../../../shared/domain/targeting/profile.ts';
import { m } from '../../../paraglide/messages.js';

/** What the form beside the condition holds; numbers and instants as text. */
export interface ProfileForm {
  title: string;
  titleZh: string;
  channel: Profile['channel'];
  mandatory: boolean;
  score: string;
  alarm: AlarmPriority | '';
  validFrom: string;
  validTo: string;
  guidanceEn: string;
  guidanceZh: string;
}

export interface FormFault {
  field: keyof ProfileForm;
  text: string;
}

export function formOf(content: ProfileContent): ProfileForm {
  return {
    title: content.title,
    titleZh: content.titleZh ?? '',
    channel: content.channel,
    mandatory: content.mandatory,
    score: String(content.score),
    alarm: content.alarm ?? '',
    validFrom: content.validFrom ?? '',
    validTo: content.validTo ?? '',
    guidanceEn: content.guidance?.en ?? '',
    guidanceZh: content.guidance?.zh ?? '',
  };
}

/** What the form and a condition come to, as it is saved; what is left empty is left out. */
export function contentOf(form: ProfileForm, when: Condition): ProfileContent {
  const text = (value: string) => (value.trim() === '' ? undefined : value.trim());
  const [titleZh, validFrom, validTo] = [text(form.titleZh), text(form.validFrom), text(form.validTo)];
  const [en, zh] = [text(form.guidanceEn), text(form.guidanceZh)];
  return {
    title: form.title.trim(),
    ...(titleZh !== undefined && { titleZh }),
    ...(validFrom !== undefined && { validFrom }),
    ...(validTo !== undefined && { validTo }),
    when,
    channel: form.channel,
    mandatory: form.mandatory,
    score: readScore(form.score) ?? 0,
    ...(form.alarm !== '' && { alarm: form.alarm }),
    ...((en ?? zh) !== undefined && {
      guidance: { ...(en !== undefined && { en }), ...(zh !== undefined && { zh }) },
    }),
  };
}

/** What is wrong with the form, in the order of its fields. */
export function formFaults(form: ProfileForm): FormFault[] {
  const faults: FormFault[] = [];
  if (form.title.trim() === '') faults.push({ field: 'title', text: m.editor_fault_title() });
  if (readScore(form.score) === null) faults.push({ field: 'score', text: m.editor_fault_score() });
  for (const field of ['validFrom', 'validTo'] as const) {
    const value = form[field].trim();
    if (value !== '' && !isInstant(value)) faults.push({ field, text: m.editor_fault_instant() });
  }
  const [from, to] = [form.validFrom.trim(), form.validTo.trim()];
  if (isInstant(from) && isInstant(to) && parseInstant(from) >= parseInstant(to)) {
    faults.push({ field: 'validTo', text: m.editor_fault_validity() });
  }
  return faults;
}

/** A score of 0 to 100; null for what is none. */
export function readScore(text: string): number | null {
  const plain = text.trim();
  const score = /^\d{1,3}(\.\d+)?$/.test(plain) ? Number(plain) : NaN;
  return score >= 0 && score <= 100 ? score : null;
}

/** What a new profile begins with: nothing that would act on a declaration before it is said. */
export function blankContent(): ProfileContent {
  return {
    title: '',
    when: { all: [{ field: '', op: 'eq' }] },
    channel: 'none',
    mandatory: false,
    score: 10,
  };
}
