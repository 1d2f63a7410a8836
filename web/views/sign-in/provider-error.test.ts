import { expect, test } from 'vitest';
import { inLocale } from '../../ui/locale.test-kit.ts';
import { providerErrorText } from './provider-error.ts';

test.each([
  ['signup_disabled', 'No account here', '没有对应账号'],
  ['account_not_linked', 'has not verified', '未经统一身份认证平台核验'],
  ['ACCOUNT_DISABLED', 'has been disabled', '已停用'],
  ['access_denied', 'turned back', '取消登录'],
  ['invalid_code', 'does not answer', '无法正常响应'],
  ['state_mismatch', 'Begin again', '请重新登录'],
  ['state_not_found', 'Begin again', '请重新登录'],
  ['what_nobody_knows', 'did not succeed', '登录未成功'],
  ['toString', 'did not succeed', '登录未成功'],
])('%s is explained in the reader’s language', (code, en, zh) => {
  expect(providerErrorText(code)).toContain(en);
  expect(inLocale('zh', () => providerErrorText(code))).toContain(zh);
});
