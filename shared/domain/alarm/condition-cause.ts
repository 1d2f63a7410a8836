import type { FlowAlarmType } from './flow.ts';
import type { AlarmDetail } from './record.ts';
import { faultCause, SYSTEM_FAULTS } from './system-fault.ts';

/** Alarms whose cause is a measured condition of a customs house; silence also of the nation. */
export type HouseCondition = FlowAlarmType | 'house-silent' | 'inspection-backlog' | 'orders-unanswered';

/** Alarms whose cause is measured. */
export type MeasuredType = HouseCondition | 'intake-backlog' | 'decision-latency' | 'worker-lost';

/** Cause key of a measured condition at a house; of the nation, or of the system, where that is null. */
export function conditionCause(type: MeasuredType, house: string | null): string {
  const fault = SYSTEM_FAULTS.find((name) => name === type);
  if (fault !== undefined) return faultCause(fault);
  return `${type}@${house === null ? 'national' : `house:${house}`}`;
}

const TITLES: Record<MeasuredType, (detail: AlarmDetail) => string> = {
  'declarations-surge': (detail) => `Far more declarations than usual${flow(detail)}`,
  'declarations-drop': (detail) => `Far fewer declarations than usual${flow(detail)}`,
  'hits-surge': (detail) => `Far more hits than usual${flow(detail)}`,
  'hits-drop': (detail) => `Far fewer hits than usual${flow(detail)}`,
  'reds-surge': (detail) => `Far more reds than usual${flow(detail)}`,
  'reds-drop': (detail) => `Far fewer reds than usual${flow(detail)}`,
  'house-silent': ({ minutes, expected }) => `No declaration for ${minutes} min; ${expected} would be usual`,
  'inspection-backlog': ({ observed, limit }) =>
    `Inspection backlog: ${observed} red orders open, ${limit} a day can be done`,
  'orders-unanswered': ({ observed, minutes }) =>
    `Control orders unanswered: ${observed}, the oldest ${minutes} min past its time`,
  'intake-backlog': ({ observed, limit }) =>
    `Intake backlog: ${observed} declarations wait, of ${limit} at most`,
  'decision-latency': ({ p99, limit }) => `Decisions late: 99 % within ${p99} ms, ${limit} ms at most`,
  'worker-lost': ({ seconds }) => `No worker decides: no heartbeat for ${seconds} s`,
};

function flow({ observed, expected, lower, upper }: AlarmDetail): string {
  return `: ${observed}, expected ${expected} (${lower}–${upper})`;
}

/** The title that an alarm is kept and sent on by, in English; views say it in the reader's language. */
export function conditionTitle(type: MeasuredType, detail: AlarmDetail): string {
  return TITLES[type](detail);
}
