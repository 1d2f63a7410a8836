import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PartChanged, PartView, ProfileList, ProfileVersion } from '../../shared/contract/profiles.ts';
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

let system: TestSystem;
let browser: Browser;
let author: TestPerson;
let reviewer: TestPerson;
let opened: WatchedPage[] = [];

const said: ProfileContent = {
  title: 'Laptops in large lots',
  titleZh: '大批量便携式电脑',
  when: {
    all: [
      { field: 'paymentTerms', op: 'eq', value: 'LAPTOP' },
      { item: { field: 'item.hsCode', op: 'startsWith', value: ['8471'] } },
    ],
  },
  channel: 'red',
  mandatory: false,
  score: 60,
  guidance: { en: 'Count the machines.', zh: '清点数量。' },
};

beforeAll(async () => {
  const lists = [{ name: 'watched', entries: [{ value: 'T-1' }] }];
  system = await startSystem({ backend: 'postgres', workers: 1, ruleset: { ...ENQUIRY_RULESET, lists } });
  author = await system.person('specialist', 'national');
  reviewer = await system.person('specialist', 'national');
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

async function asked<T>(who: TestPerson, path: string, body?: unknown): Promise<T> {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const response = await who.fetch(path, init);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

const begin = (code: string) =>
  asked<PartChanged>(author, '/api/profiles', { code, level: 'national', content: said });
const newest = async (path: string) => (await asked<PartView>(reviewer, path)).versions[0]!;
const dialog = (page: Page) => page.getByRole('dialog');
const closed = (page: Page) => dialog(page).waitFor({ state: 'detached' });
const press = (page: Page, name: string) => dialog(page).getByRole('button', { name, exact: true }).click();
const row = (page: Page, name: string | RegExp) => page.locator('tbody tr').filter({ hasText: name });
const focused = (what: string, locator: Locator) =>
  until(`${what} has the focus`, () => locator.evaluate((element) => element === document.activeElement));

/** Waits until the page takes a key, which opens its dialog. */
async function ask(page: Page, button: string, key: string): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).waitFor();
  await page.keyboard.press(key);
  await dialog(page).waitFor();
}

async function giveReason(page: Page, reason: string): Promise<void> {
  await dialog(page)
    .getByRole('textbox', { name: /^Reason/ })
    .fill(reason);
}

describe('a profile', () => {
  it('is submitted by who wrote it and cannot be approved by them', async () => {
    await begin('STORY-1');
    const page = await open(author, '/profiles/STORY-1?lang=en');
    await page.getByText('HS code begins with 8471').waitFor();
    await ask(page, 'Submit for review', 't');
    await focused('the note', dialog(page).getByRole('textbox'));
    await press(page, 'Submit for review');
    await closed(page);
    await page.getByText('You have written on this version: another person approves it.').waitFor();
    expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    expect((await newest('/api/profiles/STORY-1')).state).toBe('in-review');
  });

  it('is found and approved by another person, as a canary at one house', async () => {
    const page = await open(reviewer, '/profiles?lang=en');
    await row(page, 'STORY-1').waitFor();
    await pressAction(page, 'v');
    await until('it alone is shown', async () => (await page.locator('tbody tr').count()) === 1);
    expect(page.url()).toContain('review=1');
    await page.getByRole('link', { name: 'STORY-1' }).click();
    await page.getByText('It is the first version').waitFor();
    await page.getByTestId('back-test').waitFor();

    await ask(page, 'Approve', 'a');
    await dialog(page).getByLabel('In force as').selectOption('Active');
    await dialog(page).getByLabel('Try it out first').check();
    await dialog(page).getByLabel('Suspend it by itself').check();
    await press(page, 'Approve');
    await focused('what is wrong', dialog(page).getByRole('alert'));
    await dialog(page).getByRole('link', { name: 'Choose a customs house or a share.' }).click();
    await dialog(page).locator('input:focus').waitFor();
    await page.keyboard.type('pujiang');
    await page.getByRole('option', { name: /Shanghai Pujiang/ }).click();
    await dialog(page).getByLabel('Most hits an hour').fill('1000');
    await giveReason(page, 'Looks sound.');
    await press(page, 'Approve');
    await closed(page);
    await page.getByText('Canary', { exact: true }).first().waitFor();
    expect(await newest('/api/profiles/STORY-1')).toMatchObject({
      state: 'active',
      release: { status: 'active', canary: { houses: ['2201'] }, guard: { hitsPerHour: 1000 } },
    });
  });

  it('hits what is lodged from then on, and the list shows it without being asked', async () => {
    const page = await open(author, '/profiles?lang=en&canary=1');
    await row(page, 'STORY-1').waitFor();
    const lodge = (name: string, customsHouse: string) =>
      declarationWith({ declarationNo: name, customsHouse, paymentTerms: 'LAPTOP' });
    await until('the worker has the ruleset', async () => {
      await lodgeAndDecide(system, [lodge(`AT-${performance.now()}`, '2201')]);
      const { profiles } = await asked<ProfileList>(author, '/api/profiles');
      return profiles.find(({ code }) => code === 'STORY-1')!.performance.hits > 0;
    });
    await lodgeAndDecide(system, [lodge('ELSEWHERE', '5301')]);
    await row(page, 'STORY-1').getByText('1 in shadow').waitFor();
    await page.getByText('FRESH').waitFor();
    expect(await page.locator('tbody tr').count()).toBe(1);
    const hits = page.locator('tbody tr td').nth(3);
    expect(Number.parseInt((await hits.innerText()).replace(/^.*shadow/s, ''), 10)).toBeGreaterThan(0);
  });

  it('is widened from its canary by another person, never by its author', async () => {
    const own = await open(author, '/profiles/STORY-1?lang=en');
    await own.getByText('Hits in the last hour').waitFor();
    await own.getByRole('button', { name: 'Suspend' }).waitFor();
    expect(await own.getByRole('button', { name: 'Change the release' }).count()).toBe(0);

    const page = await open(reviewer, '/profiles/STORY-1?lang=en');
    await page.getByRole('button', { name: 'Change the release' }).click();
    expect(await dialog(page).getByLabel('Most hits an hour').inputValue()).toBe('1000');
    await dialog(page).getByLabel('Share of declarations, %').fill('7,5 %');
    await dialog(page).getByRole('button', { name: 'Remove Shanghai Pujiang' }).click();
    await giveReason(page, 'Wider now.');
    await press(page, 'Change the release');
    await closed(page);
    expect((await newest('/api/profiles/STORY-1')).release).toEqual({
      status: 'active',
      canary: { share: 0.075 },
      guard: { hitsPerHour: 1000 },
    });
    await row(page, 'Release changed').getByText('Wider now.').waitFor();
  });

  it('gets a new version in the editor, which is read by its difference and returned', async () => {
    const page = await open(author, '/profiles/STORY-1?lang=en');
    await ask(page, 'New version', 'e');
    await press(page, 'New version');
    await page.waitForURL('**/profiles/STORY-1/versions/2/edit');
    await page.getByLabel('Score, 0 to 100').fill('85');
    await page.getByRole('button', { name: 'Submit for review' }).click();
    await press(page, 'Submit for review');
    await page.waitForURL('**/profiles/STORY-1?version=2');
    const { content } = await asked<ProfileVersion>(author, '/api/profiles/STORY-1/versions/2');
    expect(content.score).toBe(85);

    const review = await open(reviewer, '/profiles/STORY-1?lang=en');
    await review.getByRole('heading', { name: 'From version 1 to version 2' }).waitFor();
    // Begins with it: the history tells of a release changed.
    expect((await row(review, /^\s*Changed/).innerText()).split(/\s+/)).toEqual([
      'Changed',
      'Score',
      '60',
      '85',
    ]);
    await ask(review, 'Return', 'x');
    await press(review, 'Return');
    await dialog(review).getByText('Give a reason.').waitFor();
    await giveReason(review, 'Why so high?');
    await press(review, 'Return');
    await closed(review);
    await row(page, 'Returned').getByText('Why so high?').waitFor();
    expect((await newest('/api/profiles/STORY-1')).state).toBe('draft');
  });
});

it('a reference list is begun, filled with dated entries, approved and searched', async () => {
  const page = await open(author, '/lists?lang=en');
  await ask(page, 'New list', 'n');
  await focused('the name', dialog(page).getByLabel('Name'));
  await page.keyboard.type('two words');
  await page.keyboard.press('Enter');
  await focused('what is wrong', dialog(page).getByRole('alert'));
  await dialog(page).getByLabel('Name').fill('laptop-makers');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/lists/laptop-makers');
  for (const [value, until_] of [
    ['T-77', ''],
    ['T-78', '2020-01-01T00:00'],
  ] as const) {
    await ask(page, 'Add an entry', 'n');
    await focused('the value', dialog(page).getByLabel('Value'));
    await page.keyboard.type(value);
    await dialog(page).getByLabel('Until').fill(until_);
    await page.keyboard.press('Enter');
    await closed(page);
    await row(page, value).waitFor();
  }
  await row(page, 'T-78').getByText('not in force now').waitFor();
  await ask(page, 'Submit for review', 't');
  await press(page, 'Submit for review');
  await closed(page);

  const review = await open(reviewer, '/lists/laptop-makers?lang=en');
  await ask(review, 'Approve', 'a');
  await giveReason(review, 'Known makers.');
  await press(review, 'Approve');
  await closed(review);
  await review.getByLabel('Find an entry').fill('77');
  await until('one entry is shown', async () => (await row(review, 'T-78').count()) === 0);
  await row(review, 'T-77').waitFor();
  await review.getByRole('link', { name: 'All lists' }).click();
  expect((await row(review, 'laptop-makers').locator('td').allInnerTexts()).slice(2, 4)).toEqual(['1', '2']);
});

it('parameters are changed in a draft, refused with the place of each fault, and approved', async () => {
  const page = await open(author, '/parameters?lang=en');
  await ask(page, 'New version', 'e');
  await press(page, 'New version');
  const red = page.getByLabel('Red from a score of');
  await red.fill('much');
  await page.getByRole('button', { name: 'Save the draft' }).click();
  await focused('what is wrong', page.getByRole('alert'));
  await red.fill('95');
  await page.getByRole('button', { name: 'Add a stratum' }).click();
  await page.getByLabel('Name').fill('post');
  await page.getByLabel('Rate, %', { exact: true }).fill('0.25');
  await red.fill('9500');
  await page.getByRole('button', { name: 'Save the draft' }).click();
  await row(page, 'strata.0.when').getByText('Nothing in here yet: add a condition').waitFor();
  await row(page, 'thresholds.red').waitFor();
  await red.fill('95');
  await page.getByRole('button', { name: 'Edit the condition of post' }).click();
  await dialog(page).getByRole('button', { name: 'As JSON', exact: true }).click();
  const json = dialog(page).getByLabel('Condition as JSON');
  await json.fill('{"field":"transportModus","op":"eq","value":"5"}');
  await press(page, 'Take it over');
  await dialog(page).getByText('The catalogue has no such field').waitFor();
  await json.fill('{"field":"transportMode","op":"eq","value":"5"}');
  await press(page, 'Take it over');
  await closed(page);
  await page
    .getByRole('listitem')
    .getByText(/Mail \(5\)/)
    .waitFor();
  await page.getByRole('button', { name: 'Save the draft' }).click();
  await page.getByText('The draft is saved.').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await ask(page, 'Submit for review', 't');
  await press(page, 'Submit for review');
  await closed(page);

  const review = await open(reviewer, '/parameters?lang=en');
  await review.getByRole('heading', { name: 'From version 2 to version 3' }).first().waitFor();
  await row(review, 'Thresholds › red').first().getByText('95').waitFor();
  await ask(review, 'Approve', 'a');
  await giveReason(review, 'As agreed.');
  await press(review, 'Approve');
  await closed(review);
  await review.getByText('0.25 %').first().waitFor();
  const { inForce } = await asked<{ inForce: object }>(reviewer, '/api/parameters');
  expect(inForce).toMatchObject({ thresholds: { red: 95, orange: 80 }, strata: [{ rate: 0.0025 }] });
});

it('a ruleset file is handed in with all its faults told, and put in force by another person', async () => {
  const file = async (page: Page, ruleset: unknown) => {
    const buffer = Buffer.from(typeof ruleset === 'string' ? ruleset : JSON.stringify(ruleset));
    const chosen = { name: 'ruleset.json', mimeType: 'application/json', buffer };
    await dialog(page).getByLabel('Ruleset file').setInputFiles(chosen);
    await press(page, 'Hand in for review');
  };
  const ruleset = await asked<{ profiles: { code: string; score: number }[] }>(author, '/api/ruleset');
  const page = await open(author, '/ruleset?lang=en');
  await ask(page, 'Hand in a ruleset file', 'i');
  await giveReason(page, 'From version control.');
  await file(page, '{');
  await dialog(page).getByText('The file is not JSON.').first().waitFor();
  await file(page, {
    ...ruleset,
    profiles: ruleset.profiles.map((one, i) => (i < 2 ? { ...one, score: 101 } : one)),
  });
  await dialog(page).locator('tbody tr').first().waitFor();
  expect(await dialog(page).locator('tbody th').allInnerTexts()).toEqual([
    'profiles.0.score',
    'profiles.1.score',
  ]);
  await file(page, {
    ...ruleset,
    profiles: ruleset.profiles.map((one) => (one.code === 'PAPERS-1' ? { ...one, score: 11 } : one)),
  });
  await closed(page);
  await page.getByText('You have handed this in yourself').waitFor();

  const review = await open(reviewer, '/ruleset?lang=en');
  await review.getByRole('link', { name: 'PAPERS-1' }).waitFor();
  await review.getByRole('button', { name: 'Approve' }).click();
  await giveReason(review, 'As in the repository.');
  await press(review, 'Approve');
  await closed(review);
  await review.getByText('In force', { exact: true }).waitFor();
  expect(await newest('/api/profiles/PAPERS-1')).toMatchObject({ version: 2, state: 'active' });
});

describe('the list of profiles', () => {
  it('draws those in sight of a thousand, down to the last, in the order asked for', async () => {
    const page = await open(reviewer, '/lists?lang=en');
    const list = await asked<ProfileList>(reviewer, '/api/profiles');
    const profiles = Array.from({ length: 1_000 }, (_, i) => ({
      ...list.profiles[0]!,
      code: `MANY-${i}`,
      title: `Profile ${i}`,
      score: i % 100,
    }));
    await intercept(page, '**/api/profiles', (route) => route.fulfill({ json: { ...list, profiles } }));
    await page.getByRole('link', { name: 'Risk profiles' }).click();
    const table = page.getByRole('group', { name: 'Profiles with what they did' });
    await row(page, 'MANY-0').first().waitFor();
    expect(await table.locator('tbody tr').count()).toBeLessThan(100);
    expect(await table.getByRole('table').getAttribute('aria-rowcount')).toBe('1001');
    await table.focus();
    await page.keyboard.press('End');
    await page.getByRole('link', { name: 'MANY-999' }).waitFor();
    await page.getByRole('button', { name: 'Score' }).click();
    await page.getByRole('button', { name: 'Score' }).click();
    await page.getByRole('link', { name: 'MANY-99', exact: true }).waitFor();
    expect(page.url()).toContain('sort=-score');
    await pressAction(page, 's');
    await page.locator('main input:focus').waitFor();
    await page.keyboard.type('profile 512');
    await until(
      'one is left',
      async () => (await table.or(page.locator('table')).locator('tbody tr').count()) === 1,
    );
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('profiles.csv');
  });

  it('says that it has grown old where the server does not answer, and fetches it when asked', async () => {
    const page = await open(reviewer, '/lists?lang=en');
    await intercept(page, '**/api/profiles', (route) => route.abort());
    await page.getByRole('link', { name: 'Risk profiles' }).click();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    await page.getByText('UNKNOWN').waitFor();
    await page.unroute('**/api/profiles');
    await page.getByRole('button', { name: 'Try again' }).click();
    await row(page, 'PAPERS-1').waitFor();
  });
});

describe.each(LOOKS)('in %s and %s colours', (language, theme) => {
  it('axe finds nothing in pages and dialogs, and they fit from 768 px on', async () => {
    const page = await open(reviewer, '/account', 768, 1024);
    for (const [path, key] of [
      ['/profiles', ''],
      ['/profiles/STORY-1?version=1', ''],
      ['/profiles/STORY-1?version=1', 'r'],
      ['/lists', 'n'],
      ['/lists/watched', ''],
      ['/parameters', ''],
      ['/ruleset', 'i'],
    ] as const) {
      const query = `${path.includes('?') ? '&' : '?'}lang=${language}&theme=${theme}`;
      await page.goto(system.url + path + query);
      await page.locator('main section').first().waitFor();
      await until(
        'all is there',
        async () => (await page.locator('main [role=status]', { hasText: '…' }).count()) === 0,
      );
      if (key !== '') {
        await page.keyboard.press(key);
        await dialog(page).waitFor();
      }
      expect([path, await accessibilityFaults(page)]).toEqual([path, []]);
      expect([path, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([path, 768]);
    }
  });
});
