import type { AlarmDeedRefusal, AlarmDeedResult, RefusedAlarm } from '../../shared/contract/alarms.ts';
import type { Announce } from '../../shared/contract/changes.ts';
import type { Right } from '../../shared/domain/access/right.ts';
import { placeOfAlarm } from '../../shared/domain/alarm/place.ts';
import {
  act,
  calledSince,
  quarantine,
  remark,
  resolve,
  type AlarmChange,
  type AlarmDoing,
} from '../../shared/domain/alarm/record.ts';
import { inTransaction, type Client, type Pool } from '../../shared/platform/db/pool.ts';
import { changeAlarms, type AlarmOutcome } from '../../shared/platform/stores/alarm.store.ts';
import { readAuthors } from '../../shared/platform/stores/alarm-member.store.ts';
import type { StoredAlarm } from '../../shared/platform/stores/alarm-row.store.ts';
import type { Caller } from '../access/caller.ts';
import type { AlarmEnquiry } from './alarm-enquiry.service.ts';

/** An alarm as somebody saw it, who now does something to it. */
export interface NamedAlarm {
  id: string;
  /** The call that was seen. */
  annunciation: number;
}

/** What a deed makes of an alarm, under its lock. */
export type Decide = (alarm: StoredAlarm, doing: AlarmDoing) => AlarmChange<AlarmDeedRefusal>;

/** Whether a caller may do something to an alarm that they may see. */
export type Allowed = Right | ((alarm: StoredAlarm) => boolean);

/**
 * Does what people do to alarms: to each of those named by itself and in one transaction, with its event. What is
 * refused is told with why and who was faster; whoever follows the alarms hears of the rest after the commit.
 */
export class AlarmDeeds {
  readonly #deps: { pool: Pool; announce: Announce; enquiry: AlarmEnquiry };

  constructor(deps: { pool: Pool; announce: Announce; enquiry: AlarmEnquiry }) {
    this.#deps = deps;
  }

  /** Says that calls were seen. */
  acknowledge(caller: Caller, named: readonly NamedAlarm[], comment: string): Promise<AlarmDeedResult> {
    const calls = callsOf(named);
    return this.do(caller, 'alarms.acknowledge', [...calls.keys()], comment, (alarm, doing) =>
      act(alarm, { type: 'acknowledge', annunciation: calls.get(alarm.id)! }, doing),
    );
  }

