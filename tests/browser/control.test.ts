import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { OrderDetail } from '../../shared/contract/orders.ts';
import type { Ruleset } from '../../shared/domain/targeting/profile.ts';
import {
  accessibilityFaults,
  intercept,
  launchBrowser,
  LOOKS,
  openPage,
  pressAction,
} from '../harness/browser.ts';
import { declarationWith } from '../harness/declarations.ts';
import { ENQUIRY_RULESET, lodgeAndDecide } from '../harness/enquiry.ts';
import type { TestPerson } from '../harness/people.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';

const RULESET: Ruleset = {
  ...ENQUIRY_RULESET,
  profiles: [
    ...ENQUIRY_RULESET.profiles,
    {
      code: 'IPR-1',
      version: 1,
      title: 'Watches of well-known brands',
      titleZh: '知名品牌手表',
      level: 'national',
      status: 'active',
      when: { item: { field: 'item.hsCode', op: 'startsWith', value: '9102' } },
      channel: 'red',
      mandatory: false,
      score: 70,
      guidance: { en: 'Compare the marks with the register.', zh: '核对商标备案。' },
    },
  ],
};

/** The smallest picture there is. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const ORDER = `/control/${encodeURIComponent('2026/WATCH')}/1`;

let system: TestSystem;
let browser: Browser;
let officer: TestPerson;
let second: TestPerson;
let supervisor: TestPerson;
let page: Page;
let faults: string[] = [];

const watches = (declarationNo: string) => {
  const plain = declarationWith({ declarationNo });
  const [laptops] = plain.items;
  const watch = { itemNo: 2, hsCode: '910211', description: 'Watches', origin: 'CN', netMassKg: 4 };
  return { ...plain, items: [laptops!, { ...watch, customsValue: 30_000 }] };
};

beforeAll(async () => {
  system = await startSystem({ backend: 'postgres', workers: 1, ruleset: RULESET });
  const risky = (declarationNo: string, paymentTerms: string) =>
    declarationWith({ declarationNo, paymentTerms });
  await lodgeAndDecide(system, [
    watches('2026/WATCH'),
    risky('DEVIATE-1', 'RED'),
    risky('RACE-1', 'RED'),
    risky('PAPERS-9', 'ORANGE'),
  ]);
  officer = await system.person('officer', 'house:2201');
  second = await system.person('officer', 'house:2201');
  supervisor = await system.person('supervisor', 'national');
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});
afterEach(async () => {
  await page.close();
  if (faults.length > 0) throw new Error(`the page is at fault:\n${faults.join('\n')}`);
});

async function open(who: TestPerson, path: string, width = 1024, height = 768): Promise<void> {
  ({ page, faults } = await openPage(browser, system.url + path, { cookie: who.cookie, width, height }));
}

const button = (name: string) => page.getByRole('button', { name, exact: true });
const card = (number: string) => page.locator('#main li', { has: page.locator(`[data-order="${number}"]`) });

/** What the officer does to the order whose deviation is approved, without a page. */
async function answer(deed: string, body: object): Promise<void> {
  const detail = await officer.fetch('/api/orders/DEVIATE-1');
  const { order } = (await detail.json()) as OrderDetail;
  const done = await officer.fetch(`/api/orders/DEVIATE-1/${deed}`, {
    method: 'POST',
    body: JSON.stringify({ version: 1, revision: order.revision, ...body }),
  });
  expect([deed, done.status]).toEqual([deed, 200]);
}

