import type { ScopeId } from '../../domain/access/scope.ts';
import type { DueStep } from '../../domain/alarm/escalation.ts';
import { escalationMail, type MailedAlarm, type MailLanguage } from '../../domain/alarm/escalation-mail.ts';
import { placeOfAlarm } from '../../domain/alarm/place.ts';
import type { AlarmDoing } from '../../domain/alarm/record.ts';
import type { ShiftCalendar } from '../../domain/shift/calendar.ts';
import type { PlaceBook } from '../place-book.ts';
import type { StoredAlarm } from '../stores/alarm-row.store.ts';
import type { RoleHolderRow } from '../stores/escalation.store.ts';
import type { NewMail } from '../stores/mail.store.ts';
import { namedPlace, zoneOf } from './named-place.ts';
import type { ToldPeople } from './whom-to-tell.ts';

/** A step as it is taken for one alarm. */
export interface ToldStep {
  alarm: StoredAlarm;
  titleZh: string | null;
  due: DueStep;
  /** How many the policy has for the alarm. */
  steps: number;
  /** Where the policy was laid down. */
  policy: ScopeId;
  /** Null where it goes to webhooks. */
  told: ToldPeople | null;
}

interface MailContext {
  places: PlaceBook;
  calendars: ReadonlyMap<ScopeId, ShiftCalendar>;
  publicUrl: string | undefined;
  doing: AlarmDoing;
}

/** One mail a person, about all alarms that reach them; accounts of a demonstration have no mailbox. */
export function mailsOf(steps: readonly ToldStep[], context: MailContext): NewMail[] {
  const { publicUrl, doing } = context;
  const inbox = new Map<string, { holder: RoleHolderRow; alarms: Map<string, MailedAlarm> }>();
  for (const step of steps) {
    for (const holder of mailboxesOf(step)) {
      const { alarms } = inbox.get(holder.id) ?? { alarms: new Map<string, MailedAlarm>() };
      // Of two steps that reach the same person at once, the later one says how far it has come.
      alarms.set(step.alarm.id, mailedAlarm(step, step.told!, context));
      inbox.set(holder.id, { holder, alarms });
    }
  }
  const link = publicUrl === undefined ? null : (id: string) => `${publicUrl}/alarms?alarm=${id}`;
  return [...inbox.values()].map(({ holder, alarms }) => {
    const language: MailLanguage = holder.locale === 'zh' ? 'zh' : 'en';
    const { id: personId, email: toAddress, name: toName } = holder;
    return {
      personId,
      toAddress,
      toName,
      language,
      ...escalationMail([...alarms.values()], language, link, doing.now),
    };
  });
}

/** What the history of the alarm says of a step. */
export function detailOf(step: ToldStep, mailing: boolean): Record<string, unknown> {
  const { due, steps, policy, told } = step;
  const detail = { step: due.index + 1, steps, policy, to: due.step.to };
  if (told === null) return detail;
  const { asked, found, note, people } = told;
  return {
    ...detail,
    asked,
    found,
    note,
    people: people.map(({ id, name }) => ({ id, name })),
    mail: mailing ? mailboxesOf(step).length : 'not-configured',
  };
}

function mailboxesOf({ told }: ToldStep): RoleHolderRow[] {
  return (told?.people ?? []).filter(({ demonstration }) => !demonstration);
}

function mailedAlarm(
  { alarm, titleZh, due, steps }: ToldStep,
  { role, onDuty, asked, found, note }: ToldPeople,
  { places, calendars, doing }: MailContext,
): MailedAlarm {
  const scope = placeOfAlarm(alarm);
  return {
    id: alarm.id,
    type: alarm.type,
    priority: alarm.condition.priority,
    title: alarm.title,
    titleZh,
    profile: alarm.profileCode,
    place: namedPlace(places, scope),
    district: alarm.district === null ? null : namedPlace(places, `district:${alarm.district}`),
    timeZone: zoneOf(places, calendars, scope),
    annunciatedAt: alarm.annunciatedAt,
    occurrences: alarm.occurrences,
    step: due.index + 1,
    steps,
    to: { role, onDuty, asked, found, at: namedPlace(places, found), note },
    byHand: doing.actor === null ? null : { name: doing.actor.name, reason: doing.comment ?? '' },
  };
}
