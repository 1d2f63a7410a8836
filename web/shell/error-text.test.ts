import { expect, test } from 'vitest';
import { m } from '../paraglide/messages.js';
import { inLocale } from '../ui/locale.test-kit.ts';
import { ApiError } from './api.ts';
import { errorText } from './error-text.ts';

const error = (code: string, retryAfter: number | null = null) =>
  new ApiError(400, code, 'internals', retryAfter);

test.each([
  ['no-right', 'Your rights do not cover this.', '您没有执行此操作的权限。'],
  ['INVALID_EMAIL_OR_PASSWORD', 'The e-mail address or the password is wrong.', '电子邮箱或密码错误。'],
  ['what-nobody-knows', 'That did not work. It is safe to try again.', '操作未成功，可直接重试。'],
  ['toString', 'That did not work. It is safe to try again.', '操作未成功，可直接重试。'],
])('%s is told in the reader’s language', (code, en, zh) => {
  expect([errorText(error(code)), inLocale('zh', () => errorText(error(code)))]).toEqual([en, zh]);
});

test('a view’s own words go first', () => {
  expect(errorText(error('no-right'), { 'no-right': m.common_error_conflict })).toBe(
    m.common_error_conflict(),
  );
});

test('when to try again is part of it', () => {
  expect(errorText(error('too-many-requests', 60))).toBe(
    'There have been too many requests from here. Try again in 60 s.',
  );
});

test('what is no answer of the server shows nothing of itself', () => {
  expect(errorText(new TypeError('x is undefined'))).not.toContain('undefined');
});
