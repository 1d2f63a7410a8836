import type { ChannelDecision } from '../../shared/domain/channel/decide.ts';
import type { ControlOrder } from '../../shared/domain/control/order.ts';
import type { VersionedDeclaration } from '../../shared/domain/declaration.ts';
import type { EnrichedFacts } from '../../shared/domain/targeting/facts.ts';
import type { MatchResult } from '../../shared/domain/targeting/ruleset-matcher.ts';
import type { HitRecord } from './hit-records.ts';

/** A declaration on its way through the pipeline, with what was known of it before. */
export interface Enriched {
  declaration: VersionedDeclaration;
  /** Canonical JSON as accepted, without the version. */
  json: string;
  facts: EnrichedFacts;
}

/** A declaration targeted and decided; its decision is open while the capacity of its house is not asked. */
export interface Assessed extends Enriched, MatchResult {
  decision: ChannelDecision;
}

/** A declaration at the end of the pipeline, with all that follows from its decision. */
export interface Decided extends Assessed {
  hits: HitRecord[];
  /** Null for green. */
  order: ControlOrder | null;
}