describe('the site officer', () => {
  it('takes an order, starts it, keeps a draft through reload and lost network, and holds what is wrong', async () => {
    await open(officer, '/control');
    await card('2026/WATCH').getByText('Watches of well-known brands').waitFor();
    expect(await card('2026/WATCH').innerText()).toMatch(/Watches · 910211 · .* · 2 goods items/);
    const riskiest = await page.locator('#main [data-order]').first().getAttribute('data-order');
    expect(riskiest).toBe('2026/WATCH');
    await pressAction(page, 'j');
    await pressAction(page, 't');
    await card('2026/WATCH').getByText('assigned', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Watches of well-known brands' }).press('Enter');
    await page.locator('h1', { hasText: 'Order 2026/WATCH' }).waitFor();
    await page.getByText('Compare the marks with the register.').waitFor();
    const concerned = page.locator('article', { hasText: 'to be checked' });
    expect(await concerned.innerText()).toMatch(/Goods item 2 · Watches/);
    expect(await page.getByRole('radio').count()).toBe(0);
    await button('Start').click();

    await page.locator('input[capture]').setInputFiles({
      name: 'mark.png',
      mimeType: 'image/png',
      buffer: PICTURE,
    });
    await page.locator('input[multiple]').setInputFiles([
      { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('not a picture') },
      { name: 'fake.png', mimeType: 'image/png', buffer: Buffer.from('not a picture') },
    ]);
    const picture = page.getByRole('img', { name: 'mark.png' });
    await picture.waitFor();
    await page.getByText('Only JPEG, PNG, WebP, HEIC and PDF are taken').waitFor();
    await page.getByText('is of another type than its name says').waitFor();
    await expect
      .poll(() => picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth))
      .toBe(1);
    await page.getByRole('link', { name: 'To the queue' }).click();
    await page.getByRole('dialog').getByText('Files that are not sent yet are lost').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await button('Do not send fake.png').click();
    await button('Do not send notes.txt').click();

    await page.getByRole('radio', { name: 'Something is wrong' }).check();
    await page.getByLabel('Kind', { exact: true }).and(page.locator(':focus')).waitFor();
    await page.getByLabel('Kind', { exact: true }).selectOption('value');
    expect(await page.getByLabel('Concerns', { exact: true }).inputValue()).toBe('2');
    expect(await page.getByLabel('Declared', { exact: true }).inputValue()).toBe('30000 CNY');
    await page.getByLabel('Found', { exact: true }).fill('45000 CNY');
    await page.getByLabel('The goods are seized').check();
    await page.getByLabel('Quantity', { exact: true }).fill('1,200');
    await page.getByLabel('Unit', { exact: true }).fill('pieces');
    await page.getByLabel('Value, estimated').fill('90000');
    await page.getByRole('radio', { name: 'Hold' }).check();
    await button('Record the finding').click();
    await page.getByRole('alert').getByText('Say why the goods are held.').waitFor();
    await page.reload();
    await page.getByText('Kept on this device').waitFor();
    expect(await page.getByLabel('Found', { exact: true }).inputValue()).toBe('45000 CNY');

    await page.context().setOffline(true);
    await page.getByText('What you have filled in stays on this device.').first().waitFor();
    await page.getByLabel('Why they are held').fill('Counterfeit');
    await button('Record the finding').click();
    await page.getByRole('alert').getByText('the finding is not sent').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.context().setOffline(false);
    await page.reload();
    await page.getByText('Kept on this device').waitFor();
    const { rows } = await system.pool.query(`SELECT 1 FROM finding`);
    expect(rows).toEqual([]);

    await button('Record the finding').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('the goods are held until a supervisor releases them').waitFor();
    await dialog.getByRole('button', { name: 'Record the finding' }).press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('Declared 30000 CNY, found 45000 CNY.').waitFor();
    expect(await page.evaluate('Object.keys(localStorage).filter((key) => key.includes("finding"))')).toEqual(
      [],
    );
    await page.getByRole('link', { name: 'Declaration', exact: true }).click();
    await page.locator('h1', { hasText: 'Declaration 2026/WATCH' }).waitFor();
    const main = page.locator('#main');
    await main.getByText('Seized: Watches, 1,200 pieces').waitFor();
    expect(await main.innerText()).toMatch(/Finding\s+discrepancy/);
    expect(await main.innerText()).toMatch(/CNY\s90,000\.00/);
    await page.getByRole('link', { name: 'Open the control order' }).click();
    await page.locator('h1', { hasText: 'Order 2026/WATCH' }).waitFor();
  });

  it('is told who was faster, and nothing is overwritten', async () => {
    await open(officer, '/control');
    await card('RACE-1').waitFor();
    await intercept(page, '**/api/orders?*', (route) => route.abort());
    const taken = await second.fetch('/api/orders/RACE-1/taking', {
      method: 'POST',
      body: JSON.stringify({ version: 1, revision: 0 }),
    });
    expect(taken.status).toBe(200);
    await page.getByRole('button', { name: 'Take RACE-1' }).click();
    const told = card('RACE-1').getByRole('alert');
    await told.waitFor();
    expect(await told.innerText()).toMatch(/Somebody else.*Test officer-house-2201.*taken/s);
    await page.unroute('**/api/orders?*');
  });
});

