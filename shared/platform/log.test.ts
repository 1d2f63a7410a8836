import { expect, test } from 'vitest';
import { errorForLog } from './log.ts';

test('an error goes into the log with what tells its cause', () => {
  const logged = errorForLog(Object.assign(new TypeError('no'), { code: '23505' }));
  expect(logged).toMatchObject({ type: 'TypeError', message: 'no', code: '23505' });
  expect(logged).toHaveProperty('stack', expect.stringContaining('log.test.ts'));
});

test.each([
  [
    'a row that Postgres refused',
    { where: 'COPY declaration, line 1: "Zhang San"', detail: 'Key (Zhang San)' },
  ],
  ['the command that Redis refused', { command: { name: 'auth', args: ['Zhang San'] } }],
  ['errors that were gathered', { aggregateErrors: [new Error('Zhang San')] }],
])('but not with %s', (_what, quoted) => {
  expect(JSON.stringify(errorForLog(Object.assign(new Error('no'), quoted)))).not.toContain('Zhang San');
});
