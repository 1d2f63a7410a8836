import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RetentionView } from '../../shared/contract/retention.ts';
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
let opened: WatchedPage[] = [];

beforeAll(async () => {
  system = await startSystem({ backend: 'postgres', workers: 1 });
  administrator = await system.person('administrator', 'national');
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

async function open(query = '?lang=en', person = administrator, width = 1366): Promise<Page> {
  const watched = await openPage(browser, `${system.url}/retention${query}`, {
    cookie: person.cookie,
    width,
  });
  opened.push(watched);
  return watched.page;
}

const dialog = (page: Page) => page.getByRole('dialog');
const closed = (page: Page) => dialog(page).waitFor({ state: 'detached' });
const focused = (what: string, locator: Locator) =>
  until(`${what} has the focus`, () => locator.evaluate((element) => element === document.activeElement));
const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

async function daysOf(subject: string): Promise<number | undefined> {
  const { periods } = (await (await administrator.fetch('/api/retention')).json()) as RetentionView;
  return periods.find((period) => period.subject === subject)?.days;
}

describe('a period', () => {
  it('is changed by keyboard, but not below the least', async () => {
    const page = await open();
    const change = page.getByRole('button', { name: 'Change the period: Flow figures' });
    await change.press('Enter');
    const days = dialog(page).getByLabel('Days');
    await focused('the number of days', days);
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('1');
    await page.keyboard.press('Enter');
    await dialog(page).getByText('Enter a whole number from 2 to 36,500.').waitFor();
    await focused('the number of days', days);
    expect(await days.getAttribute('aria-invalid')).toBe('true');
    expect(await daysOf('flow')).toBe(400);

    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('30');
    await dialog(page).getByText('A shorter period deletes more').waitFor();
    await page.keyboard.press('Enter');
    await closed(page);
    expect(await daysOf('flow')).toBe(30);
    await row(page, 'Flow figures').getByText('30 days').waitFor();
    await row(page, 'Flow figures').getByText('Test administrator-national').waitFor();
    await focused('the button that was pressed', change);
  });

  it('stays as it was when the server cannot be reached, and so does what was typed', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Change the period: Access log' }).press('Enter');
    await focused('the number of days', dialog(page).getByLabel('Days'));
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('500');
    await intercept(page, '**/api/retention/**', (route) => route.abort());
    await page.keyboard.press('Enter');
    await dialog(page).getByText('The server cannot be reached.').waitFor();
    expect(await dialog(page).getByLabel('Days').inputValue()).toBe('500');
    await page.unroute('**/api/retention/**');
    await page.keyboard.press('Enter');
    await closed(page);
    expect(await daysOf('access-log')).toBe(500);
  });
});

describe('deleting now', () => {
  it('is asked for, begins only when confirmed, and its report appears', async () => {
    await system.pool.query(
      `INSERT INTO flow_bucket VALUES (now() - interval '500 days', '2201', 1, 1, 1, 1, 1);
       INSERT INTO trader (trader_id, first_seen_at)
         SELECT 'T-' || i, now() - interval '10 years' FROM generate_series(1, 1234) AS i`,
    );
    const page = await open();
    const mine = row(page, 'finished').filter({ hasText: 'Test administrator-national' });
    await row(page, 'Flow figures').first().waitFor();
    await pressAction(page, 'd');
    await dialog(page).waitFor();
    await page.keyboard.press('Escape');
    await closed(page);
    expect(await mine.count()).toBe(0);

    await pressAction(page, 'd');
    await dialog(page).getByRole('button', { name: 'Delete what is too old' }).press('Enter');
    await closed(page);
    await mine.waitFor();
    const report = await mine.innerText();
    expect(report).toContain('Traders without kept declarations: 1,234');
    expect(report).toContain('Flow figures: 1');
    await until('another can be asked for', async () => {
      const button = page.getByRole('button', { name: 'Delete now' });
      return (await button.getAttribute('aria-disabled')) === null;
    });
  });
});

it('is the nation’s alone', async () => {
  const page = await open('?lang=en', await system.person('administrator', 'district:2200'));
  await page.getByRole('heading', { level: 1, name: 'You may not see this' }).waitFor();
  expect(await page.getByRole('link', { name: 'Retention' }).count()).toBe(0);
});

it('what cannot be fetched is said, and fetched when asked again', async () => {
  const page = await open();
  await row(page, 'Flow figures').first().waitFor();
  await intercept(page, '**/api/retention', (route) => route.abort());
  await page.reload();
  await page.getByRole('button', { name: 'Try again' }).first().waitFor();
  await page.unroute('**/api/retention');
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await row(page, 'Flow figures').first().waitFor();
});

describe.each(LOOKS)('in %s and %s colours', (lang, theme) => {
  it('meets WCAG 2.2 AA as far as axe can tell', async () => {
    const page = await open(`?lang=${lang}&theme=${theme}`, administrator, 768);
    await page.locator('tbody tr').first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await page.locator('tbody button').first().click();
    await dialog(page).getByRole('textbox').fill('5');
    await page.keyboard.press('Enter');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await closed(page);
    await pressAction(page, 'd');
    await dialog(page).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});
