import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Policy } from '../../shared/domain/targeting/profile.ts';
import { declarationOf, profileOf, rulesetOf } from '../../shared/domain/targeting/sample.test-kit.ts';
import { createAssess } from './assess-line.ts';

const laptops = profileOf(
  { item: { field: 'item.hs6', op: 'eq', value: '847130' } },
  { code: 'HS-1', channel: 'orange', score: 25 },
);
const newTrader = profileOf(
  { field: 'trader.firstSeenDays', op: 'lt', value: 30 },
  { code: 'NEW-1', channel: 'red', score: 40 },
);

const ruleset = (policy: Partial<Policy> = {}) => {
  const plain = rulesetOf([newTrader, laptops]);
  return { ...plain, policy: { ...plain.policy, ...policy } };
};
const lineOf = (extra: object = {}) => JSON.stringify({ ...declarationOf(), ...extra });

function decided(line: string, policy: Partial<Policy> = {}) {
  const result = createAssess(ruleset(policy))(line);
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.decision;
}

function refused(line: string): string[] {
  const result = createAssess(ruleset())(line);
  return result.ok ? [] : result.faults.map(({ path }) => path);
}

it('prints a decision in the form of the API', () => {
  expect(decided(lineOf())).toEqual({
    declarationNo: 'D-1',
    version: 1,
    channel: 'orange',
    score: 25,
    reasons: ['profile-instruction'],
    hits: [{ profile: 'HS-1', items: [1] }],
    rulesetVersion: null,
  });
});

describe('facts', () => {
  it.each([
    ['by name', { 'trader.firstSeenDays': 3 }],
    ['nested', { trader: { firstSeenDays: 3 } }],
  ])('carried %s count, and hits are sorted by code', (_, facts) => {
    const { channel, hits } = decided(lineOf({ facts, version: 4 }));
    expect([channel, hits.map(({ profile }) => profile)]).toEqual(['red', ['HS-1', 'NEW-1']]);
  });

  it('that are not carried are absent', () => {
    expect(decided(lineOf({ facts: {} })).channel).toBe('orange');
  });

  it('of one item count on that item', () => {
    const cheap = profileOf({ item: { field: 'item.priceRatio', op: 'lt', value: 0.5 } }, { channel: 'red' });
    const assess = createAssess(rulesetOf([cheap]));
    const result = assess(lineOf({ facts: { 'item.priceRatio': { 1: 0.4 } } }));
    expect(result).toMatchObject({ ok: true, decision: { hits: [{ profile: 'P-1', items: [1] }] } });
  });

  it('shift the thresholds by the credit class', () => {
    const policy = { creditShift: { discredited: -60 }, thresholds: { red: 80, orange: 50 } };
    const line = lineOf({ facts: { 'trader.creditClass': 'discredited' } });
    expect(decided(line, policy).reasons).toContain('score-red');
  });
});

describe('the draw', () => {
  it('is not made without a salt, whatever the rate', () => {
    expect(decided(lineOf(), { randomRate: 1 }).reasons).not.toContain('random-selection');
  });

  it('is that of the salt', () => {
    const share = createHmac('sha256', 'pepper').update('D-1').digest().readUIntBE(0, 6) / 2 ** 48;
    const at = (randomRate: number) =>
      decided(lineOf(), { salt: 'pepper', randomRate }).reasons.includes('random-selection');
    expect([at(share + 1e-9), at(share - 1e-9)]).toEqual([true, false]);
  });

  it('is another for an amendment', () => {
    const share = createHmac('sha256', 'pepper').update('D-1\n3').digest().readUIntBE(0, 6) / 2 ** 48;
    const at = (randomRate: number) =>
      decided(lineOf({ version: 3 }), { salt: 'pepper', randomRate }).reasons.includes('random-selection');
    expect([at(share + 1e-9), at(share - 1e-9)]).toEqual([true, false]);
  });
});

describe('a line is refused with the places of its faults', () => {
  it.each([
    ['no JSON', '{"declarationNo":', ['']],
    ['no object', '[1]', ['']],
    [
      'a field of another kind',
      lineOf({ items: [{ itemNo: 1, hsCode: 84, customsValue: 1 }] }),
      ['items.0.hsCode'],
    ],
    ['a fact that is no enriched field', lineOf({ facts: { totalValue: 1 } }), ['facts.totalValue']],
    ['an inherited name', lineOf({ facts: { constructor: 1 } }), ['facts.constructor']],
    [
      'a fact of another kind',
      lineOf({ facts: { trader: { firstSeenDays: 'new' } } }),
      ['facts.trader.firstSeenDays'],
    ],
    ['facts that are none', lineOf({ facts: 7 }), ['facts']],
  ])('%s', (_, line, paths) => {
    expect(refused(line)).toEqual(paths);
  });
});
