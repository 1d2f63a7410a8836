import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  accessibilityFaults,
  intercept,
  launchBrowser,
  LOOKS,
  openPage,
  type WatchedPage,
} from '../harness/browser.ts';
import type { TestPerson } from '../harness/people.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';
import { until } from '../harness/until.ts';

const NEW_PASSWORD = 'fourteen grey lighthouse otters';

let system: TestSystem;
let browser: Browser;
let boss: TestPerson;
let opened: WatchedPage[] = [];

beforeAll(async () => {
  system = await startSystem({ backend: 'postgres', workers: 0 });
  boss = await system.person('administrator', 'national');
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

const heading = (page: Page, name: string | RegExp) =>
  page.getByRole('heading', { level: 1, name }).waitFor();
/** What a combobox offers; the browser's own lists have options too. */
const choices = (page: Page) => page.locator('[role=option]');
const dialog = (page: Page) => page.getByRole('dialog');
const said = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

/** Goes on with Tab until the focus is on what is labelled or reads `name`, as a reader without a mouse does. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let i = 0; i < 40; i++) {
    const focused = await page.evaluate(() => {
      const at = document.activeElement as HTMLInputElement | null;
      return at?.labels?.[0]?.textContent ?? at?.getAttribute('aria-label') ?? at?.textContent ?? '';
    });
    if (focused.trim() === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach "${name}"`);
}

describe('inviting', () => {
  it('goes by keyboard, and the person sees what the role allows and no more', async () => {
    const page = await open('/people', { cookie: boss.cookie });
    await heading(page, 'People');
    await tabTo(page, 'Invite a person');
    await page.keyboard.press('Enter');
    await dialog(page).waitFor();
    await tabTo(page, 'Name');
    await page.keyboard.type('Xu Hong');
    await tabTo(page, 'E-mail address');
    await page.keyboard.type('xu.hong@customs.example');
    await tabTo(page, 'Role');
    await page.keyboard.type('Manager');
    await tabTo(page, 'Place');
    await page.keyboard.type('2200');
    await choices(page).first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Add the role');
    await page.keyboard.press('Enter');
    await said(page, 'Manager, Shanghai');
    await tabTo(page, 'Invite');
    await page.keyboard.press('Enter');

    const link = await page.getByLabel('Link', { exact: true }).inputValue();
    expect(link).toContain(`${system.url}/invitation/`);
    expect(await accessibilityFaults(page)).toEqual([]);
    // Only the button leads on: the link cannot be had again.
    await page.keyboard.press('Escape');
    expect(await dialog(page).isVisible()).toBe(true);
    await tabTo(page, 'Done');
    await page.keyboard.press('Enter');
    await dialog(page).waitFor({ state: 'hidden' });
    await page.getByRole('link', { name: 'Xu Hong' }).waitFor();
    expect(await page.getByText(link).count()).toBe(0);

    const invited = await open(new URL(link).pathname);
    await invited.getByLabel('Password', { exact: true }).fill(NEW_PASSWORD);
    await invited.keyboard.press('Enter');
    await invited.waitForURL((url) => url.pathname === '/board');
    await invited.goto(`${system.url}/people`);
    await heading(invited, 'You may not see this');
    await invited.getByText('Xu Hong').first().waitFor();
    expect(await invited.getByRole('link', { name: 'People', exact: true }).count()).toBe(0);
    const answers = await invited.evaluate(() =>
      Promise.all(
        ['district:2200', 'district:5300', 'national'].map(
          async (scope) => (await fetch(`/api/channel-counts?scope=${scope}`)).status,
        ),
      ),
    );
    expect(answers).toEqual([200, 403, 403]);
  });

  it('says what is missing and what is wrong, and takes the reader there', async () => {
    const taken = await system.person('operator', 'national');
    const page = await open('/people', { cookie: boss.cookie });
    await page.getByRole('button', { name: 'Invite a person' }).click();
    await page.getByRole('button', { name: 'Invite', exact: true }).click();
    await page.getByRole('link', { name: 'Give a name.' }).click();
    await page.keyboard.type('Somebody');
    await dialog(page).getByLabel('E-mail address').fill(taken.email);
    await page.keyboard.press('Enter');
    await said(page, 'Another account has this e-mail address.');
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});

describe('the list', () => {
  it('is searched and narrowed down, and found again by going back', async () => {
    const person = await system.person('officer', 'house:2201');
    const page = await open('/people', { cookie: boss.cookie });
    await page.getByLabel('Name or e-mail address').fill(person.email);
    await page.waitForURL((url) => url.searchParams.get('search') === person.email);
    await until('one is left', async () => (await page.locator('tbody tr').count()) === 1);
    await page.locator('tbody a').click();
    await heading(page, /Test officer/);
    await page.goBack();
    await until('one is left', async () => (await page.locator('tbody tr').count()) === 1);
    await page.getByLabel('State').selectOption('disabled');
    await said(page, 'Nobody to show');
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await page.getByText(/^1 to \d+ of \d+$/).waitFor();
  });

  it('says that it cannot be fetched, and tries again', async () => {
    const page = await open('/loans', { cookie: boss.cookie });
    await intercept(page, '**/api/people*', (route) => route.abort());
    await page.goto(`${system.url}/people`);
    await page.getByRole('alert').getByText('The server cannot be reached.').waitFor();
    await page.unroute('**/api/people*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('tbody tr').first().waitFor();
  });
});