  /** Says that they are over. */
  resolve(caller: Caller, named: readonly NamedAlarm[], comment: string): Promise<AlarmDeedResult> {
    return this.#seen(caller, 'alarms.acknowledge', named, comment, (alarm, doing) =>
      resolve(alarm, alarm.condition.annunciation, doing),
    );
  }

  /** Hides them for a time. */
  shelve(
    caller: Caller,
    named: readonly NamedAlarm[],
    { minutes, reason }: { minutes: number; reason: string },
  ): Promise<AlarmDeedResult> {
    return this.#seen(caller, 'alarms.shelve', named, reason, (alarm, doing) =>
      act(alarm, { type: 'timed-shelve', until: doing.now + minutes * 60_000 }, doing),
    );
  }

  unshelve(caller: Caller, named: readonly NamedAlarm[], reason: string): Promise<AlarmDeedResult> {
    return this.do(caller, 'alarms.shelve', [...callsOf(named).keys()], reason, (alarm, doing) =>
      act(alarm, { type: 'unshelve' }, doing),
    );
  }

  /** Takes them out of service. */
  remove(caller: Caller, named: readonly NamedAlarm[], reason: string): Promise<AlarmDeedResult> {
    return this.#seen(caller, 'alarms.shelve', named, reason, (alarm, doing) =>
      act(alarm, { type: 'remove-from-service' }, doing),
    );
  }

  /** Brings them back to service: whoever may take them out, and the author whom they wait for. */
  return(caller: Caller, named: readonly NamedAlarm[], reason: string): Promise<AlarmDeedResult> {
    const allowed = (alarm: StoredAlarm) =>
      caller.may('alarms.shelve', placeOfAlarm(alarm)) ||
      (alarm.quarantinedTo?.id === caller.identity.id && caller.may('profiles.edit', placeOfAlarm(alarm)));
    return this.do(caller, allowed, [...callsOf(named).keys()], reason, (alarm, doing) =>
      act(alarm, { type: 'place-in-service' }, doing),
    );
  }

  /** Takes them out of service until the authors of their profiles bring them back. */
  async quarantine(caller: Caller, named: readonly NamedAlarm[], reason: string): Promise<AlarmDeedResult> {
    const authors = await readAuthors(this.#deps.pool, [...callsOf(named).keys()]);
    return this.#seen(caller, 'alarms.shelve', named, reason, (alarm, doing) => {
      const author = authors.get(alarm.id);
      return author === undefined ? { ok: false, reason: 'no-author' } : quarantine(alarm, author, doing);
    });
  }

  /** Adds a comment to the history of one, over or not. */
  comment(caller: Caller, id: string, comment: string): Promise<AlarmDeedResult> {
    return this.do(caller, 'alarms.acknowledge', [id], comment, remark);
  }

  /** A deed about calls that were seen: one that has called again since is another matter. */
  #seen(
    caller: Caller,
    allowed: Allowed,
    named: readonly NamedAlarm[],
    comment: string,
    decide: Decide,
  ): Promise<AlarmDeedResult> {
    const calls = callsOf(named);
    return this.do(caller, allowed, [...calls.keys()], comment, (alarm, doing) =>
      calledSince(alarm, calls.get(alarm.id)!)
        ? { ok: false, reason: 'annunciated-since' }
        : decide(alarm, doing),
    );
  }

  /** Does one deed to each of some alarms; `check` may throw once all are decided, and nothing is done then. */
  async do(
    caller: Caller,
    allowed: Allowed,
    ids: readonly string[],
    comment: string,
    decide: Decide,
    check?: () => void,
  ): Promise<AlarmDeedResult> {
    const { pool, announce } = this.#deps;
    const { id, name } = caller.identity;
    const outcomes = await inTransaction(pool, async (client) => {
      const doing = { actor: { id, name }, comment: comment || null, now: await clock(client) };
      const made = await changeAlarms(
        client,
        { ids },
        (alarm) => {
          const refusal = refusalOf(caller, allowed, alarm);
          return refusal === null ? decide(alarm, doing) : { ok: false, reason: refusal };
        },
        doing,
      );
      check?.();
      return made;
    });
    const done = outcomes.flatMap((outcome) => (outcome.ok ? outcome.alarm : []));
    announce(
      [...Map.groupBy(done, placeOfAlarm)].map(([scope, alarms]) => {
        return { subject: 'alarms', scope, keys: alarms.map((alarm) => alarm.id) };
      }),
    );
    return this.answer(outcomes);
  }

  /** What is answered to a deed that was done. */
  async answer(outcomes: readonly AlarmOutcome[]): Promise<AlarmDeedResult> {
    const done = outcomes.flatMap((outcome) => (outcome.ok ? outcome.alarm : []));
    return { alarms: await this.#deps.enquiry.rows(done), refused: await this.#refused(outcomes) };
  }

  async #refused(outcomes: readonly AlarmOutcome[]): Promise<RefusedAlarm[]> {
    const refused = outcomes.filter((outcome) => !outcome.ok);
    const shown = refused.flatMap(({ reason, alarm }) =>
      reason === 'unknown' || alarm === null ? [] : alarm,
    );
    const rows = new Map((await this.#deps.enquiry.rows(shown)).map((row) => [row.id, row]));
    return refused.map(({ key, reason, last }) => {
      const alarm = rows.get(key) ?? null;
      return { id: key, reason, last: alarm === null || reason === 'not-allowed' ? null : last, alarm };
    });
  }
}

/** The calls by alarm; of an alarm that is named twice the last counts. */
function callsOf(named: readonly NamedAlarm[]): Map<string, number> {
  return new Map(named.map(({ id, annunciation }) => [id, annunciation]));
}

/** Why a caller may not do something to an alarm; what they may not see is not told from what is not there. */
export function refusalOf(
  caller: Caller,
  allowed: Allowed,
  alarm: StoredAlarm,
): 'unknown' | 'not-allowed' | null {
  const place = placeOfAlarm(alarm);
  if (!caller.may('alarms.view', place)) return 'unknown';
  const may = typeof allowed === 'string' ? caller.may(allowed, place) : allowed(alarm);
  return may ? null : 'not-allowed';
}

/** The database's clock, ms: everything that is kept of an alarm is told by it. */
async function clock(client: Client): Promise<number> {
  const { rows } = await client.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  return rows[0]!.now.getTime();
}
