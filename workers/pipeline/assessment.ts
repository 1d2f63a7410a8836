import type { ChannelDecision } from '../../shared/domain/channel/decide.ts';
import type { VersionedDeclaration } from '../../shared/domain/declaration.ts';
import type { EnrichedFacts } from '../../shared/domain/targeting/facts.ts';
import type { MatchResult } from '../../shared/domain/targeting/ruleset-matcher.ts';

/** A declaration on its way through the pipeline, with what was known of it before. */
export interface Enriched {
  declaration: VersionedDeclaration;
  /** Canonical JSON as accepted, without the version. */
  json: string;
  facts: EnrichedFacts;
}

/** A declaration at the end of the pipeline. */
export interface Assessed extends Enriched, MatchResult {
  decision: ChannelDecision;
}