describe('a person', () => {
  it('is given and taken roles after their consequences have been read', async () => {
    const person = await system.person('operator', 'house:2201');
    const page = await open(`/people/${person.id}`, { cookie: boss.cookie });
    await page.getByRole('button', { name: /^Remove Monitoring-room operator/ }).click();
    await page.getByLabel('Role', { exact: true }).selectOption('supervisor');
    await page.getByLabel('Place').fill('5300');
    await choices(page).first().click();
    await page.getByRole('button', { name: 'Save the roles' }).click();
    await said(page, /Gives: Shift supervisor, Shenzhen\. Takes away: Monitoring-room operator, .+\./);
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog(page).getByRole('button', { name: 'Save the roles' }).click();
    await dialog(page).waitFor({ state: 'hidden' });
    const { rows } = await system.pool.query('SELECT role, scope FROM assignment WHERE person_id = $1', [
      person.id,
    ]);
    expect(rows).toEqual([{ role: 'supervisor', scope: 'district:5300' }]);
  });

  it('is signed out by being disabled, and let in again', async () => {
    const person = await system.person('operator', 'house:2201');
    const page = await open(`/people/${person.id}`, { cookie: boss.cookie });
    await page.getByRole('button', { name: 'Disable the account' }).click();
    await said(page, /signed out everywhere within five seconds and cannot sign in any more/);
    await dialog(page).getByRole('button', { name: 'Disable the account' }).click();
    await page.getByRole('button', { name: 'Enable the account' }).waitFor();
    expect((await person.fetch('/api/places')).status).toBe(401);
    await page.getByRole('button', { name: 'Enable the account' }).click();
    await dialog(page).getByRole('button', { name: 'Enable the account' }).click();
    await page.getByRole('button', { name: 'Disable the account' }).waitFor();
  });

  it('who has forgotten the password gets a link that is shown once', async () => {
    const person = await system.person('operator', 'house:2201');
    const page = await open(`/people/${person.id}`, { cookie: boss.cookie });
    await page.getByRole('button', { name: 'Reset link' }).click();
    await dialog(page).getByRole('button', { name: 'Make the link' }).click();
    expect(await page.getByLabel('Link', { exact: true }).inputValue()).toContain('/invitation/');
    await page.getByRole('button', { name: 'Done' }).click();
    await dialog(page).waitFor({ state: 'hidden' });
    expect(await page.getByLabel('Link', { exact: true }).count()).toBe(0);
  });

  it('who is oneself cannot be changed here, and the page says why', async () => {
    const page = await open(`/people/${boss.id}`, { cookie: boss.cookie });
    await said(page, /This is your own account/);
    for (const name of ['Disable the account', 'Reset link', 'Save the roles']) {
      expect(await page.getByRole('button', { name }).count()).toBe(0);
    }
  });
});

describe('lending', () => {
  it('goes from the dialog to the list, and is ended there', async () => {
    const manager = await system.person('manager', 'district:2200');
    const away = async () => (await manager.fetch('/api/channel-counts?scope=district:5300')).status;
    const page = await open('/loans', { cookie: boss.cookie });
    await page.getByRole('button', { name: 'Lend rights' }).click();
    await page.getByRole('button', { name: 'Lend', exact: true }).click();
    await page.getByRole('link', { name: 'Choose a person.' }).click();
    await page.keyboard.type(manager.email);
    await page.getByRole('option', { name: new RegExp(manager.email) }).click();
    await dialog(page).getByLabel('see the board').check();
    await dialog(page).getByLabel('Place').fill('5300');
    await choices(page).first().click();
    await dialog(page).getByLabel('Reason').fill('Joint control of refrigerated containers');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Lend', exact: true }).click();
    await page.locator('tbody tr').getByText('In force').waitFor();
    expect(await away()).toBe(200);
    await page.getByRole('button', { name: /^End what is lent/ }).click();
    await said(page, /loses these rights at Shenzhen .+ see the board\./);
    await dialog(page).getByRole('button', { name: 'End the loan' }).click();
    await page.locator('tbody tr').getByText('Over').waitFor();
    expect(await away()).toBe(403);
  });
});

describe.each(LOOKS)('in %s and %s colours', (locale, theme) => {
  it.each([
    ['/people', 1366, 768],
    ['/people/PERSON', 768, 1024],
    ['/loans', 1920, 1080],
  ])('%s at %i × %i is within reach of everyone', async (path, width, height) => {
    const person = await giveLocale(await system.person('administrator', 'national'), locale);
    const other = await system.person('officer', 'house:2201');
    const page = await open(path.replace('PERSON', other.id), { cookie: person.cookie, width, height });
    await page.evaluate((chosen) => localStorage.setItem('tidewaiter-theme', chosen), theme);
    await page.reload();
    await page.locator('h1').waitFor();
    await page.locator('main').locator('table, dl, .title').first().waitFor();
    expect(await page.locator('html').getAttribute('lang')).toMatch(locale);
    expect(await accessibilityFaults(page)).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });
});

async function giveLocale(person: TestPerson, locale: string): Promise<TestPerson> {
  await system.pool.query('UPDATE auth."user" SET locale = $2 WHERE id = $1', [person.id, locale]);
  return person;
}
