import { describe, expect, it, test } from 'vitest';
import type { PartState } from '../../../shared/domain/ruleset/part.ts';
import { askedVersion, comparedWith, inForce, openVersion, shownVersion } from './shown-version.ts';

const of = (...states: PartState[]) => states.map((state, i) => ({ state, version: states.length - i }));

test.each([
  [of('draft', 'active', 'retired'), null, 2],
  [of('in-review', 'active', 'retired'), null, 3],
  [of('in-review', 'active', 'retired'), 1, 1],
  [of('in-review', 'active'), 7, 2],
  [of('suspended', 'retired'), null, 2],
  [of('retired', 'shadow'), null, 1],
  [of(), null, undefined],
])('of %j, asked for %s, version %s is shown', (versions, asked, shown) => {
  expect(shownVersion(versions, asked)?.version).toBe(shown);
});

/** Versions of which those marked with ! were approved once. */
const lived = (...states: `${PartState}${'' | '!'}`[]) =>
  states.map((state, i) => ({
    state: state.replace('!', '') as PartState,
    version: states.length - i,
    release: state.endsWith('!') ? { status: 'active' as const } : null,
  }));

test.each([
  [lived('draft', 'retired', 'active!'), 3, 1],
  [lived('active!', 'retired!'), 2, 1],
  [lived('active!', 'retired!'), 1, undefined],
  [lived('draft'), 1, undefined],
  // What was given up was never approved: against it, a review would show no difference.
  [lived('in-review', 'retired', 'suspended!'), 3, 1],
  [lived('in-review', 'retired'), 2, undefined],
])('of %j, version %s is compared with %s', (versions, version, other) => {
  expect(comparedWith(versions, version)?.version).toBe(other);
});

describe('of the versions', () => {
  it('one may be in force and one open', () => {
    expect(inForce(of('draft', 'suspended'))).toBeUndefined();
    expect(inForce(of('draft', 'shadow'))?.version).toBe(1);
    expect(openVersion(of('in-review', 'shadow'))?.version).toBe(2);
    expect(openVersion(of('active'))).toBeUndefined();
  });
});

test.each([
  ['?version=3', 3],
  ['?version=0', null],
  ['?version=x', null],
  ['?version=1.5', null],
  ['', null],
])('%s asks for %s', (search, asked) => {
  expect(askedVersion(search)).toBe(asked);
});