describe('the supervisor', () => {
  it('approves a deviation that an officer asks for, and each sees it come', async () => {
    await open(officer, '/control/DEVIATE-1/1');
    await button('Take').click();
    await button('Ask to deviate').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('What would you do otherwise?').and(page.locator(':focus')).waitFor();
    await dialog.getByLabel('What would you do otherwise?').selectOption('documents-only');
    await dialog.getByLabel('Reason').fill('The container is sealed by the veterinary service');
    await dialog.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.getByText('waits for approval').first().waitFor();
    const officers = page;
    const officersFaults = faults;

    await open(supervisor, '/control?list=deviations');
    await page.locator('[data-order="DEVIATE-1"]').click();
    await page.getByText('The container is sealed').first().waitFor();
    await button('Approve').click();
    await page.getByRole('dialog').getByLabel('Reason').and(page.locator(':focus')).waitFor();
    await page.keyboard.type('Documents are enough');
    await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).press('Enter');
    await page.getByText('Documents are enough').first().waitFor();
    await officers.getByText('Documents are enough').first().waitFor();
    await officers.close();
    expect(officersFaults).toEqual([]);
  });

  it('gives out by workload what nobody has, and sees beforehand who gets how much', async () => {
    await open(supervisor, '/control?scope=house%3A2201');
    await button('Assign all by workload').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('1 order waits for an officer.').waitFor();
    await dialog.getByText('+1').waitFor();
    await dialog.getByRole('button', { name: 'Assign', exact: true }).click();
    await dialog.getByText('1 order has been assigned.').waitFor();
    await dialog.locator('.foot').getByRole('button', { name: 'Close' }).click();
    await card('PAPERS-9').getByText('assigned', { exact: true }).waitFor();
  });

  it('sees what deviations find beside what checks as ordered find, as it changes', async () => {
    await open(supervisor, '/order-performance');
    const fact = (name: string) => page.locator('dl > div', { hasText: name }).locator('dd');
    const checks = (name: string) => page.getByRole('row', { name: new RegExp(`^${name}`) });
    await fact('Orders answered').getByText('1', { exact: true }).waitFor();
    expect(await fact('Answered in time').innerText()).toMatch(/^100\.0\s?% \(1 of 1\)$/);
    expect(await fact('Deviations asked for').innerText()).toBe('1');
    expect(await checks('As ordered').innerText()).toMatch(/As ordered\s+1\s+1\s+100\.0\s?%/);
    expect(await checks('With an approved deviation').innerText()).toMatch(/deviation\s+0\s+0\s+–/);

    await answer('start', {});
    await answer('finding', { extent: 'documents', result: 'conform', disposition: 'released' });
    await fact('Orders answered').getByText('2', { exact: true }).waitFor();
    expect(await checks('With an approved deviation').innerText()).toMatch(/deviation\s+1\s+0\s+0\.0\s?%/);
    expect(await page.getByRole('rowheader').allInnerTexts()).toContain('INSPECT-1');

    await pressAction(page, 'p');
    await page.locator('#answers-place:focus').waitFor();
    await page.getByLabel('Period').selectOption('7');
    await page.waitForURL('**/order-performance?days=7');
    const { rows } = await system.pool.query<{ code: string }>(
      `SELECT code FROM customs_house WHERE code <> '2201' LIMIT 1`,
    );
    await page.goto(`${system.url}/order-performance?scope=house:${rows[0]!.code}&days=7`);
    await page.getByText('No order was answered.').waitFor();
  });

  it('releases what is held, and finds it among the seizures', async () => {
    await open(supervisor, ORDER);
    await button('Release the goods').click();
    await page.getByRole('dialog').getByLabel('Reason').and(page.locator(':focus')).waitFor();
    await page.keyboard.type('Duty paid');
    await page.getByRole('dialog').getByRole('button', { name: 'Release the goods' }).press('Enter');
    await page.getByText('released', { exact: true }).first().waitFor();

    await page.goto(`${system.url}/seizures?by=kind`);
    const kind = page.getByRole('link', { name: 'Value', exact: true });
    await kind.waitFor();
    const csv = await page.getByRole('link', { name: 'Export as CSV' }).getAttribute('href');
    expect(csv).toBe('/api/seizures.csv');
    await kind.click();
    await page.getByRole('link', { name: '9102' }).waitFor();
    expect(new URL(page.url()).search).toBe('?kind=value&by=heading');
    expect(await page.getByRole('rowheader', { name: '2026/WATCH' }).count()).toBe(1);
    await page.goto(`${system.url}/seizures?kind=documents`);
    await page.getByText('Nothing was seized.').waitFor();
  });
});

describe.each(LOOKS)('in %s and %s colours', (language, theme) => {
  it('axe finds nothing, and the pages fit a tablet both ways', async () => {
    const pages: [TestPerson, string, string][] = [
      [supervisor, '/control', '[data-order]'],
      [second, '/control/RACE-1/1', 'ol li'],
      [supervisor, '/order-performance', 'tbody tr'],
      [supervisor, '/seizures?by=kind', 'tbody tr'],
    ];
    for (const [who, path, ready] of pages) {
      await page?.close();
      await open(who, `${path}${path.includes('?') ? '&' : '?'}lang=${language}&theme=${theme}`);
      await page.locator(ready).first().waitFor();
      expect([path, await accessibilityFaults(page)]).toEqual([path, []]);
      for (const [width, height] of [
        [1024, 768],
        [768, 1024],
      ] as const) {
        await page.setViewportSize({ width, height });
        expect([path, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([path, width]);
      }
    }
  });
});
