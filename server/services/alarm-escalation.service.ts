import type { AlarmDeedResult } from '../../shared/contract/alarms.ts';
import { escalateByHand, type EscalationDeps } from '../../shared/platform/escalation/escalate.ts';
import type { Caller } from '../access/caller.ts';
import { refusalOf, type AlarmDeeds, type NamedAlarm } from './alarm-deeds.service.ts';

/** Takes the next step of an alarm's escalation before its time, because a person says so. */
export class AlarmEscalation {
  readonly #deps: EscalationDeps & { deeds: AlarmDeeds };

  constructor(deps: EscalationDeps & { deeds: AlarmDeeds }) {
    this.#deps = deps;
  }

  async escalate(caller: Caller, alarms: readonly NamedAlarm[], reason: string): Promise<AlarmDeedResult> {
    const { id, name } = caller.identity;
    const outcomes = await escalateByHand(this.#deps, {
      alarms,
      by: { id, name },
      reason,
      refuse: (alarm) => refusalOf(caller, 'alarms.acknowledge', alarm),
    });
    return this.#deps.deeds.answer(outcomes);
  }
}
