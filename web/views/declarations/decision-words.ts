import type { ChannelChangeFault, HeldCondition } from '../../../shared/contract/decisions.ts';
import { MASK } from '../../../shared/domain/access/personal-data.ts';
import type { Explanation } from '../../../shared/domain/channel/explain.ts';
import type { EnrichedFacts } from '../../../shared/domain/targeting/facts.ts';
import type { FieldName } from '../../../shared/domain/targeting/fields.ts';
import type { MissReport } from '../../../shared/domain/targeting/nearest-miss.ts';
import { m } from '../../paraglide/messages.js';
import { formatCount } from '../../ui/format.ts';
import { CHANNEL_WORDS, type Word } from '../../ui/words.ts';
import {
  conditionWords,
  exactNumber,
  valueWords,
  type ValueNames,
} from '../profiles/editor/condition-words.ts';
import { fieldLabel } from './words.ts';

/** One step of a decision: what it looks at, and what it came to. */
export interface StepText {
  title: string;
  lines: string[];
}

const join = (texts: readonly string[]) => texts.join(m.common_list_comma());

/** The five steps of a decision in words. */
export function stepTexts({ floor, candidate, draw, regulation, result }: Explanation): StepText[] {
  const channelName = (channel: keyof typeof CHANNEL_WORDS) => CHANNEL_WORDS[channel].name();
  const floors = [
    floor.profiles.length > 0 &&
      m.decision_floor_profiles({ channel: channelName(floor.channel), profiles: join(floor.profiles) }),
    floor.failed.length > 0 && m.decision_floor_failed({ profiles: join(floor.failed) }),
  ].filter((text) => text !== false);
  const instructed =
    candidate.profiles.length === 0
      ? m.decision_instructed_none()
      : m.decision_instructed({
          channel: channelName(candidate.instructed),
          profiles: join(candidate.profiles),
        });
  const shift =
    candidate.shift === 0
      ? []
      : [
          m.decision_shift({
            class: candidate.creditClass ?? '',
            points: `${candidate.shift > 0 ? '+' : ''}${exactNumber(candidate.shift)}`,
          }),
        ];
  const drawn = {
    value: exactNumber(Number(draw.value.toFixed(6))),
    stratum: draw.stratum,
    rate: exactNumber(Number((draw.rate * 100).toFixed(4))),
  };
  return [
    { title: m.decision_step_floor(), lines: floors.length === 0 ? [m.decision_floor_none()] : floors },
    { title: m.decision_step_candidate(), lines: [instructed, scoreText(candidate), ...shift] },
    {
      title: m.decision_step_draw(),
      lines: [draw.selected ? m.decision_draw_selected(drawn) : m.decision_draw_not(drawn)],
    },
    { title: m.decision_step_regulation(), lines: regulationTexts(regulation) },
    { title: m.decision_step_result(), lines: [resultText(result)] },
  ];
}

function scoreText({ score, thresholds }: Explanation['candidate']): string {
  const told = {
    score: exactNumber(score),
    red: exactNumber(thresholds.red),
    orange: exactNumber(thresholds.orange),
  };
  if (!(score < thresholds.red)) return m.decision_score_red(told);
  return score < thresholds.orange ? m.decision_score_below(told) : m.decision_score_orange(told);
}

function regulationTexts(regulation: Explanation['regulation']): string[] {
  if (regulation === null) return [m.decision_regulation_none()];
  const { yields, lower, nationalScore } = regulation;
  const threshold = exactNumber(regulation.threshold);
  const outcome = yields
    ? m.decision_regulation_yields({ threshold })
    : m.decision_regulation_stays({ threshold });
  if (lower) return [outcome, m.decision_regulation_lower()];
  if (nationalScore === null) return [outcome];
  return [outcome, m.decision_regulation_national({ score: exactNumber(nationalScore) })];
}

const STEP_TITLES: Record<Explanation['result']['by'][number], Word> = {
  floor: m.decision_step_floor,
  candidate: m.decision_step_candidate,
  draw: m.decision_step_draw,
  regulation: m.decision_step_regulation,
};

function resultText({ by }: Explanation['result']): string {
  if (by.length === 0) return m.decision_result_green();
  return m.decision_result_by({ steps: join(by.map((step) => STEP_TITLES[step]())) });
}

