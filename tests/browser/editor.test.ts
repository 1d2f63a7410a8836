import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PartChanged, PartView, ProfileVersion } from '../../shared/contract/profiles.ts';
import type { ProfileContent } from '../../shared/domain/ruleset/part.ts';
import {
  accessibilityFaults,
  intercept,
  launchBrowser,
  LOOKS,
  openPage,
  pressAction,
  type WatchedPage,
} from '../harness/browser.ts';
import { declarationWith } from '../harness/declarations.ts';
import { ENQUIRY_RULESET, lodgeAndDecide } from '../harness/enquiry.ts';
import type { TestPerson } from '../harness/people.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';
import { until } from '../harness/until.ts';

const PHONES = 3;

let system: TestSystem;
let browser: Browser;
let author: TestPerson;
let opened: WatchedPage[] = [];

const draft: ProfileContent = {
  title: 'Phones of traders who are new',
  titleZh: '新企业手机',
  when: {
    all: [
      { item: { all: [{ field: 'item.hsCode', op: 'startsWith', value: ['8517'] }] } },
      {
        any: [
          { field: 'trader.id', op: 'inList', value: 'watched' },
          { field: 'totalValue', op: 'gt', value: 1 },
        ],
      },
    ],
  },
  channel: 'red',
  mandatory: false,
  score: 60,
};

