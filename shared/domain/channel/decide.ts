import type { CreditClass } from '../declaration.ts';
import type { Policy } from '../targeting/profile.ts';
import type { EvaluationError, Hit } from '../targeting/ruleset-matcher.ts';
import { stricter, type Channel } from './channel.ts';
import type { ReasonCode } from './reason.ts';

/** Everything a channel decision depends on. */
export interface DecisionInput {
  hits: readonly Hit[];
  policy: Policy;
  creditClass?: CreditClass;
  /** The random draw: uniform in [0, 1), with the stratum it was made in and its rate (see `compileStrata`). */
  draw: { value: number; rate: number; stratum: string };
  /** Acting profiles that could not be evaluated; see `actingErrors`. */
  evaluationErrors: number;
  /** Those of them that are national; all, where this is left out. */
  nationalErrors?: number;
  /** What the capacity of the house leaves; absent or null: nothing yields. */
  regulation?: Regulation | null;
}

/** What a discretionary red was measured by. Scores are compared in whole points. */
export interface Regulation {
  /** Scores above stay, scores below yield. */
  threshold: number;
  /** Share of the scores at the threshold that stays, 0 to 1. */
  share: number;
  /** The declaration's place among its equals, uniform in [0, 1); it stays where it lies below `share`. */
  tie: number;
  /** The threshold is one for reds that lower levels alone cause: those get what the national ones leave. */
  lower?: true;
}

/** What a red weighs with the regulator: its score in points, or `certain` where nothing lowers it. */
export type RedWeight = 'certain' | number;

/** A channel with all that is needed to explain it and to reach it again. */
export interface ChannelDecision {
  channel: Channel;
  /** Sum of the acting hits' scores, 0 to 100. */
  score: number;
  reasons: ReasonCode[];
  /** What nothing lowers: mandatory profiles, and orange where an evaluation failed. */
  floor: Channel;
  /** What instructions and score ask for; a red that rests on it alone is discretionary. */
  candidate: Channel;
  /** The policy's thresholds as shifted by the trader's credit class. */
  thresholds: { red: number; orange: number };
  draw: { value: number; rate: number; stratum: string; selected: boolean };
  /** Of a red in which lower levels have a part: what it weighs by national profiles alone; `none` where it is no red. */
  nationalRed?: RedWeight | 'none';
  /** What the capacity regulator measured it by, where it did; kept so that the decision can be reached again. */
  regulation?: Regulation;
}

const MAX_SCORE = 100;

/** Evaluation errors that count for the channel: a profile in shadow never acts, not even by failing. */
export function actingErrors(errors: readonly EvaluationError[]): number {
  return errors.reduce((count, { shadow }) => (shadow ? count : count + 1), 0);
}

/**
 * Decides the channel: the strictest of floor, candidate (as regulated) and draw; no failure makes it green. Throws
 * RangeError for a draw outside [0, 1].
 */
export function decide(input: DecisionInput): ChannelDecision {
  const acting = input.hits.filter(({ shadow }) => !shadow);
  const reasons: ReasonCode[] = [];

  // Step 1: the floor.
  const mandatory = strictestInstruction(acting, true);
  const failed = input.evaluationErrors !== 0;
  const floor = failed ? stricter(mandatory, 'orange') : mandatory;
  if (mandatory !== 'green') reasons.push('mandatory-profile');

  // Step 2: the candidate.
  const instructed = strictestInstruction(acting, false);
  const score = scoreOf(acting);
  const thresholds = shiftedThresholds(input.policy, input.creditClass);
  const scored = channelOfScore(score, thresholds);
  const candidate = stricter(instructed, scored);
  if (instructed !== 'green') reasons.push('profile-instruction');
  if (scored !== 'green') reasons.push(scored === 'red' ? 'score-red' : 'score-orange');

  // Step 3: the random draw.
  const draw = drawn(input.draw);
  if (draw.selected) reasons.push('random-selection');
  if (failed) reasons.push('evaluation-error');
  const channel = stricter(stricter(floor, candidate), draw.selected ? 'red' : 'green');

  // Step 5: green is explained as well as red.
  if (channel === 'green') reasons.push(acting.length === 0 ? 'no-risk-found' : 'below-thresholds');
  const decision: ChannelDecision = { channel, score, reasons, floor, candidate, thresholds, draw };
  if (channel === 'red' && lowerTakePart(acting, input)) decision.nationalRed = nationalRed(acting, input);

  // Step 4 comes last: it looks at reds alone, and leads to orange at the lowest.
  return input.regulation ? regulated(decision, input.regulation) : decision;
}

