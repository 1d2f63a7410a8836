/** Why a declaration has its channel. A red or orange decision carries every reason that speaks for a check. */
export const REASON_CODES = [
  /** A mandatory profile set the floor. */
  'mandatory-profile',
  /** A profile that is not mandatory instructs red or orange. */
  'profile-instruction',
  /** The score reaches the red threshold. */
  'score-red',
  /** The score reaches the orange threshold, not the red one. */
  'score-orange',
  /** Drawn for inspection regardless of risk. */
  'random-selection',
  /** A profile could not be evaluated. */
  'evaluation-error',
  /** Orange: red by instruction or score, and its house's capacity was needed for higher scores. */
  'capacity-yielded',
  /** Green: profiles hit, but neither instruct nor reach a threshold. */
  'below-thresholds',
  /** Green: no profile hit. */
  'no-risk-found',
] as const;

export type ReasonCode = (typeof REASON_CODES)[number];
