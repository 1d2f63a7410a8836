import { URI, type TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  accessibilityFaults,
  intercept,
  launchBrowser,
  offerNoPasskeys,
  openPage,
  type WatchedPage,
} from '../harness/browser.ts';
import { TEST_PASSWORD, type TestPerson } from '../harness/people.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';
import { until } from '../harness/until.ts';
import { Visitor } from '../harness/visitor.ts';

let system: TestSystem;
let strict: TestSystem;
let browser: Browser;
let opened: WatchedPage[] = [];

beforeAll(async () => {
  system = await startSystem({ backend: 'postgres', workers: 0 });
  strict = await startSystem({ backend: 'postgres', workers: 0, env: { SECOND_FACTOR: 'everyone' } });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await Promise.all([system?.stop(), strict?.stop()]);
});

// Every test comes from one address; how often it may sign in is another test's matter.
beforeEach(async () => {
  for (const { pool } of [system, strict]) await pool.query('DELETE FROM auth."rateLimit"');
});

afterEach(async () => {
  const faults = opened.flatMap((watched) => watched.faults);
  await Promise.all(opened.map(({ page }) => page.close()));
  opened = [];
  if (faults.length > 0) throw new Error(`the page is at fault:\n${faults.join('\n')}`);
});

async function open(
  path: string,
  options: Parameters<typeof openPage>[2] = {},
  at: TestSystem = system,
): Promise<Page> {
  const watched = await openPage(browser, at.url + path, options);
  opened.push(watched);
  return watched.page;
}

const part = (page: Page, title: string) => page.getByRole('region', { name: title });

async function accountOf(person: TestPerson, options: Parameters<typeof openPage>[2] = {}): Promise<Page> {
  const page = await open('/account', { cookie: person.cookie, ...options });
  await page.locator('#account-name').waitFor();
  return page;
}

/** A device with a lock that its owner opens. */
async function withAuthenticator(page: Page): Promise<void> {
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
}

async function addPasskey(page: Page, name: string): Promise<void> {
  await part(page, 'Passkeys').getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill(name);
  await page.getByRole('dialog').getByRole('button', { name: 'Go on' }).click();
  await part(page, 'Passkeys').getByRole('rowheader', { name }).waitFor();
}

describe('one’s own account', () => {
  it('changes name and language', async () => {
    const person = await system.person('operator', 'national');
    const page = await accountOf(person);
    await page.locator('#account-name').fill('');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText('Enter your name.').first().waitFor();
    await page.locator('#account-name').fill('林青');
    await page.locator('#account-locale').selectOption('zh');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: '我的账号' }).waitFor();
    const view = await (await person.fetch('/api/account')).json();
    expect(view).toMatchObject({ name: '林青', locale: 'zh' });
  });

  it('changes the password by keyboard, and says which rule a new one breaks', async () => {
    const person = await system.person('operator', 'national');
    const page = await accountOf(person);
    await page.getByLabel('Current password').focus();
    await page.keyboard.type(TEST_PASSWORD);
    await page.getByLabel('New password').focus();
    await page.keyboard.type('password1234');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('can be guessed too easily').waitFor();
    await page.getByLabel('New password').fill('seven grey herons on a pier');
    await page.keyboard.press('Enter');
    await page.getByText('The password is changed').waitFor();
    expect((await person.fetch('/api/account')).status).toBe(401);
    const again = new Visitor(system.url);
    expect((await again.signIn(person.email, 'seven grey herons on a pier')).status).toBe(200);
    expect(await part(page, 'Sessions').getByText('This session').count()).toBe(1);
  });

  it.each(['en', 'zh'])('is accessible in %s, in both themes, on small and large screens', async (lang) => {
    const person = await system.person('operator', 'national');
    for (const [theme, width] of [
      ['dark', 1920],
      ['light', 768],
    ] as const) {
      const page = await open(`/account?lang=${lang}&theme=${theme}`, { cookie: person.cookie, width });
      await page.locator('#account-name').waitFor();
      await page.locator('table').first().waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBeLessThanOrEqual(0);
    }
  });
});

