import { expect, test } from 'vitest';
import {
  deviationFault,
  isEnough,
  leastExtent,
  type DeviationFault,
  type DeviationKind,
  type Extent,
  type OrderedCheck,
} from './deviation.ts';

const red: OrderedCheck = { channel: 'red', floor: 'green', drawn: false };
const orange: OrderedCheck = { channel: 'orange', floor: 'green', drawn: false };

test.each<[string, OrderedCheck, Record<DeviationKind, DeviationFault | null>]>([
  ['a red by risk', red, { skip: null, partial: null, 'documents-only': null, 'other-item': null }],
  [
    'a red by a mandatory profile',
    { ...red, floor: 'red' },
    { skip: 'below-floor', partial: null, 'documents-only': 'below-floor', 'other-item': null },
  ],
  [
    'a red over a mandatory orange',
    { ...red, floor: 'orange' },
    { skip: 'below-floor', partial: null, 'documents-only': null, 'other-item': null },
  ],
  [
    'a drawn red',
    { ...red, drawn: true },
    { skip: 'drawn', partial: 'drawn', 'documents-only': 'drawn', 'other-item': 'drawn' },
  ],
  ['an orange', orange, { skip: null, partial: null, 'documents-only': 'as-ordered', 'other-item': null }],
  [
    'an orange by a mandatory profile',
    { ...orange, floor: 'orange' },
    { skip: 'below-floor', partial: null, 'documents-only': 'as-ordered', 'other-item': null },
  ],
])('%s', (_, ordered, faults) => {
  const kinds = Object.keys(faults) as DeviationKind[];
  expect(Object.fromEntries(kinds.map((kind) => [kind, deviationFault(kind, ordered)]))).toEqual(faults);
});

test.each<['red' | 'orange', DeviationKind | null, Extent, Extent[]]>([
  ['red', null, 'full', ['full']],
  ['red', 'partial', 'partial', ['partial', 'full']],
  ['red', 'other-item', 'partial', ['partial', 'full']],
  ['red', 'documents-only', 'documents', ['documents', 'partial', 'full']],
  ['orange', null, 'documents', ['documents', 'partial', 'full']],
])('a %s order with the deviation %s takes a check of %s and more', (channel, approved, least, enough) => {
  expect(leastExtent(channel, approved)).toBe(least);
  expect((['documents', 'partial', 'full'] as const).filter((done) => isEnough(done, least))).toEqual(enough);
});
