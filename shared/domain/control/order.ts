import type { Channel } from '../channel/channel.ts';
import type { ReasonCode } from '../channel/reason.ts';
import type { Guidance, Profile } from '../targeting/profile.ts';
import type { Hit } from '../targeting/ruleset-matcher.ts';

/** What a control order is made from: a decision and the hits behind it. */
export interface OrderInput {
  channel: Channel;
  reasons: readonly ReasonCode[];
  hits: readonly Hit[];
}

/** One thing for the site officer to do. */
export interface Instruction {
  source: 'profile' | 'random-selection' | 'evaluation-error' | 'capacity-yielded' | 'score' | 're-routing';
  /** Code and title of the profile; null for the other sources. */
  profile: string | null;
  title: string | null;
  /** itemNos to look at, ascending; empty means the whole declaration. */
  items: number[];
  /** At least one language. */
  guidance: Guidance;
}

/** What a site officer must do with a red or orange declaration. Never without an instruction. */
export interface ControlOrder {
  channel: Exclude<Channel, 'green'>;
  instructions: Instruction[];
}

const GUIDANCE = {
  'random-selection': {
    en: 'Selected at random. Inspect the whole consignment and record what you find, also when everything conforms.',
    zh: '随机布控命中。请对整批货物实施查验,如实记录查验结果;未发现异常的也应记录。',
  },
  'evaluation-error': {
    en: 'A risk profile could not be evaluated. Check documents and data by hand before release.',
    zh: '有风险参数未能完成判别。放行前请人工审核单证及申报数据。',
  },
  'capacity-yielded': {
    en: 'The risk calls for an inspection, and the inspections of this house went to higher risks. Check documents and data with care, and inspect the goods where a doubt remains.',
    zh: '该票风险已达查验标准,因本关查验力量优先用于更高风险而转为审核。请仔细审核单证及数据,仍有疑点的,应实施查验。',
  },
  score: {
    en: 'The risk score calls for a check. Compare the declaration with its documents.',
    zh: '风险分值达到审核标准。请核对申报内容与随附单证。',
  },
} as const satisfies Record<string, Guidance>;

/** Guidance for profiles that come without their own. */
const PROFILE_GUIDANCE = {
  red: { en: 'Inspect the goods for this risk.', zh: '请针对该风险实施查验。' },
  orange: { en: 'Check documents and data for this risk.', zh: '请针对该风险审核单证及数据。' },
} as const satisfies Record<'red' | 'orange', Guidance>;

const WEIGHT: Record<Profile['channel'], number> = { red: 2, orange: 1, none: 0 };

/** The control order of a decision, the weightiest instruction first; null for green. Shadow hits order nothing. */
export function orderControl({ channel, reasons, hits }: OrderInput): ControlOrder | null {
  if (channel === 'green') return null;
  const instructions = hits
    .filter(({ shadow }) => !shadow)
    .toSorted((a, b) => byWeight(a.profile, b.profile))
    .map((hit) => instructionOf(hit, channel));
  if (reasons.includes('capacity-yielded')) instructions.unshift(fixed('capacity-yielded'));
  if (reasons.includes('random-selection')) instructions.push(fixed('random-selection'));
  if (reasons.includes('evaluation-error')) instructions.push(fixed('evaluation-error'));
  // A threshold of 0 sends a declaration to a check without any hit.
  if (instructions.length === 0) instructions.push(fixed('score'));
  return { channel, instructions };
}

function instructionOf({ profile, items }: Hit, channel: 'red' | 'orange'): Instruction {
  const { en, zh } = profile.guidance ?? {};
  // In an orange order, a profile that asks for red has yielded to the capacity of the house.
  const asked = profile.channel === 'none' || channel === 'orange' ? channel : profile.channel;
  const fallback = PROFILE_GUIDANCE[asked];
  return {
    source: 'profile',
    profile: profile.code,
    title: profile.title,
    items,
    guidance: en === undefined && zh === undefined ? fallback : { ...profile.guidance },
  };
}

function fixed(source: keyof typeof GUIDANCE): Instruction {
  return { source, profile: null, title: null, items: [], guidance: GUIDANCE[source] };
}

function byWeight(a: Profile, b: Profile): number {
  if (a.mandatory !== b.mandatory) return a.mandatory ? -1 : 1;
  const weight = WEIGHT[b.channel] - WEIGHT[a.channel] || b.score - a.score;
  return weight !== 0 ? weight : a.code < b.code ? -1 : 1;
}
