import { expect, test } from 'vitest';
import { orderFinding } from '../../../shared/contract/orders.ts';
import {
  emptyFinding,
  extentsFrom,
  fieldId,
  readForm,
  readNumber,
  type DiscrepancyForm,
  type FindingForm,
} from './finding-form.ts';
import { newDiscrepancy } from './prefill.ts';

const wrong = (change: Partial<DiscrepancyForm> = {}): DiscrepancyForm => ({
  ...newDiscrepancy(1, ''),
  kind: 'value',
  found: '45000 CNY',
  ...change,
});
const form = (change: Partial<FindingForm> = {}): FindingForm => ({
  ...emptyFinding('full'),
  result: 'discrepancy',
  discrepancies: [wrong()],
  disposition: 'released',
  ...change,
});
const seizure = { goods: 'Watches', quantity: '1,200', unit: 'pieces', value: '', currency: 'CNY' };

test.each<[string, number | null]>([
  ['12', 12],
  [' 12.50 ', 12.5],
  ['1,234,567.8', 1_234_567.8],
  ['12 000', 12_000],
  ['１２', 12],
  ['1,5', null],
  ['12,34', null],
  ['-3', null],
  ['1e9', null],
  ['', null],
  ['about 3', null],
])('%j is read as %j', (typed, value) => {
  expect(readNumber(typed)).toBe(value);
});

test.each<[string, FindingForm, string[]]>([
  ['nothing said', emptyFinding('full'), ['finding-result', 'finding-disposition']],
  ['no discrepancy named', form({ discrepancies: [] }), ['finding-add']],
  ['a discrepancy without kind', form({ discrepancies: [wrong({ kind: '' })] }), ['finding-1-kind']],
  ['nothing found', form({ discrepancies: [wrong({ found: ' ' })] }), ['finding-1-found']],
  ['a duty in words', form({ discrepancies: [wrong({ duty: 'some' })] }), ['finding-1-duty']],
  ['held without a reason', form({ disposition: 'held', reason: ' ' }), ['finding-reason']],
  ['less than is allowed', form({ extent: 'partial' }), ['finding-extent']],
  [
    'an empty seizure',
    form({ discrepancies: [wrong({ seizure: { ...seizure, goods: '', quantity: '0', unit: '' } })] }),
    ['finding-1-goods', 'finding-1-quantity', 'finding-1-unit'],
  ],
  [
    'a value without currency',
    form({ discrepancies: [wrong({ seizure: { ...seizure, value: '5', currency: '¥' } })] }),
    ['finding-1-currency'],
  ],
])('%s is told at its field', (_, filled, fields) => {
  const read = readForm(filled, 'full');
  expect('faults' in read && read.faults.map(({ field }) => field)).toEqual(fields);
});

test('what is filled in becomes a body that the server takes', () => {
  const read = readForm(
    form({
      discrepancies: [
        wrong({ itemNo: '2', declared: '30000 CNY', duty: '1,950.5', note: ' see photograph ' }),
        wrong({ id: 2, kind: 'infringing', found: '', seizure: { ...seizure, value: '9000' } }),
      ],
      disposition: 'held',
      reason: ' counterfeit ',
    }),
    'full',
  );
  if (!('body' in read)) throw new Error(JSON.stringify(read.faults));
  expect(orderFinding.parse({ ...read.body, version: 1, revision: 3 })).toEqual({
    version: 1,
    revision: 3,
    extent: 'full',
    result: 'discrepancy',
    discrepancies: [
      {
        kind: 'value',
        itemNo: 2,
        declaredValue: '30000 CNY',
        foundValue: '45000 CNY',
        dutyDifference: 1950.5,
        note: 'see photograph',
      },
      {
        kind: 'infringing',
        seizure: { goods: 'Watches', quantity: 1200, unit: 'pieces', value: 9000, currency: 'CNY' },
      },
    ],
    disposition: 'held',
    reason: 'counterfeit',
  });
});

test('what conforms takes no discrepancy along that was typed before', () => {
  expect(readForm(form({ result: 'conform' }), 'full')).toMatchObject({
    body: { result: 'conform', discrepancies: [] },
  });
});

test('an approved deviation opens lesser extents, and ids tell discrepancies apart', () => {
  expect(extentsFrom('full')).toEqual(['full']);
  expect(extentsFrom('documents')).toEqual(['documents', 'partial', 'full']);
  expect([fieldId('reason'), fieldId('kind', 7)]).toEqual(['finding-reason', 'finding-7-kind']);
});
