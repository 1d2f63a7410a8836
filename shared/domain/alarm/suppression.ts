import type { AlarmPriority } from '../targeting/profile.ts';
import type { AlarmType } from './definition.ts';

/** What of an alarm says whether it suppresses others, or is suppressed by them. Instants in ms. */
export interface SuppressibleAlarm {
  type: AlarmType;
  priority: AlarmPriority;
  activeState: boolean;
  /** When its cause was last gone; null for one that is there, or was never gone. */
  clearedAt: number | null;
  suppressedState: boolean;
  customsHouse: string | null;
}

interface Consequence {
  /** Alarms that follow from it. */
  of: (alarm: SuppressibleAlarm) => boolean;
  types: readonly AlarmType[];
  /** Only at the house of the cause; a cause of the nation as a whole is everywhere. */
  sameHouse: boolean;
}

const DROPS: readonly AlarmType[] = ['declarations-drop', 'hits-drop', 'reds-drop'];
/** After a disturbance what was held up comes at once: a surge follows from it, too. */
const FLOW: readonly AlarmType[] = [...DROPS, 'declarations-surge', 'hits-surge', 'reds-surge'];

const CONSEQUENCES: readonly Consequence[] = [
  {
    // Not of failing batches: one bad declaration in one of them holds up nothing else.
    of: ({ type }) => type === 'worker-lost',
    types: [...FLOW, 'house-silent', 'decision-latency'],
    sameHouse: false,
  },
  {
    // Full: nothing more is accepted.
    of: ({ type, priority }) => type === 'intake-backlog' && priority === 'critical',
    types: [...FLOW, 'house-silent', 'decision-latency'],
    sameHouse: false,
  },
  {
    of: ({ type }) => type === 'house-silent',
    types: [...DROPS, 'house-silent'],
    sameHouse: true,
  },
];

/** What is measured over a time shows a cause for as long after it is gone, minutes. */
const LINGERS: Partial<Record<AlarmType, number>> = {
  'house-silent': 10,
  'decision-latency': 2,
  ...Object.fromEntries(FLOW.map((type) => [type, 60])),
};

/** No cause explains anything for longer after it is gone, ms. */
export const LONGEST_LINGERING_MS = 60 * 60_000;

/** Types that can be suppressed by design, and those that suppress. */
export const SUPPRESSIBLE: readonly AlarmType[] = [...FLOW, 'house-silent', 'decision-latency'];
export const SUPPRESSING: readonly AlarmType[] = ['worker-lost', 'intake-backlog', 'house-silent'];

/**
 * Whether an alarm only follows from another that stands, or stood until a while ago: ISA-18.2 calls it suppressed by
 * design. A house's silence explains that its flow drops; one of the whole nation, also the silence of its houses.
 */
export function followsFromAnother(
  alarm: SuppressibleAlarm,
  others: readonly SuppressibleAlarm[],
  now: number,
): boolean {
  return others.some(
    (cause) =>
      cause !== alarm &&
      CONSEQUENCES.some(
        ({ of, types, sameHouse }) =>
          of(cause) &&
          types.includes(alarm.type) &&
          (!sameHouse || atHouseOf(cause, alarm)) &&
          explainsStill(cause, alarm, now),
      ),
  );
}

function atHouseOf(cause: SuppressibleAlarm, alarm: SuppressibleAlarm): boolean {
  if (cause.customsHouse === null) return alarm.customsHouse !== null;
  // The silence of one house explains its flow, not itself.
  return cause.customsHouse === alarm.customsHouse && alarm.type !== 'house-silent';
}

function explainsStill(cause: SuppressibleAlarm, alarm: SuppressibleAlarm, now: number): boolean {
  if (cause.activeState) return true;
  const lingers = (LINGERS[alarm.type] ?? 0) * 60_000;
  return cause.clearedAt !== null && now - cause.clearedAt < lingers;
}

/** What has to be done about each alarm, by its position, where `others` are there; null where it is as it should be. */
export function suppressionSteps(
  alarms: readonly SuppressibleAlarm[],
  now: number,
  others: readonly SuppressibleAlarm[] = alarms,
): ('suppress' | 'unsuppress' | null)[] {
  // Few causes, many consequences.
  const causes = others.filter(({ type }) => SUPPRESSING.includes(type));
  return alarms.map((alarm) => {
    const follows = SUPPRESSIBLE.includes(alarm.type) && followsFromAnother(alarm, causes, now);
    if (follows === alarm.suppressedState) return null;
    return follows ? 'suppress' : 'unsuppress';
  });
}
