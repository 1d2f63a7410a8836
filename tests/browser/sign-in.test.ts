import { URI, type TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { issueLink, type LinkPurpose } from '../../shared/platform/stores/invitation.store.ts';
import {
  accessibilityFaults,
  launchBrowser,
  LOOKS,
  offerNoPasskeys,
  openPage,
  type WatchedPage,
} from '../harness/browser.ts';
import { TEST_PASSWORD, type TestPerson } from '../harness/people.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';

const NEW_PASSWORD = 'fourteen grey lighthouse otters';

let system: TestSystem;
let browser: Browser;
let opened: WatchedPage[] = [];

beforeAll(async () => {
  system = await startSystem({ backend: 'postgres', workers: 0, env: { DEMONSTRATION: 'true' } });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await system?.stop();
});

// Every test comes from one address; how often it may sign in is another test's matter.
beforeEach(async () => {
  await system.pool.query('DELETE FROM auth."rateLimit"');
});

afterEach(async () => {
  const faults = opened.flatMap((watched) => watched.faults);
  await Promise.all(opened.map(({ page }) => page.close()));
  opened = [];
  if (faults.length > 0) throw new Error(`the page is at fault:\n${faults.join('\n')}`);
});

async function open(path: string, options: Parameters<typeof openPage>[2] = {}): Promise<Page> {
  const watched = await openPage(browser, system.url + path, options);
  opened.push(watched);
  return watched.page;
}

const operator = () => system.person('operator', 'national');
const heading = (page: Page, text: string) => page.getByRole('heading', { level: 1, name: text }).waitFor();
const atBoard = (page: Page) => page.waitForURL((url) => url.pathname === '/board');

async function link(purpose: LinkPurpose, person: TestPerson): Promise<string> {
  return `/invitation/${await issueLink(system.pool, { personId: person.id, purpose, createdBy: 'test' })}`;
}

/** Presses Tab until the focus is on what `name` says; how a reader without a mouse gets there. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let i = 0; i < 30; i++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const at = document.activeElement as HTMLInputElement | null;
      return at?.labels?.[0]?.textContent ?? at?.textContent ?? '';
    });
    if (focused.trim() === name) return;
  }
  throw new Error(`the keyboard does not reach "${name}"`);
}

async function fillIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

describe('signing in', () => {
  it('needs no mouse, and leads on to the page that was asked for', async () => {
    const { email } = await operator();
    const page = await open('/board?scope=district:2200');
    await heading(page, 'Sign in');
    expect(new URL(page.url()).searchParams.get('next')).toBe('/board?scope=district:2200');
    await tabTo(page, 'E-mail address');
    await page.keyboard.type(email);
    await tabTo(page, 'Password');
    await page.keyboard.type(TEST_PASSWORD);
    await page.keyboard.press('Enter');
    await atBoard(page);
    expect(new URL(page.url()).search).toBe('?scope=district:2200');
    await page.getByRole('heading', { level: 1, name: 'Shanghai' }).waitFor();
  });

  it('says what is missing and takes the reader there', async () => {
    const page = await open('/sign-in');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    const summary = page.getByRole('alert');
    expect(await summary.evaluate((element) => element === document.activeElement)).toBe(true);
    await summary.getByRole('link', { name: 'Enter your password.' }).click();
    const password = page.getByLabel('Password', { exact: true });
    expect(await password.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await password.getAttribute('aria-invalid')).toBe('true');
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('says that a password is wrong, in the reader’s language', async () => {
    const page = await open('/sign-in', { locale: 'zh-CN' });
    await page.getByLabel('电子邮箱').fill('nobody@test.example');
    await page.getByLabel('密码', { exact: true }).fill('wrong');
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.getByRole('alert').getByText('电子邮箱或密码错误。').waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    await heading(page, 'Sign in');
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
  });

  it('asks for the second step where there is one, and takes a backup code too', async () => {
    const person = await operator();
    const enabled = await person.fetch('/api/auth/two-factor/enable', {
      method: 'POST',
      body: JSON.stringify({ password: TEST_PASSWORD }),
    });
    const { totpURI, backupCodes } = (await enabled.json()) as { totpURI: string; backupCodes: string[] };
    const totp = URI.parse(totpURI) as TOTP;
    // The code that proves the app works is spent by it: the next one counts for signing in.
    const next = Date.now() + 30_000;
    const proven = await person.fetch('/api/auth/two-factor/verify-totp', {
      method: 'POST',
      body: JSON.stringify({ code: totp.generate() }),
    });
    expect(proven.status).toBe(200);

    const page = await open('/sign-in');
    await fillIn(page, person.email, TEST_PASSWORD);
    await heading(page, 'Second step');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.type('123');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('Enter the six digits.').waitFor();
    await page.getByLabel('Code', { exact: true }).fill(totp.generate({ timestamp: next }));
    await page.keyboard.press('Enter');
    await atBoard(page);

    const other = await open('/sign-in');
    await fillIn(other, person.email, TEST_PASSWORD);
    await other.getByRole('button', { name: 'Use a backup code' }).click();
    await other.getByLabel('Backup code').fill(backupCodes[0]!);
    await other.getByRole('button', { name: 'Confirm' }).click();
    await atBoard(other);
  });

  it('works with a passkey alone', async () => {
    const person = await operator();
    const page = await open('/board', { cookie: person.cookie });
    const devTools = await page.context().newCDPSession(page);
    await devTools.send('WebAuthn.enable');
    await devTools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
      },
    });
    const registered = await page.evaluate(async () => {
      const asked = await fetch('/api/auth/passkey/generate-register-options');
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(await asked.json());
      const credential = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
      const answer = await fetch('/api/auth/passkey/verify-registration', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ response: credential.toJSON(), name: 'test' }),
      });
      return answer.status;
    });
    expect(registered).toBe(200);

    await page.context().clearCookies();
    await offerNoPasskeys(page);
    await page.goto(`${system.url}/sign-in`);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await atBoard(page);
  });

  it('is one press for an account of the demonstration, in the language that was chosen', async () => {
    const page = await open('/sign-in?theme=light', { locale: 'zh-CN' });
    await page.getByRole('button', { name: /系统管理员/ }).click();
    await atBoard(page);
    await page.locator('h1', { hasText: '全国' }).waitFor();
  });

  it('is over for whoever is signed in already', async () => {
    const { cookie } = await operator();
    const page = await open('/sign-in?next=%2Fboard%3Fscope%3Ddistrict%3A2200', { cookie });
    await atBoard(page);
    expect(new URL(page.url()).search).toBe('?scope=district:2200');
  });
});

describe('a session', () => {
  it('ends by signing out, for the page and for the way back', async () => {
    const { cookie } = await operator();
    const page = await open('/board', { cookie });
    await page.locator('.board').waitFor();
    await page.mouse.move(10, 10);
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await heading(page, 'Sign in');
    await page.goBack();
    await heading(page, 'Sign in');
  });

  it('that ends elsewhere leaves no board on the screen', async () => {
    const { id, cookie } = await operator();
    const page = await open('/board?scope=district:2200', { cookie });
    await page.locator('.board').waitFor();
    await system.pool.query('DELETE FROM auth.session WHERE "userId" = $1', [id]);
    await heading(page, 'Sign in');
    expect(new URL(page.url()).searchParams.get('next')).toBe('/board?scope=district:2200');
  });

  it('shows no more than its rights', async () => {
    const { cookie } = await system.person('operator', 'district:2200');
    const page = await open('/board?scope=national', { cookie });
    await heading(page, 'You may not see this');
    expect(await page.locator('.board').count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('link', { name: 'Go to the start page' }).click();
    await page.getByRole('heading', { level: 1, name: 'Shanghai' }).waitFor();
    expect(await page.getByRole('link', { name: 'National board' }).count()).toBe(0);
    await page.goto(`${system.url}/board?scope=house:2201`);
    await page.getByRole('link', { name: 'District board' }).waitFor();
    expect(await page.getByRole('link', { name: 'National board' }).count()).toBe(0);
  });
});

describe('a link', () => {
  it('of an invitation sets the password once, and signs in', async () => {
    const person = await operator();
    const path = await link('invitation', person);
    const page = await open(path);
    await heading(page, 'Welcome');
    expect(await page.getByLabel('Account').inputValue()).toBe(person.email);
    const password = page.getByLabel('Password', { exact: true });
    await password.fill('short');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('fewer than 12').waitFor();
    await password.fill('password1234');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('guessed too easily').waitFor();
    await password.fill(NEW_PASSWORD);
    await page.keyboard.press('Enter');
    await atBoard(page);

    await page.goto(system.url + path);
    await heading(page, 'This link does not work any more');
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('of the set-up changes name and e-mail address as well', async () => {
    const path = await link('set-up', await system.person('administrator', 'national'));
    const page = await open(path);
    expect(await page.getByLabel('Name').inputValue()).toBe('');
    await page.getByLabel('Name').fill('Li Wei');
    await page.getByLabel('E-mail address').fill('li.wei@test.example');
    await page.getByLabel('Password', { exact: true }).fill(NEW_PASSWORD);
    await page.getByRole('button', { name: 'Set the password and sign in' }).click();
    await page.waitForURL((url) => !url.pathname.startsWith('/invitation'));
    const view = await page.evaluate(async () => (await fetch('/api/session')).json());
    expect(view.caller).toMatchObject({ name: 'Li Wei', email: 'li.wei@test.example', locale: 'en' });
  });

  it('of the set-up in Chinese leaves the administrator in Chinese', async () => {
    const path = await link('set-up', await system.person('administrator', 'national'));
    const page = await open(path, { locale: 'zh-CN' });
    await page.getByLabel('姓名').fill('王敏');
    await page.getByLabel('电子邮箱').fill('wang.min@test.example');
    await page.locator('input[type="password"]').fill(NEW_PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => !url.pathname.startsWith('/invitation'));
    const view = await page.evaluate(async () => (await fetch('/api/session')).json());
    expect(view.caller).toMatchObject({ name: '王敏', locale: 'zh' });
    expect(await page.evaluate(() => document.documentElement.lang)).toMatch(/^zh/);
  });
});

describe.each(LOOKS)('in %s and %s colours', (language, theme) => {
  it('every page meets WCAG 2.2 AA as far as axe can tell', async () => {
    const query = `?lang=${language}&theme=${theme}`;
    const invitation = await link('set-up', await system.person('administrator', 'national'));
    for (const [path, shown] of [
      ['/sign-in', 'form'],
      [invitation, 'form'],
      ['/invitation/none', 'h1'],
      ['/nowhere', 'h1'],
    ] as const) {
      const page = await open(path + query, { width: 768, height: 1024 });
      await page.locator(`main ${shown}`).first().waitFor();
      expect(await accessibilityFaults(page), path).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), path).toBe(true);
    }
  });
});
