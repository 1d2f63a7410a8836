import { createSecretKey } from 'node:crypto';
import type { Fault } from '../../shared/contract/declaration.schema.ts';
import { assessDeclaration, compileDecidingRuleset } from '../../shared/domain/channel/assess.ts';
import { codedHits, decisionLine, type DecisionLine } from '../../shared/domain/channel/decision-line.ts';
import type { Ruleset } from '../../shared/domain/targeting/profile.ts';
import { drawValue } from '../../shared/platform/draw.ts';
import { readDeclaration } from './read-declaration.ts';

export type LineResult = { ok: true; decision: DecisionLine } | { ok: false; faults: Fault[] };

/** Decides one line after another under a checked ruleset. Draws with the policy's salt, where it has one. */
export function createAssess(ruleset: Ruleset): (line: string) => LineResult {
  const compiled = compileDecidingRuleset(ruleset);
  const { salt } = ruleset.policy;
  const key = salt === undefined ? null : createSecretKey(Buffer.from(salt, 'utf8'));
  return (line) => {
    const read = readDeclaration(line);
    if (!read.ok) return read;
    const { declaration, facts } = read;
    const drawn = key === null ? null : drawValue(key, declaration.declarationNo, declaration.version);
    const { hits, decision } = assessDeclaration(compiled, declaration, facts, drawn);
    return { ok: true, decision: decisionLine(declaration, decision, codedHits(hits), null) };
  };
}
