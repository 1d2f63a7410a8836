import type { AlarmDeedRefusal } from '../../contract/alarms.ts';
import type { Announce } from '../../contract/changes.ts';
import type { ScopeId } from '../../domain/access/scope.ts';
import { awaitsAcknowledgement, stateOf, suppressedOrShelved } from '../../domain/alarm/condition.ts';
import {
  dueSteps,
  ESCALATION_ROLES,
  nextStep,
  policyFor,
  scopesAround,
  type DueStep,
  type EscalatedAlarm,
  type EscalationPolicy,
} from '../../domain/alarm/escalation.ts';
import { placeOfAlarm } from '../../domain/alarm/place.ts';
import { escalate, type AlarmDoing, type AlarmPerson } from '../../domain/alarm/record.ts';
import { readClock } from '../db/clock.ts';
import { inTransaction, type Client, type Pool } from '../db/pool.ts';
import type { PlaceBook } from '../place-book.ts';
import type { StoredAlarm } from '../stores/alarm-row.store.ts';
import { changeAlarms, type AlarmOutcome } from '../stores/alarm.store.ts';
import {
  claimDueAlarms,
  lockAlarmsToEscalate,
  noteSteps,
  type ClaimedAlarm,
  type TakenStep,
} from '../stores/escalation.store.ts';
import { addMails } from '../stores/mail.store.ts';
import { readPlans } from '../stores/place-plan.store.ts';
import { detailOf, mailsOf, type ToldStep } from './mails.ts';
import { WhomToTell } from './whom-to-tell.ts';

/** Alarms escalated in one transaction. */
const AT_ONCE = 200;

export interface EscalationDeps {
  pool: Pool;
  places: PlaceBook;
  announce: Announce;
  /** Whether mails can be sent; without it none are written, and the history of the alarm says so. */
  mailing: boolean;
  /** Address that people open; absent: mails hold no link. */
  publicUrl: string | undefined;
}

/**
 * Takes every step that is due. Steps, their events, the mails and what webhooks are told of an alarm are in one
 * transaction. Answers how many alarms were escalated.
 */
export async function escalateDue(deps: EscalationDeps): Promise<number> {
  for (let escalated = 0; ;) {
    const outcomes = await inTransaction(deps.pool, async (client) => {
      const now = await readClock(client);
      const policies = await readPlans(client, 'policy');
      const alarms = await claimDueAlarms(client, policies, now, AT_ONCE);
      const doing = { actor: null, comment: null, now: now.getTime() };
      const choose: Choose = (alarm, policy) => dueSteps(alarm, policy, doing.now).steps;
      return takeSteps(client, deps, { alarms, ids: alarms.map(({ id }) => id), policies, choose, doing });
    });
    tell(deps.announce, outcomes);
    escalated += outcomes.length;
    if (outcomes.length < AT_ONCE) return escalated;
  }
}

/** A person takes the next step of each alarm at once; what cannot be is refused by itself. */
export async function escalateByHand(
  deps: EscalationDeps,
  asked: {
    /** With the call that was seen. */
    alarms: readonly { id: string; annunciation: number }[];
    by: AlarmPerson;
    reason: string;
    /** Why the person may not do so with an alarm; null where they may. */
    refuse: (alarm: StoredAlarm) => AlarmDeedRefusal | null;
  },
): Promise<AlarmOutcome[]> {
  const seen = new Map(asked.alarms.map(({ id, annunciation }) => [id, annunciation]));
  const choose: Choose = (alarm, policy, stored) => {
    const refusal = asked.refuse(stored) ?? refusalOf(stored, seen.get(stored.id)!);
    if (refusal !== null) return refusal;
    const next = nextStep(alarm, policy);
    return typeof next === 'string' ? next : [next];
  };
  const outcomes = await inTransaction(deps.pool, async (client) => {
    const ids = [...seen.keys()];
    const alarms = await lockAlarmsToEscalate(client, ids);
    const doing = { actor: asked.by, comment: asked.reason, now: (await readClock(client)).getTime() };
    return takeSteps(client, deps, {
      alarms,
      ids,
      policies: await readPlans(client, 'policy'),
      choose,
      doing,
    });
  });
  tell(deps.announce, outcomes);
  return outcomes;
}

type Choose = (
  alarm: EscalatedAlarm,
  policy: EscalationPolicy,
  stored: StoredAlarm,
) => DueStep[] | AlarmDeedRefusal;

interface Work {
  /** Those that are held. */
  alarms: readonly ClaimedAlarm[];
  /** Ids in the order to be answered, also of what is not there. */
  ids: string[];
  policies: ReadonlyMap<ScopeId, EscalationPolicy>;
  choose: Choose;
  doing: AlarmDoing;
}

/** Takes the steps that are chosen for each alarm, with all that they cause. */
async function takeSteps(client: Client, deps: EscalationDeps, work: Work): Promise<AlarmOutcome[]> {
  const { alarms, ids, policies, choose, doing } = work;
  if (ids.length === 0) return [];
  const whom = await WhomToTell.read(client, ESCALATION_ROLES, deps.places.districtOf);
  const claimed = new Map(alarms.map((alarm) => [alarm.id, alarm]));
  const taken: ToldStep[] = [];
  const decide = (alarm: StoredAlarm) => {
    const { taken: before, titleZh } = claimed.get(alarm.id)!;
    const { condition, annunciatedAt } = alarm;
    const { scope, policy } = policyFor(scopesAround(alarm), policies);
    const seen = {
      state: stateOf(condition),
      priority: condition.priority,
      annunciatedAt,
      escalated: before,
    };
    const chosen = choose(seen, policy, alarm);
    if (typeof chosen === 'string') return { ok: false as const, reason: chosen };
    const steps = chosen.map((due): ToldStep => ({
      alarm,
      titleZh,
      due,
      steps: policy[condition.priority].length,
      policy: scope,
      told: whom.of(due, alarm, doing.now),
    }));
    taken.push(...steps);
    const details = steps.map((step) => detailOf(step, deps.mailing));
    return escalate(alarm, { taken: before + steps.length, details }, doing);
  };
  const outcomes = await changeAlarms(client, { ids }, decide, doing);
  await noteSteps(client, taken.map(rowOf), new Date(doing.now));
  if (deps.mailing) await addMails(client, mailsOf(taken, { ...deps, calendars: whom.calendars, doing }));
  return outcomes;
}

function rowOf({ alarm, due, told }: ToldStep): TakenStep {
  return {
    alarmId: alarm.id,
    annunciation: alarm.condition.annunciation,
    step: due.index,
    target: due.step.to,
    recipients: (told?.people ?? []).map(({ id, name }) => ({ id, name })),
  };
}

/** Why an alarm, of which the call `annunciation` was seen, has nothing to be escalated. */
function refusalOf({ condition }: StoredAlarm, annunciation: number): AlarmDeedRefusal | null {
  if (suppressedOrShelved(condition)) return 'kept-from-view';
  const state = stateOf(condition);
  if (state === 'normal') return 'normal';
  if (!awaitsAcknowledgement(state)) return 'already-acknowledged';
  return annunciation === condition.annunciation ? null : 'annunciated-since';
}

function tell(announce: Announce, outcomes: readonly AlarmOutcome[]): void {
  const changed = outcomes.flatMap((outcome) => (outcome.ok ? outcome.alarm : []));
  announce(changed.map((alarm) => ({ subject: 'alarms', scope: placeOfAlarm(alarm), keys: [alarm.id] })));
}
