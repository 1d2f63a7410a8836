import { expect, test } from 'vitest';
import type { HeldRights } from '../../shared/contract/session.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import { holds } from './held-rights.ts';

const RIGHTS: HeldRights = { 'board.view': ['district:2200', 'house:3101'], 'log.view': [] };
const districtOf = (house: string) => ({ 2201: '2200', 3101: '3100', 3102: '3100' })[house];

test.each<[keyof HeldRights, ScopeId | undefined, boolean]>([
  ['board.view', undefined, true],
  ['log.view', undefined, false],
  ['people.manage', undefined, false],
  ['board.view', 'district:2200', true],
  ['board.view', 'house:2201', true],
  ['board.view', 'house:3101', true],
  ['board.view', 'house:3102', false],
  ['board.view', 'national', false],
  ['people.manage', 'house:2201', false],
])('%s at %s: %s', (right, scope, held) => {
  expect(holds(RIGHTS, right, districtOf, scope)).toBe(held);
});
