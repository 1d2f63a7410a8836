import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  accessibilityFaults,
  intercept,
  launchBrowser,
  LOOKS,
  openPage,
  pressAction,
} from '../harness/browser.ts';
import { ENQUIRY_RULESET, lodgeAndDecide, namedDeclaration, SECRETS } from '../harness/enquiry.ts';
import type { TestPerson } from '../harness/people.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';
import { until } from '../harness/until.ts';

let system: TestSystem;
let browser: Browser;
let officer: TestPerson;
let supervisor: TestPerson;
let specialist: TestPerson;
let administrator: TestPerson;
let page: Page;
let faults: string[] = [];

beforeAll(async () => {
  system = await startSystem({ backend: 'postgres', workers: 1, ruleset: ENQUIRY_RULESET });
  const at = (declarationNo: string, paymentTerms: string) =>
    namedDeclaration({ declarationNo, customsHouse: '2201', paymentTerms });
  await lodgeAndDecide(system, [
    at('2026/IN-1', 'ORANGE'),
    at('GREEN-1', 'NONE'),
    at('CHANGE-1', 'RED'),
    at('CHANGE-2', 'NONE'),
  ]);
  await lodgeAndDecide(system, [at('2026/IN-1', 'RED')]);
  officer = await system.person('officer', 'house:2201');
  specialist = await system.person('specialist', 'national');
  supervisor = await system.person('supervisor', 'national');
  administrator = await system.person('administrator', 'national');
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

async function open(who: TestPerson, path: string, width = 1366, height = 768): Promise<void> {
  ({ page, faults } = await openPage(browser, system.url + path, { cookie: who.cookie, width, height }));
}

const row = (number: string) => page.locator('tbody tr', { hasText: number });
const heading = (text: string) => page.locator('h1', { hasText: text }).waitFor();
const declarationAddress = `/declarations/${encodeURIComponent('2026/IN-1')}`;

describe('enquiry', () => {
  it('searches by keyboard, keeps the search in the address and leads to the declaration', async () => {
    await open(officer, '/declarations');
    await row('GREEN-1').waitFor();
    await pressAction(page, 's');
    await page.getByLabel('Declaration number').and(page.locator(':focus')).waitFor();
    await page.keyboard.type('2026/IN');
    await page.keyboard.press('Enter');
    await row('GREEN-1').waitFor({ state: 'detached' });
    await row('amended since').waitFor();
    expect(new URL(page.url()).search).toBe('?number=2026%2FIN');
    expect(await row('2026/IN-1').count()).toBe(2);
    expect(await row('amended since').innerText()).toContain('Orange');
    const first = row('2026/IN-1').first();
    expect(await first.innerText()).toMatch(/R\s*Red/);
    expect(await first.innerText()).toContain('INSPECT-1');

    await page.reload();
    await row('2026/IN-1').first().waitFor();
    expect(await page.getByLabel('Declaration number').inputValue()).toBe('2026/IN');
    await page.getByRole('link', { name: '2026/IN-1' }).first().focus();
    await page.keyboard.press('Enter');
    await heading('Declaration 2026/IN-1');
    expect(new URL(page.url()).pathname).toBe(declarationAddress);
  });

  it('says why a declaration has its channel, what is to be done and what it was before', async () => {
    await open(supervisor, declarationAddress);
    await heading('Declaration 2026/IN-1');
    const main = page.locator('#main');
    await main.getByText('A profile that hit asks for this check.').waitFor();
    const hit = main.getByRole('rowheader', { name: 'INSPECT-1, version 1' });
    await hit.waitFor();
    await main.getByText('For profile INSPECT-1.').waitFor();
    const text = await main.innerText();
    for (const secret of SECRETS) expect(text).not.toContain(secret);
    expect(text).toContain('masked');
    expect(await page.getByRole('button', { name: 'Show persons' }).count()).toBe(0);
    await page.getByLabel('Version shown').selectOption('1');
    await hit.waitFor({ state: 'detached' });
    expect(await main.innerText()).toContain('PAPERS-1, version 1');
  });

  it('explains a green one too, with what came near, and decides it again', async () => {
    await open(specialist, '/declarations/GREEN-1');
    const main = page.locator('#main');
    await main.getByText('No mandatory profile hit.').waitFor();
    await main.getByText('Nothing asks for a check.').waitFor();
    const miss = main.getByRole('row', { name: /INSPECT-1, version 1/ });
    expect(await miss.innerText()).toMatch(/Payment terms is RED\s+NONE/);
    await page.getByRole('button', { name: 'Decide again' }).press('Enter');
    await page.getByText('The same decision comes out: Green, score 0').waitFor();
    await page.getByText('The value drawn follows from the secret salt of its day.').waitFor();
    expect(await page.getByRole('button', { name: 'Change channel' }).count()).toBe(0);
  });

  it('changes the channel of several by keyboard, once nothing stands against it', async () => {
    await open(supervisor, '/declarations?number=CHANGE');
    await row('CHANGE-1').waitFor();
    await page.getByRole('checkbox', { name: 'Select CHANGE-1' }).press('Space');
    await page.getByText('1 declaration is selected.').waitFor();
    await pressAction(page, 'v');
    await page.getByText('2 declarations are selected.').waitFor();
    await pressAction(page, 'c');
    const dialog = page.getByRole('dialog');
    const channel = dialog.getByLabel('New channel');
    await channel.and(page.locator(':focus')).waitFor();
    await page.keyboard.type('Green');
    await page.keyboard.press('Tab');
    await page.keyboard.type('The patrol saw it');
    await dialog.getByRole('button', { name: 'Change channel' }).press('Enter');
    await dialog.getByText('CHANGE-2: it has this channel already').waitFor();
    await dialog.getByRole('button', { name: 'Leave these out' }).press('Enter');
    await dialog.getByText('Change the channel of CHANGE-1').waitFor();
    await dialog.getByRole('button', { name: 'Change channel' }).press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await row('changed').waitFor();
    expect(await row('CHANGE-1').innerText()).toMatch(/G\s*Green\s*changed/);

    await page.getByRole('link', { name: 'CHANGE-1' }).click();
    await page.getByText('Somebody changed the channel; Red was decided.').waitFor();
    const change = page.getByRole('row', { name: /Version 1 changed from Red to Green/ });
    expect(await change.innerText()).toContain('The patrol saw it');
    await page.getByRole('button', { name: 'Change channel' }).click();
    await dialog.getByLabel('New channel').and(page.locator(':focus')).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  it('shows persons to who may look them up, when asked, and the log tells of it', async () => {
    await open(officer, declarationAddress);
    await page.getByText('the access log records that you did').waitFor();
    expect(await page.locator('#main').innerText()).not.toContain('Harbour Trading');
    const explained = page.waitForResponse(/explanation\?version=2&persons=shown/);
    await page.getByRole('button', { name: 'Show persons' }).press('Enter');
    await page.getByText('Harbour Trading', { exact: true }).waitFor();
    await explained;
    await page.getByRole('button', { name: 'Mask persons' }).click();
    await page.getByRole('button', { name: 'Show persons' }).waitFor();
    expect(await page.locator('#main').innerText()).not.toContain('Harbour Trading');
    await page.close();

    await open(administrator, `/access-log?action=persons.looked-up&actor=${officer.id}`);
    await page.getByText('Person looked up').last().waitFor();
    // The declaration, and why it has its channel: each answer that shows persons.
    expect(await page.locator('tbody tr').count()).toBe(2);
    expect(await row('trader:T-HARBOUR').first().innerText()).toContain('Test officer-house-2201');
    await page
      .getByRole('button', { name: /^Detail: Person looked up/ })
      .first()
      .press('Enter');
    await page.getByRole('dialog').getByText('"declarationNo": "2026/IN-1"').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('shows persons also while what it shows is being renewed', async () => {
    await open(officer, declarationAddress);
    const show = page.getByRole('button', { name: 'Show persons' });
    await show.waitFor();
    let held = 0;
    await intercept(page, `**/api${declarationAddress}`, async () => void held++);
    const taken = await officer.fetch(`/api/orders/${encodeURIComponent('2026/IN-1')}/taking`, {
      method: 'POST',
      body: JSON.stringify({ version: 2, revision: 0 }),
    });
    expect(taken.status).toBe(200);
    await until('the declaration is asked for anew', () => held > 0);
    await show.press('Enter');
    await page.getByText('Harbour Trading', { exact: true }).waitFor();
  });

  it('leads from a person shown to what is known of the trader', async () => {
    await open(officer, declarationAddress);
    await page.getByRole('button', { name: 'Show persons' }).click();
    await page.getByRole('link', { name: 'T-HARBOUR' }).click();
    await heading('Trader T-HARBOUR');
    await page.getByText('First seen').waitFor();
    await row('GREEN-1').waitFor();
    await page.getByRole('link', { name: 'All its declarations' }).click();
    await row('GREEN-1').waitFor();
    expect(new URL(page.url()).search).toBe('?trader=T-HARBOUR');
  });

  it('says what is wrong with a search, what is not there and what may not be seen', async () => {
    await open(officer, '/declarations?channel=red&from=2020-01-01T00:00:00Z');
    await page.getByRole('alert').getByText('at most 92 days').waitFor();
    await page.goto(`${system.url}/declarations?number=NOTHING`);
    await page.getByText('No declaration fits.').waitFor();
    await page.goto(`${system.url}/declarations/NOTHING`);
    await page.getByText('No such declaration').waitFor();
    await page.goto(`${system.url}/traders/NOBODY`);
    await page.getByText('No such trader').waitFor();
    await page.goto(`${system.url}/access-log`);
    await heading('You may not see this');
  });

  it('says when the server does not answer, and tries again', async () => {
    await open(officer, '/declarations');
    await row('GREEN-1').waitFor();
    await intercept(page, '**/api/declarations?*', (route) => route.abort());
    await page.getByLabel('Declaration number').fill('GREEN');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('cannot be reached').waitFor();
    await page.unroute('**/api/declarations?*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await row('GREEN-1').waitFor();
  });

  it('is exported as it was searched for', async () => {
    await open(officer, '/declarations?channel=red');
    await row('2026/IN-1').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Export as CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('declarations.csv');
    expect(download.url()).toContain('channel=red');
  });
});

describe.each(LOOKS)('in %s and %s colours', (language, theme) => {
  it('axe finds nothing on any of the pages', async () => {
    const pages: [TestPerson, string, string][] = [
      [officer, '/declarations', 'tbody tr'],
      [officer, declarationAddress, 'tbody tr'],
      [officer, '/traders/T-HARBOUR', 'tbody tr'],
      [administrator, '/access-log', 'tbody tr'],
    ];
    for (const [who, path, ready] of pages) {
      await page?.close();
      await open(who, `${path}?lang=${language}&theme=${theme}`, 1920, 1080);
      await page.locator(ready).first().waitFor();
      expect([path, await accessibilityFaults(page)]).toEqual([path, []]);
    }
  });

  it('the pages fit from 768 px on', async () => {
    for (const [who, path] of [
      [officer, '/declarations'],
      [officer, declarationAddress],
      [administrator, '/access-log'],
    ] as const) {
      await page?.close();
      await open(who, `${path}?lang=${language}`, 768, 1024);
      await page.locator('tbody tr').first().waitFor();
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect([path, width]).toEqual([path, 768]);
    }
  });
});
