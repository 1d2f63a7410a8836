import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CalendarView, PolicyView } from '../../shared/contract/duty.ts';
import {
  accessibilityFaults,
  intercept,
  launchBrowser,
  LOOKS,
  openPage,
  pressAction,
  type WatchedPage,
} from '../harness/browser.ts';
import type { TestPerson } from '../harness/people.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';
import { until } from '../harness/until.ts';

let system: TestSystem;
let browser: Browser;
let administrator: TestPerson;
let supervisor: TestPerson;
let opened: WatchedPage[] = [];

beforeAll(async () => {
  system = await startSystem({ backend: 'postgres', workers: 0 });
  administrator = await system.person('administrator', 'district:2200');
  supervisor = await system.person('supervisor', 'house:2201');
  await system.pool.query(`UPDATE auth."user" SET name = 'Li Na' WHERE id = $1`, [supervisor.id]);
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await system?.stop();
});

afterEach(async () => {
  const faults = opened.flatMap((watched) => watched.faults);
  await Promise.all(opened.map(({ page }) => page.close()));
  opened = [];
  if (faults.length > 0) throw new Error(`the page is at fault:\n${faults.join('\n')}`);
});

async function open(query: string, person = administrator, width = 1366): Promise<Page> {
  const address = `${system.url}/duty?scope=house:2201&${query}`;
  const watched = await openPage(browser, address, { cookie: person.cookie, width });
  opened.push(watched);
  return watched.page;
}

const dialog = (page: Page) => page.getByRole('dialog');
const closed = (page: Page) => dialog(page).waitFor({ state: 'detached' });
const focused = (what: string, locator: Locator) =>
  until(`${what} has the focus`, () => locator.evaluate((element) => element === document.activeElement));
const calendar = async () =>
  (await (await administrator.fetch('/api/shift-calendars/house:2201')).json()) as CalendarView;

describe('who is on duty', () => {
  it('is laid down by keyboard, and shown at once', async () => {
    const page = await open('lang=en');
    await page.getByText('Add a shift to begin one.').waitFor();
    await pressAction(page, 'n');
    const name = dialog(page).getByLabel('Name of the shift');
    await focused('the name', name);
    await page.keyboard.press('Enter');
    await dialog(page).getByRole('alert').getByText('Give the shift a name.').waitFor();
    await name.fill('All day');
    await dialog(page).getByLabel('From').fill('00:00');
    await dialog(page).getByLabel('To', { exact: true }).fill('00:00');
    const people = dialog(page).getByRole('combobox', { name: 'People on duty' });
    await people.focus();
    await page.keyboard.type('Li');
    await page.getByRole('option', { name: 'Li Na' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await dialog(page).getByRole('button', { name: 'Take Li Na off' }).waitFor();
    await dialog(page).getByRole('button', { name: 'Save' }).press('Enter');
    await closed(page);
    expect((await calendar()).calendar?.shifts).toEqual([
      { name: 'All day', days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '00:00', people: [supervisor.id] },
    ]);
    const now = page.getByRole('region', { name: 'On duty now' });
    await now.getByText('Li Na').waitFor();
    await page.getByText('Somebody is on duty at every hour of the week.').waitFor();
  });

  it('has exceptions, and is not replaced by who saw an older one', async () => {
    const page = await open('lang=en');
    await page.getByRole('row').filter({ hasText: 'All day' }).waitFor();
    const { calendar: before, revision } = await calendar();
    const put = await administrator.fetch('/api/shift-calendars/house:2201', {
      method: 'PUT',
      body: JSON.stringify({ calendar: { ...before, timeZone: 'Asia/Urumqi' }, revision }),
    });
    expect(put.status).toBe(200);
    const add = async () => {
      await pressAction(page, 'x');
      const date = dialog(page).getByLabel('Date', { exact: true });
      await focused('the date', date);
      await date.fill('2030-10-01');
      await dialog(page).getByRole('button', { name: 'Save' }).press('Enter');
    };
    await add();
    await dialog(page).getByText('Somebody else has changed this in the meantime.').waitFor();
    await page.keyboard.press('Escape');
    await closed(page);
    await page.reload();
    await page.getByText('Time zone: Asia/Urumqi').waitFor();
    await add();
    await closed(page);
    await page.getByRole('row').filter({ hasText: '1 Oct 2030' }).getByText('Nobody is on duty').waitFor();
  });

  it('is seen and not changed by a supervisor', async () => {
    const page = await open('lang=en', supervisor);
    await page.getByRole('row').filter({ hasText: 'All day' }).waitFor();
    await page.getByRole('heading', { name: 'Priority: critical' }).waitFor();
    expect(await page.getByRole('button', { name: /Change|Remove|Add/ }).count()).toBe(0);
  });
});

it('the steps of an escalation are written in words, and saved for the place alone', async () => {
  const page = await open('lang=en');
  await page.getByText('The standard of Tidewaiter').waitFor();
  await page.getByRole('button', { name: 'Change the steps: high' }).press('Enter');
  const first = dialog(page).getByRole('group', { name: 'Step 1' }).getByLabel('After minutes');
  await focused('the minutes', first);
  await first.fill('45');
  await page.keyboard.press('Enter');
  await dialog(page).getByRole('alert').getByRole('link', { name: 'Step 2 · Not earlier' }).waitFor();
  await first.fill('20');
  const preview = dialog(page).getByRole('status');
  await preview.getByText('after 20 min: the shift supervisors on duty · Shanghai Pujiang').waitFor();
  await dialog(page).getByRole('button', { name: 'Save' }).press('Enter');
  await closed(page);
  await page.getByText('Laid down at this place.').waitFor();
  const answer = await administrator.fetch('/api/escalation-policies/house:2201');
  expect(((await answer.json()) as PolicyView).policy?.high[0]?.afterMinutes).toBe(20);

  await page.getByRole('button', { name: 'Use that of the place around' }).press('Enter');
  await dialog(page).getByRole('button', { name: 'Use that of the place around' }).press('Enter');
  await closed(page);
  await page.getByText('The standard of Tidewaiter').waitFor();
});

it('what cannot be fetched is said, and fetched when asked again', async () => {
  const page = await open('lang=en');
  await page.getByRole('row').filter({ hasText: 'All day' }).waitFor();
  await intercept(page, '**/api/shift-calendars/**', (route) => route.abort());
  await page.reload();
  await page.getByRole('button', { name: 'Try again' }).first().waitFor();
  await page.unroute('**/api/shift-calendars/**');
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await page.getByRole('row').filter({ hasText: 'All day' }).waitFor();
});

describe.each(LOOKS)('in %s and %s colours', (lang, theme) => {
  it('meets WCAG 2.2 AA as far as axe can tell', async () => {
    const page = await open(`lang=${lang}&theme=${theme}`, administrator, 768);
    await page.locator('ol').first().waitFor();
    await page.locator('tbody tr').first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await pressAction(page, 'n');
    await dialog(page).locator('input[type=time]').first().waitFor();
    await page.keyboard.press('Enter');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await closed(page);
    await page.locator('ul .head button').first().click();
    await dialog(page).locator('fieldset').first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});