beforeAll(async () => {
  const lists = [{ name: 'watched', entries: [{ value: 'T-1' }] }];
  system = await startSystem({ backend: 'postgres', workers: 1, ruleset: { ...ENQUIRY_RULESET, lists } });
  author = await system.person('specialist', 'national');
  const [plain] = declarationWith({ declarationNo: 'X' }).items;
  await lodgeAndDecide(system, [
    declarationWith({ declarationNo: 'LAPTOP-1' }),
    ...Array.from({ length: PHONES }, (_, i) =>
      declarationWith({ declarationNo: `PHONE-${i}`, items: [{ ...plain!, hsCode: '85171300' }] }),
    ),
  ]);
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

async function open(who: TestPerson, path: string, width = 1366, height = 768): Promise<Page> {
  const watched = await openPage(browser, system.url + path, { cookie: who.cookie, width, height });
  opened.push(watched);
  return watched.page;
}

async function asked<T>(who: TestPerson, path: string, init?: RequestInit): Promise<T> {
  const response = await who.fetch(path, init);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

const begin = (code: string) =>
  asked<PartChanged>(author, '/api/profiles', {
    method: 'POST',
    body: JSON.stringify({ code, level: 'national', content: draft }),
  });
const stored = (code: string) => asked<ProfileVersion>(author, `/api/profiles/${code}/versions/1`);

const hasFocus = (locator: Locator) => locator.evaluate((element) => element === document.activeElement);
const focused = (what: string, locator: Locator) => until(`${what} has the focus`, () => hasFocus(locator));
const rows = (page: Page) => page.getByRole('treeitem');
const figure = (page: Page, name: string) => page.locator(`[data-figure=${name}]`);
/** Waits for figures that answer the question of now. */
const counted = (page: Page, hits: number) =>
  until(`${hits} hits are counted`, async () =>
    (await figure(page, 'hits').allInnerTexts()).some((text) => text.startsWith(`${hits} `)),
  );

async function tabTo(page: Page, locator: Locator): Promise<void> {
  for (let i = 0; i < 60; i++) {
    if (await hasFocus(locator)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('the keyboard does not get there');
}

async function choose(page: Page, typed: string): Promise<void> {
  await page.keyboard.type(typed);
  await page.getByRole('listbox').getByRole('option').first().waitFor();
  await page.keyboard.press('Enter');
}

describe('a profile', () => {
  it('is written by keyboard alone, tried on past declarations, saved and submitted', async () => {
    const page = await open(author, '/profiles/new');
    const code = page.getByLabel('Code');
    await code.waitFor();
    await tabTo(page, code);
    await page.keyboard.type('KEYS-1');
    await page.keyboard.press('Enter');

    await rows(page).first().waitFor();
    await pressAction(page, 't');
    await focused('the first condition', rows(page).nth(1));
    await pressAction(page, 'i');
    await until('it stands in a goods item', async () => (await rows(page).count()) === 3);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await focused('the field', page.getByLabel('Field', { exact: true }));
    await choose(page, 'hs code');
    await page.keyboard.press('Tab');
    await focused('the operator', page.getByLabel('Comparison'));
    await page.keyboard.type('beg');
    await page.keyboard.press('Tab');
    await focused('the value', page.getByLabel('Values', { exact: true }));
    await page.keyboard.type('8517,');
    await counted(page, PHONES);
    await page.getByText('It hits where one goods item with (HS code begins with 8517).').waitFor();

    await page.keyboard.press('Escape');
    await focused('the row', rows(page).nth(2));
    await pressAction(page, 'd');
    await until('there are two', async () => (await rows(page).count()) === 5);
    await page.keyboard.press('Control+z');
    await until('there is one again', async () => (await rows(page).count()) === 3);

    await page.keyboard.press('Control+s');
    const fault = page.getByRole('alert').getByText('Enter a title');
    await fault.waitFor();
    const title = page.getByLabel('Title', { exact: true });
    await tabTo(page, title);
    await page.keyboard.type('Phones');
    await page.keyboard.press('Control+s');
    await page.waitForURL('**/profiles/KEYS-1/versions/1/edit');
    await page.getByText('Saved', { exact: true }).waitFor();
    expect((await stored('KEYS-1')).content).toMatchObject({
      title: 'Phones',
      when: { all: [{ item: { field: 'item.hsCode', op: 'startsWith', value: ['8517'] } }] },
    });

    await tabTo(page, page.getByRole('button', { name: 'Submit for review' }));
    await page.keyboard.press('Enter');
    const note = page.getByRole('dialog').getByRole('textbox');
    await focused('the note', note);
    await page.keyboard.type('Seen at two houses.');
    await tabTo(page, page.getByRole('dialog').getByRole('button', { name: 'Submit for review' }));
    await page.keyboard.press('Enter');
    await page.waitForURL('**/profiles/KEYS-1?version=1');
    const { versions, events } = await asked<PartView>(author, '/api/profiles/KEYS-1');
    expect(versions[0]?.state).toBe('in-review');
    expect(events[0]).toMatchObject({ step: 'submit', reason: 'Seen at two houses.' });
  });

  it('shows its examples with why, and what is not sound at its place', async () => {
    await begin('WHY-1');
    const page = await open(author, '/profiles/WHY-1/versions/1/edit');
    await counted(page, PHONES);
    expect(await figure(page, 'extra').innerText()).toBe(`+${PHONES}`);
    const example = page.locator('details', { hasText: 'PHONE-0' });
    await example.locator('summary').click();
    await example.getByText('HS code: 85171300 (item 1)').waitFor();
    await rows(page).nth(6).click();
    await page.getByLabel('Value, in the currency declared').fill('1,000');
    await rows(page).nth(6).getByText('Enter a number').waitFor();
    await page.getByText('these are the figures from before').waitFor();
    await page.getByRole('button', { name: 'As JSON', exact: true }).click();
    const json = page.getByLabel('Condition as JSON');
    const text = (await json.inputValue()).replace('"1,000"', '1000');
    const wrong = text.replace('"gt"', '"above"');
    await json.fill(wrong);
    const lines = wrong.split('\n');
    const line = lines.findIndex((one) => one.includes('"above"'));
    const column = lines[line]!.indexOf('"above"');
    await page.getByText(`Line ${line + 1}, column ${column + 1}:`).waitFor();
    await page.getByText('No such operator').waitFor();
    await json.fill(text);
    await until('the text is sound', async () => (await page.getByText(/^Line \d+/).count()) === 0);
    await page.getByRole('button', { name: 'As a tree' }).click();
    await rows(page).getByText('Total customs value is above 1,000').waitFor();
  });

  it('is kept when another has saved it meanwhile, and when the server does not answer', async () => {
    const { revision } = await begin('BOTH-1');
    const other = await system.person('specialist', 'national');
    const page = await open(author, '/profiles/BOTH-1/versions/1/edit');
    const title = page.getByLabel('Title', { exact: true });
    await title.fill('Mine');
    await counted(page, PHONES);

    await intercept(page, '**/api/**', (route) => route.abort());
    await page.keyboard.press('Control+s');
    await page.getByRole('alert').getByText('cannot be reached').waitFor();
    await page.getByLabel('Score, 0 to 100').fill('61');
    await page.getByText('The figures are counted again as soon as it can.').waitFor();
    await page.unroute('**/api/**');
    await until(
      'the figures are counted again',
      async () => (await page.getByText('as soon as it can').count()) === 0,
    );

    await asked(other, '/api/profiles/BOTH-1/versions/1', {
      method: 'PUT',
      body: JSON.stringify({ revision, content: { ...draft, title: 'Theirs' } }),
    });
    await page.keyboard.press('Control+s');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Test specialist-national saved it at').waitFor();
    await dialog.getByText('Theirs', { exact: true }).last().waitFor();
    await dialog.getByRole('button', { name: 'Keep mine' }).click();
    expect(await title.inputValue()).toBe('Mine');

    await page.getByRole('link', { name: 'Declarations' }).click();
    await dialog.getByText('Leave without saving?').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+s');
    await page.getByText('Saved', { exact: true }).waitFor();
    expect((await stored('BOTH-1')).content).toMatchObject({ title: 'Mine', score: 61 });
  });
});

it('who may not write there sees the profile and no editor', async () => {
  await begin('ELSEWHERE-1');
  const district = await system.person('specialist', 'district:2200');
  const page = await open(district, '/profiles/ELSEWHERE-1/versions/1/edit');
  await page.waitForURL('**/profiles/ELSEWHERE-1?version=1');
});

describe.each(LOOKS)('in %s and %s colours', (language, theme) => {
  it('axe finds nothing, and the pages fit from 768 px on', async () => {
    const code = `LOOK-${language}`;
    await begin(code);
    for (const path of ['/profiles/new', `/profiles/${code}/versions/1/edit`]) {
      const page = await open(author, `${path}?lang=${language}&theme=${theme}`, 768, 1024);
      const ready = path.endsWith('edit') ? figure(page, 'hits') : page.locator('form');
      await ready.waitFor();
      if (path.endsWith('edit')) await rows(page).nth(3).click();
      expect([path, await accessibilityFaults(page)]).toEqual([path, []]);
      expect([path, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([path, 768]);
    }
  });
});
