import {
  MAX_NEAREST,
  MAX_OPERAND_VALUES,
  type ExplainedHit,
  type ExplainedMiss,
  type ExplanationView,
  type HeldCondition,
} from '../../shared/contract/decisions.ts';
import {
  isPersonalField,
  MASK,
  maskFact,
  maskTexts,
  maskVersion,
} from '../../shared/domain/access/personal-data.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import { explain, type KeptExplanation, type WeighedHit } from '../../shared/domain/channel/explain.ts';
import type { ReasonCode } from '../../shared/domain/channel/reason.ts';
import type { VersionedDeclaration } from '../../shared/domain/declaration.ts';
import type { Condition, Predicate } from '../../shared/domain/targeting/condition.ts';
import { mapPredicates, nodeAt } from '../../shared/domain/targeting/condition-nodes.ts';
import { parseInstant } from '../../shared/domain/targeting/instant.ts';
import type { NearestMiss } from '../../shared/domain/targeting/nearest-miss.ts';
import { policyAt } from '../../shared/domain/targeting/policy.ts';
import type { Profile } from '../../shared/domain/targeting/profile.ts';
import type { SeenFact } from '../../shared/domain/targeting/read-fact.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import type { KeptHit, KeptVersion } from '../../shared/platform/stores/decision.store.ts';
import { findDecided } from './kept-version.ts';
import type { Looker, LookUps } from './look-ups.service.ts';
import type { PastRuleset, RulesetLibrary } from './ruleset-library.ts';

interface ExplanationDeps {
  pool: Pool;
  rulesets: RulesetLibrary;
  lookUps: LookUps;
}

/**
 * Tells why a declaration has its channel, from what was kept of its decision and the ruleset of then. Conditions that
 * held are shown to people who may see the declaration, those that lacked but one to who may see profiles there.
 */
export async function explainDeclaration(
  deps: ExplanationDeps,
  looker: Looker,
  asked: { declarationNo: string; version: number | undefined; persons: 'masked' | 'shown' },
): Promise<ExplanationView> {
  const { caller } = looker;
  const { kept, ruleset } = await findDecided(deps, caller, asked);
  const scope: ScopeId = `house:${kept.customsHouse}`;
  const shown = asked.persons === 'shown' && caller.may('persons.view', scope);
  if (shown) {
    const trader = kept.declaration.trader.id;
    const { declarationNo } = asked;
    await deps.lookUps.record(looker, [{ trader, scope, via: 'declaration', declarationNo }]);
  }
  return viewOf(kept, ruleset, {
    masked: !shown,
    strike: shown ? (value) => value : (value) => maskTexts(value, kept.declaration),
    conditions: caller.identity.kind === 'person',
    profiles: caller.may('profiles.view', scope),
  });
}

/** What the reader may see. */
interface Sight {
  masked: boolean;
  /** Takes what is masked out of texts that repeat it. */
  strike: <T>(value: T) => T;
  conditions: boolean;
  profiles: boolean;
}

function viewOf(kept: KeptVersion, ruleset: PastRuleset, sight: Sight): ExplanationView {
  const { version, explanation, channel, score, reasons } = kept;
  const declaration: VersionedDeclaration = { ...kept.declaration, version };
  const { nearest, counts } = ruleset.misses.find(declaration, explanation.facts, MAX_NEAREST);
  const { facts, errors = [] } = sight.masked ? maskedExplanation(declaration, explanation) : explanation;
  return {
    declarationNo: declaration.declarationNo,
    version,
    persons: sight.masked ? 'masked' : 'shown',
    decidedAt: kept.decidedAt.toISOString(),
    ruleset: { version: ruleset.version, inForceFrom: ruleset.inForceFrom.toISOString() },
    facts,
    lookedAt: counts,
    steps: explain(
      { ...explanation, channel, score, reasons: reasons as ReasonCode[] },
      explanation,
      kept.hits.map((hit) => weighed(hit, ruleset)),
      policyAt(ruleset.policy, parseInstant(declaration.registeredAt)),
    ),
    hits: kept.hits.map((hit) => explainedHit(hit, ruleset, sight)),
    failed: errors,
    nearest: sight.profiles ? nearest.map((miss) => explainedMiss(miss, sight)) : null,
  };
}

function maskedExplanation(declaration: VersionedDeclaration, explanation: KeptExplanation): KeptExplanation {
  const version = { declaration, decision: { explanation }, hits: [], controlOrder: null };
  return maskVersion(version).decision.explanation;
}

function weighed({ profile, shadow, channel, score }: KeptHit, { profiles }: PastRuleset): WeighedHit {
  return { profile, shadow, channel, score, mandatory: profiles.get(profile)?.mandatory ?? false };
}

function explainedHit(hit: KeptHit, { profiles }: PastRuleset, sight: Sight): ExplainedHit {
  const profile = profiles.get(hit.profile);
  const { shadow, items } = hit;
  const because = sight.conditions && profile !== undefined ? heldOf(hit, profile, sight) : [];
  return {
    profile: hit.profile,
    profileVersion: hit.profileVersion,
    ...titlesOf(profile, sight),
    channel: hit.channel,
    mandatory: profile?.mandatory ?? false,
    score: hit.score,
    shadow,
    items,
    because: because.length === 0 ? null : because,
  };
}

function heldOf({ because }: KeptHit, { when }: Profile, sight: Sight): HeldCondition[] {
  return because.flatMap(({ path, fact, itemNo }) => {
    const node = nodeAt(when, path);
    return node === null ? [] : held(node, { path, fact, itemNo }, sight);
  });
}

function explainedMiss({ profile, lack }: NearestMiss, sight: Sight): ExplainedMiss {
  const { path, fact, itemNo, wanted, alternatives, ...predicate } = lack;
  return {
    profile: profile.code,
    profileVersion: profile.version,
    ...titlesOf(profile, sight),
    channel: profile.channel,
    mandatory: profile.mandatory,
    score: profile.score,
    lacked: held(predicate, { path, fact, itemNo }, sight),
    wanted,
    alternatives,
  };
}

function titlesOf(profile: Profile | undefined, { strike }: Sight): Pick<ExplainedHit, 'title' | 'titleZh'> {
  return strike({ title: profile?.title ?? null, titleZh: profile?.titleZh ?? null });
}

/** Where the fact is masked so is the operand: that the two are the same, or are not, would tell it. */
function held(
  node: Condition,
  { path, fact, itemNo }: { path: string; fact: SeenFact; itemNo?: number | undefined },
  { masked, strike }: Sight,
): HeldCondition {
  let valuesLeftOut = 0;
  const condition = mapPredicates(node, (predicate): Predicate => {
    const { field, value } = predicate;
    if (value === undefined) return predicate;
    if (masked && isPersonalField(field)) return { ...predicate, value: MASK };
    if (!Array.isArray(value)) return { ...predicate, value: strike(value) };
    valuesLeftOut += Math.max(0, value.length - MAX_OPERAND_VALUES);
    return { ...predicate, value: strike(value.slice(0, MAX_OPERAND_VALUES) as unknown[]) };
  });
  const seen = masked && 'field' in node ? (maskFact(node.field, fact) as SeenFact) : fact;
  return { path, condition, valuesLeftOut, fact: strike(seen), itemNo: itemNo ?? null };
}
