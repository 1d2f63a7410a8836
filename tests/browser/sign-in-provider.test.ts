import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accessibilityFaults, launchBrowser, openPage, type WatchedPage } from '../harness/browser.ts';
import { CLIENT, TestProvider } from '../harness/oidc-provider.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';

let provider: TestProvider;
let system: TestSystem;
let browser: Browser;
let opened: WatchedPage[] = [];

beforeAll(async () => {
  provider = await TestProvider.prepare();
  system = await startSystem({
    backend: 'postgres',
    workers: 0,
    env: {
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: CLIENT.id,
      OIDC_CLIENT_SECRET: CLIENT.secret,
      OIDC_NAME: 'Customs ID',
    },
  });
  await provider.start(`${system.url}/api/auth/callback/oidc`);
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await system?.stop();
  await provider?.stop();
});

beforeEach(async () => {
  provider.givesTokens = true;
  await system.pool.query('DELETE FROM auth."rateLimit"');
});

afterEach(async () => {
  const faults = opened.flatMap((watched) => watched.faults);
  await Promise.all(opened.map(({ page }) => page.close()));
  opened = [];
  if (faults.length > 0) throw new Error(`the page is at fault:\n${faults.join('\n')}`);
});

async function open(path: string, locale = 'en-GB'): Promise<Page> {
  const watched = await openPage(browser, system.url + path, { locale });
  opened.push(watched);
  return watched.page;
}

const press = (page: Page, name = 'Sign in with Customs ID') => page.getByRole('button', { name }).click();
const told = (page: Page, text: string) => page.getByRole('alert').getByText(text).waitFor();

describe('the provider’s button', () => {
  it('signs in whom the provider vouches for, and leads on to the page that was asked for', async () => {
    const { email } = await system.person('operator', 'national');
    provider.person = { sub: 'operator', email, verified: true };
    const page = await open('/board?scope=district:2200');
    await press(page);
    await page.getByRole('heading', { level: 1, name: 'Shanghai' }).waitFor();
    expect(new URL(page.url()).search).toBe('?scope=district:2200');
    const view = await page.evaluate(async () => (await fetch('/api/session')).json());
    expect(view.caller).toMatchObject({ email });
  });

  it('tells a stranger why, and still leads on once they are let in', async () => {
    provider.person = { sub: 'stranger', email: 'stranger@test.example', verified: true };
    const page = await open('/board?scope=district:2200');
    await press(page);
    await told(page, 'No account here has the e-mail address that the provider gave.');
    expect(new URL(page.url()).searchParams.get('next')).toBe('/board?scope=district:2200');
    expect(await page.context().cookies()).not.toContainEqual(
      expect.objectContaining({ name: expect.stringContaining('session_token') }),
    );
    expect(await accessibilityFaults(page)).toEqual([]);

    const { email } = await system.person('operator', 'national');
    provider.person = { sub: 'invited', email, verified: true };
    await page.context().clearCookies({ name: /^_session/ });
    await press(page);
    await page.getByRole('heading', { level: 1, name: 'Shanghai' }).waitFor();
  });

  it('says in the reader’s language that an address is not verified, and that an account is disabled', async () => {
    const { id, email } = await system.person('operator', 'national');
    provider.person = { sub: 'half', email, verified: false };
    const page = await open('/sign-in', 'zh-CN');
    await press(page, '使用Customs ID登录');
    await told(page, '您的电子邮箱未经统一身份认证平台核验');

    provider.person = { sub: 'half', email, verified: true };
    await system.pool.query('UPDATE auth."user" SET "disabledAt" = now() WHERE id = $1', [id]);
    await page.context().clearCookies({ name: /^_session/ });
    await press(page, '使用Customs ID登录');
    await told(page, '该账号已停用');
  });

  it('says that an answer of the provider was used already', async () => {
    const page = await open('/sign-in');
    await page.goto(`${system.url}/api/auth/callback/oidc?code=x&state=${'y'.repeat(32)}`);
    await told(page, 'Begin again.');
    expect(new URL(page.url()).pathname).toBe('/sign-in');
  });

  it('says that the provider does not answer, and leaves the other ways', async () => {
    const { email } = await system.person('operator', 'national');
    provider.person = { sub: 'away', email, verified: true };
    provider.givesTokens = false;
    const page = await open('/sign-in');
    await press(page);
    await told(page, 'The provider does not answer as it should.');
    expect(await page.getByLabel('E-mail address').isEditable()).toBe(true);
  });
});
