import type { VersionedDeclaration } from '../declaration.ts';
import { assessDeclaration, type DecidingRuleset } from './assess.ts';
import type { Channel } from './channel.ts';
import { codedHits, decisionLine, type CodedHit, type DecisionLine } from './decision-line.ts';
import type { KeptExplanation } from './explain.ts';

/** A decision as it was kept, with what it was made from. */
export interface KeptDecision {
  declaration: VersionedDeclaration;
  channel: Channel;
  score: number;
  reasons: readonly string[];
  rulesetVersion: number;
  explanation: KeptExplanation;
  /** In any order, those in shadow too. */
  hits: readonly CodedHit[];
}

/** One respect in which a decision came out otherwise; absent is null. */
export interface DecisionDifference {
  field: string;
  stored: unknown;
  reexecuted: unknown;
}

export interface ReExecution {
  stored: DecisionLine;
  reexecuted: DecisionLine;
  identical: boolean;
  differences: DecisionDifference[];
}

/**
 * Makes a decision anew from the declaration, the facts, the value drawn and the regulation that were kept, and
 * compares it with the one kept in every respect: the line that is printed, hits in shadow, failures, and the grounds.
 */
export function reExecute(kept: KeptDecision, ruleset: DecidingRuleset): ReExecution {
  const { declaration, explanation, rulesetVersion } = kept;
  const { facts, draw, regulation = null } = explanation;
  const { hits, errors, decision } = assessDeclaration(ruleset, declaration, facts, draw.value, regulation);
  const stored = decisionLine(declaration, kept, kept.hits, rulesetVersion);
  const reexecuted = decisionLine(declaration, decision, codedHits(hits), rulesetVersion);
  const before: Record<string, unknown> = {
    ...stored,
    shadowHits: inShadow(kept.hits),
    failed: (explanation.errors ?? []).map(({ profile }) => profile),
    ...groundsOf(explanation),
  };
  const after: Record<string, unknown> = {
    ...reexecuted,
    shadowHits: inShadow(codedHits(hits)),
    failed: errors.map(({ profile }) => profile.code),
    ...groundsOf(decision),
  };
  const differences = Object.keys(before)
    .filter((field) => sorted(before[field]) !== sorted(after[field]))
    .map((field) => ({ field, stored: before[field], reexecuted: after[field] }));
  return { stored, reexecuted, identical: differences.length === 0, differences };
}

function groundsOf(grounds: Omit<KeptExplanation, 'facts' | 'errors'>) {
  const { floor, candidate, thresholds, draw, nationalRed = null, regulation = null } = grounds;
  return { floor, candidate, thresholds, draw, nationalRed, regulation };
}

function inShadow(hits: readonly CodedHit[]) {
  return hits
    .filter(({ shadow }) => shadow)
    .toSorted((a, b) => (a.profile < b.profile ? -1 : 1))
    .map(({ profile, items }) => ({ profile, items }));
}

/** As JSON, in which the order of keys says nothing. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, held: unknown) =>
    typeof held === 'object' && held !== null && !Array.isArray(held)
      ? Object.fromEntries(Object.entries(held).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : held,
  );
}