/**
 * Whether a decision is a red that rests on instructions and score alone. Where a profile could not be evaluated it is
 * none: what failed might have been mandatory.
 */
export function isDiscretionary({ candidate, floor, draw, reasons }: ChannelDecision): boolean {
  return candidate === 'red' && floor !== 'red' && !draw.selected && !reasons.includes('evaluation-error');
}

/** What a red weighs before it is regulated, by all profiles and by the national ones alone. */
export function weightsOf(red: ChannelDecision): { all: RedWeight; national: RedWeight | 'none' } {
  const all = isDiscretionary(red) ? red.score : 'certain';
  return { all, national: red.nationalRed ?? all };
}

/** A decision as its house's capacity allows: a discretionary red that yields goes to orange, all else stays. */
export function regulated(decision: ChannelDecision, regulation: Regulation): ChannelDecision {
  if (!isDiscretionary(decision)) return decision;
  if (!yieldsAs(decision, regulation)) return { ...decision, regulation };
  const reasons: ReasonCode[] = [...decision.reasons, 'capacity-yielded'];
  return { ...decision, channel: 'orange', reasons, regulation };
}

/** A national red is measured by its national score: what lower levels add neither raises nor lowers it. */
function yieldsAs({ score, nationalRed: national }: ChannelDecision, regulation: Regulation): boolean {
  const lower = national === 'none';
  if (lower === (regulation.lower ?? false)) {
    return yieldsTo(regulation, typeof national === 'number' ? national : score);
  }
  // Another hit is tried with what the capacity left: a red of lower levels ranks after every national one.
  return lower && !(regulation.threshold === 0 && regulation.share >= 1);
}

/** Whether a discretionary red of this score yields, among its like. Written so that what is no number yields to nothing. */
export function yieldsTo({ threshold, share, tie }: Regulation, score: number): boolean {
  const points = Math.floor(score);
  return points < threshold || (points === threshold && tie >= share);
}

function lowerTakePart(
  acting: readonly Hit[],
  { evaluationErrors, nationalErrors }: Pick<DecisionInput, 'evaluationErrors' | 'nationalErrors'>,
): boolean {
  if (nationalErrors !== undefined && nationalErrors !== evaluationErrors) return true;
  return acting.some(({ profile }) => profile.level !== 'national');
}

function nationalRed(acting: readonly Hit[], input: DecisionInput): RedWeight | 'none' {
  const { policy, creditClass, draw, evaluationErrors, nationalErrors = evaluationErrors } = input;
  const alone = decide({
    hits: acting.filter(({ profile }) => profile.level === 'national'),
    policy,
    ...(creditClass !== undefined && { creditClass }),
    draw,
    evaluationErrors: nationalErrors,
  });
  return alone.channel === 'red' ? weightsOf(alone).all : 'none';
}

function strictestInstruction(hits: readonly Hit[], mandatory: boolean): Channel {
  let strictest: Channel = 'green';
  for (const { profile } of hits) {
    if (profile.mandatory === mandatory && profile.channel !== 'none')
      strictest = stricter(strictest, profile.channel);
  }
  return strictest;
}

function scoreOf(hits: readonly Hit[]): number {
  let score = 0;
  for (const { profile } of hits) score += profile.score;
  return Math.min(score, MAX_SCORE);
}

/** An unknown credit class shifts nothing. */
function shiftedThresholds({ thresholds, creditShift }: Policy, creditClass: CreditClass | undefined) {
  const shift =
    creditClass !== undefined && Object.hasOwn(creditShift, creditClass)
      ? (creditShift[creditClass] ?? 0)
      : 0;
  return { red: thresholds.red + shift, orange: thresholds.orange + shift };
}

/** Written as "not below", so that a score or threshold that is no number leads to the strict side. */
function channelOfScore(score: number, thresholds: { red: number; orange: number }): Channel {
  if (!(score < thresholds.red)) return 'red';
  return score < thresholds.orange ? 'green' : 'orange';
}

function drawn({ value, rate, stratum }: DecisionInput['draw']): ChannelDecision['draw'] {
  if (!(value >= 0 && value <= 1)) throw new RangeError('a draw lies between 0 and 1');
  return { value, rate, stratum, selected: !(value >= rate) || rate >= 1 };
}