const COUNT_WORDS: Record<keyof MissReport['counts'], Word> = {
  profiles: m.decision_profiles_all,
  outOfForce: m.decision_out_of_force,
  outOfScope: m.decision_out_of_scope,
  shadow: m.decision_in_shadow,
  hits: m.decision_hits,
  lackedOne: m.decision_lacked_one,
  lackedMore: m.decision_lacked_more,
  failed: m.decision_failed,
  notReached: m.decision_not_reached,
};

/** What became of the profiles of the ruleset, without what none of them came to. */
export function countFacts(counts: MissReport['counts']): { label: string; value: string }[] {
  return Object.entries(COUNT_WORDS).flatMap(([name, word]) => {
    const count = counts[name as keyof MissReport['counts']];
    return count === 0 && name !== 'profiles' ? [] : { label: word(), value: formatCount(count) };
  });
}

const FACT_FIELDS: Record<Exclude<keyof EnrichedFacts, 'priceRatio'>, FieldName> = {
  district: 'district',
  creditClass: 'trader.creditClass',
  firstSeenDays: 'trader.firstSeenDays',
  declarations24h: 'trader.declarations24h',
  discrepancies365d: 'trader.discrepancies365d',
};

/** The facts that were looked up, as far as they were known. */
export function knownFacts(facts: EnrichedFacts): { label: string; value: string }[] {
  const header = Object.entries(FACT_FIELDS).flatMap(([name, field]) => {
    const value = facts[name as keyof typeof FACT_FIELDS];
    return value === undefined ? [] : { label: fieldLabel(field), value: textOf(value) };
  });
  const ratios = Object.entries(facts.priceRatio ?? {}).map(([item, ratio]) => ({
    label: `${fieldLabel('item.priceRatio')} (${m.decision_item({ item })})`,
    value: exactNumber(Number(ratio.toFixed(3))),
  }));
  return [...header, ...ratios];
}

const textOf = (value: string | number) => (typeof value === 'number' ? exactNumber(value) : value);

/** A condition in words, and how many values of it are left out. */
export function shownConditionText({ condition, valuesLeftOut }: HeldCondition, names: ValueNames): string {
  const words = conditionWords(condition, names);
  return valuesLeftOut === 0
    ? words
    : m.decision_values_more({ condition: words, count: formatCount(valuesLeftOut) });
}

/** What a condition saw; null for a `not`, which sees nothing by itself. */
export function factText({ condition, fact }: HeldCondition, names: ValueNames): string | null {
  if (!('field' in condition)) return null;
  if (fact === null) return m.decision_absent();
  if (fact === MASK) return m.enquiry_masked();
  if (Array.isArray(fact)) return join(fact);
  // A quotient has more digits than anybody compares with.
  const told = typeof fact === 'number' ? Number(fact.toPrecision(8)) : fact;
  return valueWords(condition.field, condition.op, told, names);
}

/** What a condition saw, as it stands behind the condition; null where there is nothing to tell. */
export function foundText(held: HeldCondition, names: ValueNames): string | null {
  const fact = factText(held, names);
  if (fact === null) return held.itemNo === null ? null : m.decision_item({ item: held.itemNo });
  return held.itemNo === null
    ? m.decision_found({ fact })
    : m.decision_found_item({ fact, item: held.itemNo });
}

const FAULT_WORDS: Record<ChannelChangeFault, Word> = {
  'unknown-declaration': m.decision_fault_unknown,
  'outside-scope': m.decision_fault_outside,
  'named-twice': m.decision_fault_twice,
  'not-decided': m.decision_fault_not_decided,
  amended: m.decision_fault_amended,
  'same-channel': m.decision_fault_same,
  'below-floor': m.decision_fault_floor,
  drawn: m.decision_fault_drawn,
  inspected: m.decision_fault_inspected,
};

/** Why a declaration cannot be re-routed. */
export function faultText(fault: ChannelChangeFault): string {
  return FAULT_WORDS[fault]();
}

/** What the codes of refused questions about decisions mean to a reader. */
export const DECISION_ERRORS = {
  'not-decided': m.enquiry_waiting,
  'ruleset-unknown': m.decision_error_ruleset,
  'not-rerouted': m.decision_error_refused,
  'unknown-declaration': m.enquiry_error_unknown,
} as const;
