import { readFileSync } from 'node:fs';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
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
let nation: TestPerson;
let opened: WatchedPage[] = [];

beforeAll(async () => {
  system = await startSystem({ backend: 'postgres', workers: 0 });
  nation = await system.person('administrator', 'national');
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

async function open(person: TestPerson, query = '?lang=en', width = 1366): Promise<Page> {
  const watched = await openPage(browser, `${system.url}/places${query}`, { cookie: person.cookie, width });
  opened.push(watched);
  await rows(watched.page).first().waitFor();
  return watched.page;
}

const rows = (page: Page) => page.getByRole('tabpanel').locator('tbody tr');
const dialog = (page: Page) => page.getByRole('dialog');
const closed = (page: Page) => dialog(page).waitFor({ state: 'detached' });
const hasFocus = (locator: Locator) => locator.evaluate((element) => element === document.activeElement);
const focused = (what: string, locator: Locator) => until(`${what} has the focus`, () => hasFocus(locator));

async function shown(page: Page, names: string[]): Promise<void> {
  await until(`${names.join(', ')} is all that is shown`, async () => {
    const heads = await rows(page).locator('th').allInnerTexts();
    return heads.join() === names.join();
  });
}

/** Presses Tab until `locator` has the focus: how one without a mouse gets there. */
async function tabTo(page: Page, locator: Locator): Promise<void> {
  for (let i = 0; i < 40; i++) {
    if (await hasFocus(locator)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('the keyboard does not get there');
}

async function house(code: string): Promise<Record<string, unknown> | undefined> {
  const { houses } = (await (await nation.fetch('/api/places')).json()) as { houses: { code: string }[] };
  return houses.find((other) => other.code === code);
}

async function choose(page: Page, name: string, csv: string | Buffer): Promise<void> {
  const buffer = Buffer.from(csv);
  await dialog(page).getByLabel('CSV file').setInputFiles({ name, mimeType: 'text/csv', buffer });
}

describe('by keyboard alone', () => {
  it('a house is searched for, and its capacity changed', async () => {
    const page = await open(nation);
    await pressAction(page, 's');
    await page.locator('input:focus').waitFor();
    await page.keyboard.type('shanghai pujiang');
    await shown(page, ['Shanghai Pujiang']);
    const edit = page.getByRole('button', { name: 'Edit Shanghai Pujiang' });
    await tabTo(page, edit);
    await page.keyboard.press('Enter');
    const capacity = dialog(page).getByLabel('Inspections a day');
    await tabTo(page, capacity);
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('4.5');
    await page.keyboard.press('Enter');
    await focused('what is wrong', dialog(page).getByRole('alert'));
    expect(await capacity.getAttribute('aria-invalid')).toBe('true');
    await dialog(page).getByRole('link', { name: 'Enter the inspections a day' }).press('Enter');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('456');
    await page.keyboard.press('Enter');
    await closed(page);
    expect(await house('2201')).toMatchObject({ inspectionsPerDay: 456, district: '2200' });
    await rows(page).getByText('456').waitFor();
    await focused('the button that was pressed', edit);
  });

  it('a house is added in its district’s zone, and no other is overwritten by it', async () => {
    const page = await open(nation);
    await pressAction(page, 'n');
    await focused('the code', dialog(page).getByLabel('Code'));
    await page.keyboard.type('2201');
    await page.keyboard.press('Tab');
    await page.keyboard.type('shanghai');
    await page.getByRole('option', { name: /^Shanghai/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await until('the zone is the district’s', async () =>
      (await dialog(page).getByLabel('Time zone').inputValue()).startsWith('Asia/Shanghai'),
    );
    await tabTo(page, dialog(page).getByLabel('Name in English'));
    await page.keyboard.type('New Harbour');
    await tabTo(page, dialog(page).getByLabel('Latitude'));
    await page.keyboard.type('30.5');
    await page.keyboard.press('Tab');
    await page.keyboard.type('−121.75');
    await page.keyboard.press('Enter');
    await dialog(page).getByText('has this code already').first().waitFor();
    expect(await house('2201')).toMatchObject({ name: 'Shanghai Pujiang' });

    await dialog(page).getByRole('alert').getByRole('link').press('Enter');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('2277');
    await page.keyboard.press('Enter');
    await closed(page);
    expect(await house('2277')).toEqual({
      code: '2277',
      district: '2200',
      name: 'New Harbour',
      nameZh: 'New Harbour',
      latitude: 30.5,
      longitude: -121.75,
      timeZone: 'Asia/Shanghai',
      inspectionsPerDay: 0,
      inspectionsPerHour: 0,
    });
  });

  it('what has been typed is not lost by Escape', async () => {
    const page = await open(nation);
    await pressAction(page, 'n');
    await focused('the code', dialog(page).getByLabel('Code'));
    await page.keyboard.type('2288');
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'Leave without saving?' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'Leave without saving?' }).waitFor({ state: 'detached' });
    expect(await dialog(page).getByLabel('Code').inputValue()).toBe('2288');
    await dialog(page).getByRole('button', { name: 'Cancel' }).press('Enter');
    await page.getByRole('button', { name: 'Leave without saving' }).press('Enter');
    await closed(page);
    expect(await house('2288')).toBeUndefined();
  });

  it('districts are a tab away, and pages keep the keyboard', async () => {
    const page = await open(nation);
    const next = page.getByRole('button', { name: 'Next' });
    await next.press('Enter');
    await page.getByText('26 to 50 of').waitFor();
    expect(await hasFocus(next)).toBe(true);
    await page.getByRole('tab', { name: /Customs houses/ }).press('ArrowRight');
    await page.getByRole('button', { name: 'Edit Beijing', exact: true }).waitFor();
    expect(await page.getByRole('tab', { name: /Districts/ }).getAttribute('aria-selected')).toBe('true');
  });
});

describe('a file', () => {
  const csv = readFileSync(new URL('../../data/places/houses.csv', import.meta.url), 'utf8');

  it('with faults is told by line and column, and changes nothing', async () => {
    const page = await open(nation);
    await pressAction(page, 'l');
    await dialog(page).getByRole('button', { name: 'Check the file' }).press('Enter');
    await dialog(page).getByText('Choose a file.').waitFor();
    await focused('the file', dialog(page).getByLabel('CSV file'));
    const lines = csv.split('\n');
    lines[2] = lines[2]!.replace('Asia/Shanghai', 'Asia/Atlantis').replace(',0100,', ',9999,');
    lines[4] = lines[4]!.replace('0104', '01 04');
    await choose(page, 'houses.csv', lines.join('\n'));
    await dialog(page).getByRole('button', { name: 'Check the file' }).press('Enter');
    const faults = dialog(page).locator('tbody tr');
    await faults.first().waitFor();
    expect((await faults.allInnerTexts()).map((text) => text.split('\t').slice(0, 2))).toEqual([
      ['3', 'timeZone'],
      ['5', 'code'],
    ]);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await dialog(page).getByRole('button', { name: 'Load the file' }).count()).toBe(0);
  });

  it('is checked, then loaded, also as Chinese spreadsheets save it', async () => {
    const page = await open(nation);
    await pressAction(page, 'l');
    const head = csv.split('\n')[0]!;
    const row = (name: string) => `2278,2200,Gate,${name},31,121,Asia/Shanghai,12,0`;
    const [before, after] = `${head}\n${row('*')}\n`.split('*');
    const gb = Buffer.concat([
      Buffer.from(before!),
      Buffer.from([0xc9, 0xcf, 0xba, 0xa3]),
      Buffer.from(after!),
    ]);
    await choose(page, 'houses.csv', gb);
    await dialog(page).getByRole('button', { name: 'Check the file' }).press('Enter');
    await focused('what it would do', dialog(page).getByText('New: 1. Changed: 0.'));
    expect(await house('2278')).toBeUndefined();
    await dialog(page).getByRole('button', { name: 'Load the file' }).press('Enter');
    await closed(page);
    expect(await house('2278')).toMatchObject({ nameZh: '上海', inspectionsPerDay: 12 });
  });

  it('comes down as it can be loaded again', async () => {
    const page = await open(nation);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download houses' }).press('Enter'),
    ]);
    expect(download.suggestedFilename()).toBe('houses.csv');
    await pressAction(page, 'l');
    await choose(page, 'houses.csv', readFileSync(await download.path()));
    await dialog(page).getByRole('button', { name: 'Check the file' }).press('Enter');
    await dialog(page).getByText('The file changes nothing').waitFor();
  });
});

describe('who administers less than the nation', () => {
  it('is offered what lies in the district, and no more', async () => {
    const page = await open(await system.person('administrator', 'district:2200'));
    expect(await page.getByRole('button', { name: 'Add a district' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Add a customs house' }).click();
    const district = dialog(page).getByLabel('District');
    expect(await district.isDisabled()).toBe(true);
    expect(await district.inputValue()).toContain('Shanghai');
    await page.keyboard.press('Escape');
    await closed(page);
  });

  it('edits nothing where another role only lets look', async () => {
    const person = await system.people([
      { role: 'operator', scope: 'national' },
      { role: 'administrator', scope: 'house:2201' },
    ]);
    const page = await open(person);
    expect(await page.getByRole('button', { name: 'Add a customs house' }).count()).toBe(0);
    expect(await rows(page).getByRole('button', { name: /^Edit/ }).count()).toBe(0);
    await page.getByRole('searchbox').fill('2201');
    await page.getByRole('button', { name: 'Edit Shanghai Pujiang' }).waitFor();
  });
});

it('houses that no district has are pointed out', async () => {
  const body = JSON.stringify({ district: 'unassigned', houses: [{ code: 'X-77' }] });
  const headers = { 'content-type': 'application/json' };
  expect((await system.fetch('/api/places/houses', { method: 'POST', headers, body })).status).toBe(200);
  const page = await open(nation);
  await page.getByText('1 customs house belongs to no district yet.').waitFor();
  await page.getByRole('button', { name: 'Show them' }).press('Enter');
  await shown(page, ['X-77']);
});

it('what cannot be fetched is said, and fetched when asked again', async () => {
  const watched = await openPage(browser, `${system.url}/retention?lang=en`, { cookie: nation.cookie });
  opened.push(watched);
  const { page } = watched;
  await intercept(page, '**/api/places', (route) => route.abort());
  await page.goto(`${system.url}/places?lang=en`);
  await page.getByRole('button', { name: 'Try again' }).waitFor();
  await page.unroute('**/api/places');
  await page.getByRole('button', { name: 'Try again' }).click();
  await rows(page).first().waitFor();
});

describe.each(LOOKS)('in %s and %s colours', (lang, theme) => {
  it('meets WCAG 2.2 AA as far as axe can tell', async () => {
    const page = await open(nation, `?lang=${lang}&theme=${theme}`, 768);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    for (const key of ['n', 'l']) {
      await page.keyboard.press(key);
      await dialog(page).waitFor();
      if (key === 'n') {
        await dialog(page).locator('button[type=submit]').click();
        await dialog(page).getByRole('alert').waitFor();
      }
      expect(await accessibilityFaults(page), key).toEqual([]);
      await page.keyboard.press('Escape');
      await closed(page);
    }
  });
});
