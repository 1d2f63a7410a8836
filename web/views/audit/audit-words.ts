import type { AuditEvent, AuditKind } from '../../../shared/contract/audit.ts';
import { ACCESS_ACTIONS } from '../../../shared/domain/access/event.ts';
import type { OrderAction } from '../../../shared/domain/control/order-machine.ts';
import type { PartKind } from '../../../shared/domain/ruleset/part.ts';
import { m } from '../../paraglide/messages.js';
import { alarmActionName } from '../../ui/alarm-words.ts';
import { ACTION_WORDS } from '../log/log-words.ts';
import { eventWord, KIND_WORDS } from '../ruleset/part-words.ts';

type Word = () => string;

export const AUDIT_KIND_WORDS: Record<AuditKind, Word> = {
  alarm: m.audit_kind_alarm,
  ruleset: m.audit_kind_ruleset,
  channel: m.audit_kind_channel,
  order: m.audit_kind_order,
  finding: m.audit_kind_finding,
  decision: m.audit_kind_decision,
  access: m.audit_kind_access,
};

const ORDER_WORDS: Record<OrderAction, Word> = {
  assign: m.audit_order_assign,
  take: m.audit_order_take,
  start: m.audit_order_start,
  attach: m.audit_order_attach,
  'ask-deviation': m.audit_order_ask_deviation,
  'decide-deviation': m.audit_order_decide_deviation,
  'record-finding': m.audit_order_record_finding,
  answer: m.audit_order_answer,
  release: m.audit_order_release,
  'call-off': m.audit_order_call_off,
  're-order': m.audit_order_re_order,
};

/** What was done; the code of an action that this page does not know. */
export function auditActionName({ kind, action }: Pick<AuditEvent, 'kind' | 'action'>): string {
  switch (kind) {
    case 'alarm':
      return alarmActionName(action);
    case 'ruleset': {
      const [part, step = ''] = action.split('.');
      const name = (KIND_WORDS as Record<string, Word | undefined>)[part as PartKind];
      return name === undefined ? action : `${name()}: ${eventWord(step)}`;
    }
    case 'order':
      return (ORDER_WORDS as Record<string, Word | undefined>)[action]?.() ?? action;
    case 'access': {
      const known = ACCESS_ACTIONS.find((each) => each === action);
      return known === undefined ? action : ACTION_WORDS[known]();
    }
    case 'channel':
      return m.audit_rerouted();
    case 'finding':
      return m.audit_finding_recorded();
    case 'decision':
      return m.audit_decided();
  }
}

/** Who did it: a person, or a rule. */
export function auditActorName({ actor }: Pick<AuditEvent, 'actor'>): string {
  return actor === null ? m.audit_rule() : actor.name;
}

/** What it was done to, with where that can be looked at. */
export function auditSubjects(event: AuditEvent): { text: string; href: string | null }[] {
  const { declarationNo, version, alarmId, profile, kind, text } = event;
  const subjects: { text: string; href: string | null }[] = [];
  if (declarationNo !== null) {
    subjects.push({
      text:
        version === null
          ? declarationNo
          : m.audit_declaration_version({ number: declarationNo, version: String(version) }),
      href: `/declarations/${encodeURIComponent(declarationNo)}`,
    });
  }
  if (alarmId !== null)
    subjects.push({ text: m.audit_alarm_number({ id: alarmId }), href: `/alarms?alarm=${alarmId}` });
  if (profile !== null) {
    const isProfile = kind !== 'ruleset' || event.action.startsWith('profile.');
    subjects.push({
      text: profile,
      href: isProfile ? `/profiles/${encodeURIComponent(profile)}` : null,
    });
  }
  if (kind === 'access' && text !== null) subjects.push({ text, href: null });
  return subjects;
}