describe('an authenticator app', () => {
  it('is set up with a code, and asked for at the next sign-in', async () => {
    const person = await system.person('operator', 'national');
    const page = await accountOf(person);
    await part(page, 'Authenticator app').getByRole('button', { name: 'Set up an app' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Current password').fill('wrong');
    await page.keyboard.press('Enter');
    await dialog.getByRole('alert').getByText('The current password is wrong.').waitFor();
    await dialog.getByLabel('Current password').fill(TEST_PASSWORD);
    await page.keyboard.press('Enter');
    await dialog.getByRole('img', { name: 'QR code' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    const secret = (await dialog.getByRole('group', { name: 'Key' }).innerText()).replaceAll(' ', '');
    const totp = URI.parse(`otpauth://totp/x?secret=${secret}`) as TOTP;
    await dialog.getByLabel('Code', { exact: true }).fill('000000');
    await page.keyboard.press('Enter');
    await dialog.getByRole('alert').getByText('The code is wrong or too old.').waitFor();
    const next = Date.now() + 30_000;
    await dialog.getByLabel('Code', { exact: true }).fill(totp.generate());
    await page.keyboard.press('Enter');

    await dialog.getByRole('list', { name: 'Backup codes' }).waitFor();
    expect(await dialog.getByRole('listitem').count()).toBe(10);
    // A stray key does not lose what is shown this once.
    await page.keyboard.press('Escape');
    expect(await dialog.getByRole('listitem').count()).toBe(10);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('#account-name').isVisible()).toBe(false);
    expect(await page.locator('.backup-codes li').first().isVisible()).toBe(true);
    await page.emulateMedia({ media: 'screen' });
    await dialog.getByRole('button', { name: 'I have kept them' }).click();
    await part(page, 'Authenticator app').getByText('Set up', { exact: true }).waitFor();
    expect((await person.fetch('/api/account')).status).toBe(401);

    await page.context().clearCookies();
    await page.goto(`${system.url}/sign-in?next=/account`);
    await page.getByLabel('E-mail address').fill(person.email);
    await page.getByLabel('Password', { exact: true }).fill(TEST_PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByLabel('Code', { exact: true }).fill(totp.generate({ timestamp: next }));
    await page.keyboard.press('Enter');
    await page.locator('#account-name').waitFor();

    await part(page, 'Authenticator app').getByRole('button', { name: 'Remove the app' }).click();
    await page.getByRole('dialog').getByLabel('Current password').fill(TEST_PASSWORD);
    await page.getByRole('dialog').getByRole('button', { name: 'Remove the app' }).click();
    await part(page, 'Authenticator app').getByRole('button', { name: 'Set up an app' }).waitFor();
  });

  it('or a passkey comes first where the rules ask for a second factor', async () => {
    const person = await strict.person('operator', 'national');
    expect((await person.fetch('/api/places')).status).toBe(403);
    const page = await open('/board', { cookie: person.cookie }, strict);
    await page.waitForURL((address) => address.pathname === '/account');
    await page.getByRole('heading', { name: 'Set up a second factor first' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await withAuthenticator(page);
    await addPasskey(page, 'Work laptop');
    await page.getByRole('heading', { name: 'Set up a second factor first' }).waitFor({ state: 'detached' });
    await page.goto(`${strict.url}/board`);
    await page.locator('.board').waitFor();
  });
});

describe('passkeys', () => {
  it('are added, renamed, used to sign in and removed', async () => {
    const person = await system.person('operator', 'national');
    const page = await accountOf(person);
    await withAuthenticator(page);
    await addPasskey(page, 'Work laptop');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Rename the passkey Work laptop' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Night desk');
    await page.keyboard.press('Enter');
    await part(page, 'Passkeys').getByRole('rowheader', { name: 'Night desk' }).waitFor();

    await page.context().clearCookies();
    await offerNoPasskeys(page);
    await page.goto(`${system.url}/sign-in?next=/account`);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await part(page, 'Sessions')
      .getByRole('row', { name: /This session.*Passkey/ })
      .waitFor();

    // Later the session is no longer fresh: the password is asked for.
    await system.pool.query(
      `UPDATE auth.session SET "createdAt" = now() - interval '31 minutes' WHERE "userId" = $1`,
      [person.id],
    );
    await page.reload();
    await part(page, 'Passkeys').getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Sign in again' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Remove the passkey Night desk' }).click();
    await page.getByRole('dialog').getByLabel('Current password').fill(TEST_PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByText('You have no passkeys.').waitFor();
  });

  it('are refused from a device that asked its owner for nothing', async () => {
    const person = await system.person('operator', 'national');
    const page = await accountOf(person);
    const devTools = await page.context().newCDPSession(page);
    await devTools.send('WebAuthn.enable');
    await devTools.send('WebAuthn.addVirtualAuthenticator', {
      options: { protocol: 'ctap2', transport: 'usb', hasResidentKey: true, hasUserVerification: false },
    });
    const status = await page.evaluate(async () => {
      const asked = await fetch('/api/auth/passkey/generate-register-options');
      const options = (await asked.json()) as { authenticatorSelection: object };
      // A page that has been tampered with asks for less than the server wants.
      Object.assign(options.authenticatorSelection, {
        userVerification: 'discouraged',
        residentKey: 'discouraged',
        requireResidentKey: false,
      });
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as never);
      const credential = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
      const answer = await fetch('/api/auth/passkey/verify-registration', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ response: credential.toJSON(), name: 'weak' }),
      });
      return [answer.status, ((await answer.json()) as { code: string }).code];
    });
    expect(status).toEqual([403, 'USER_NOT_VERIFIED']);
  });
});

