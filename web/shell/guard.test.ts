import { describe, expect, test } from 'vitest';
import type { DisplayView, PersonView } from '../../shared/contract/session.ts';
import { decideEntry, nextAddress, type ViewRight } from './guard.ts';

const PERSON: PersonView = {
  kind: 'person',
  id: 'p',
  name: 'P',
  email: 'p@example.org',
  locale: 'en',
  demonstration: false,
  lacksSecondFactor: false,
  rights: { 'board.view': ['district:2200'] },
};
const WEAK: PersonView = { ...PERSON, lacksSecondFactor: true, rights: {} };
const DISPLAY: DisplayView = {
  kind: 'display',
  id: 'd',
  name: 'D',
  locale: 'en',
  page: '/board',
  rights: { 'board.view': ['national'] },
};

describe('a view', () => {
  test.each<[ViewRight, string, PersonView | DisplayView | null, boolean, string]>([
    ['open', 'nobody', null, false, 'show'],
    ['open', 'a person', PERSON, false, 'show'],
    ['open', 'an enrolled display without a session', null, true, 'show'],
    ['signed-in', 'nobody', null, false, '/sign-in?next=%2Fboard%3Fscope%3Da'],
    ['signed-in', 'a person', PERSON, false, 'show'],
    ['signed-in', 'a person without the second factor asked for', WEAK, false, 'show'],
    ['signed-in', 'a display', DISPLAY, true, 'no-right'],
    ['board.view', 'nobody', null, false, '/sign-in?next=%2Fboard%3Fscope%3Da'],
    ['board.view', 'an enrolled display without a session', null, true, '/display?next=%2Fboard%3Fscope%3Da'],
    ['board.view', 'a person', PERSON, false, 'show'],
    ['board.view', 'a person without the second factor asked for', WEAK, false, '/account'],
    ['board.view', 'a display', DISPLAY, true, 'show'],
    ['people.manage', 'a person without the right', PERSON, false, 'no-right'],
    ['people.manage', 'a display', DISPLAY, true, 'no-right'],
  ])('for %s, opened by %s', (right, _who, caller, display, outcome) => {
    const entry = decideEntry(right, caller, '/board?scope=a', display);
    expect(entry.kind === 'go' ? entry.to : entry.kind).toBe(outcome);
  });

  test('at the root needs no way back', () => {
    expect(decideEntry('signed-in', null, '/', false)).toEqual({ kind: 'go', to: '/sign-in' });
  });
});

test.each([
  ['', '/'],
  ['?next=%2Fboard%3Fscope%3Dhouse%3A2201', '/board?scope=house:2201'],
  ['?next=/people%23li', '/people#li'],
  ['?next=https://evil.example/', '/'],
  ['?next=//evil.example/', '/'],
  ['?next=/%5Cevil.example/', '/'],
  ['?next=/%09/evil.example/', '/'],
  ['?next=javascript:alert(1)', '/'],
  ['?next=http://', '/'],
  ['?next=/sign-in%3Fnext%3D/board', '/'],
])('%j leads on to %j', (search, to) => {
  expect(nextAddress(search)).toBe(to);
});