describe('sessions', () => {
  it('are listed and ended, one and all', async () => {
    const person = await system.person('operator', 'national');
    const others = [new Visitor(system.url), new Visitor(system.url)];
    for (const other of others) await other.signIn(person.email, TEST_PASSWORD);
    const page = await accountOf(person);
    const rows = part(page, 'Sessions').locator('tbody tr');
    await until('three sessions are listed', async () => (await rows.count()) === 3);
    await rows.filter({ hasNotText: 'This session' }).first().getByRole('button', { name: /^End/ }).click();
    await page
      .getByRole('alertdialog')
      .or(page.getByRole('dialog'))
      .getByRole('button', { name: 'End' })
      .click();
    await until('two sessions are left', async () => (await rows.count()) === 2);
    await part(page, 'Sessions').getByRole('button', { name: 'End all others' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End all others' }).click();
    await until('one session is left', async () => (await rows.count()) === 1);
    for (const other of others) expect((await other.get('/api/account')).status).toBe(401);
    expect((await person.fetch('/api/account')).status).toBe(200);
  });

  it.each(['en', 'zh'])('need no scrolling sideways on a small screen (%s)', async (lang) => {
    const person = await system.person('operator', 'national');
    await new Visitor(system.url).signIn(person.email, TEST_PASSWORD);
    const page = await open(`/account?lang=${lang}`, { cookie: person.cookie, width: 768, height: 1024 });
    const table = page.locator('table', { has: page.locator('tbody tr:nth-child(2)') }).last();
    await table.waitFor();
    const { right, inner } = await table.evaluate((element) => ({
      right: Math.max(
        ...[...element.querySelectorAll('button')].map((one) => one.getBoundingClientRect().right),
      ),
      inner: element.parentElement!.getBoundingClientRect().right,
    }));
    expect(right).toBeLessThanOrEqual(inner);
    expect(
      await table.evaluate(
        (element) => element.parentElement!.scrollWidth <= element.parentElement!.clientWidth,
      ),
    ).toBe(true);
  });

  it('says what is wrong where the server cannot be reached, and tries again', async () => {
    const person = await system.person('operator', 'national');
    const page = await open('/account', { cookie: person.cookie });
    await page.locator('#account-name').waitFor();
    await intercept(page, '**/api/account**', (route) => route.abort());
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('#account-name').fill('Other');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').first().waitFor();
    await page.unroute('**/api/account**');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').first().waitFor();
  });
});
