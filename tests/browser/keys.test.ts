import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accessibilityFaults, launchBrowser } from '../harness/browser.ts';
import { cookiesFor } from '../harness/cookies.ts';
import type { TestPerson } from '../harness/people.ts';
import { startReceiver, type Receiver } from '../harness/receiver.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';

let system: TestSystem;
let administrator: TestPerson;
let receiver: Receiver;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let faults: string[];

beforeAll(async () => {
  receiver = await startReceiver();
  const env = { WEBHOOK_PRIVATE_ADDRESSES: '127.0.0.1' };
  system = await startSystem({ backend: 'postgres', workers: 1, env });
  administrator = await system.person('administrator', 'national');
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await system?.stop();
  await receiver?.stop();
});
beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'en-GB' });
  await context.addCookies(cookiesFor(system.url, administrator.cookie));
  page = await context.newPage();
  faults = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) faults.push(message.text());
  });
});
afterEach(async () => {
  await context.close();
  if (faults.length > 0) throw new Error(`the page is at fault:\n${faults.join('\n')}`);
});

const open = (path: string) => page.goto(system.url + path);
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const dialog = () => page.getByRole('dialog');
const gone = () => dialog().waitFor({ state: 'detached' });

/** Puts the focus on a control with nothing but the Tab key. */
async function tabTo(name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement as HTMLInputElement | null;
      return element?.ariaLabel ?? element?.labels?.[0]?.textContent ?? element?.textContent ?? '';
    });
    if (focused.trim() === name) return;
  }
  throw new Error(`Tab does not lead to "${name}"`);
}

const keyWorks = async (key: string) =>
  (await fetch(`${system.url}/api/places`, { headers: { authorization: `Bearer ${key}` } })).status === 200;

describe('lodging systems', () => {
  it('are added by keyboard alone, and the key shown once works', async () => {
    await open('/lodging-systems');
    await page.getByRole('heading', { level: 1, name: 'Lodging systems and keys' }).waitFor();
    await tabTo('Add a lodging system');
    await page.keyboard.press('Enter');
    await dialog().waitFor();
    await page.keyboard.press('Escape');
    await gone();
    await page.keyboard.press('Enter');
    await dialog().waitFor();
    await tabTo('Name');
    await page.keyboard.type('Port community system');
    await tabTo('Place');
    await page.keyboard.type('2200');
    await page.getByRole('option').filter({ hasText: '2200' }).first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('listbox').waitFor({ state: 'detached' });
    await tabTo('see places');
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'The key of Port community system' }).waitFor();
    const key = await dialog().getByRole('textbox', { name: 'Key' }).inputValue();
    expect(await keyWorks(key)).toBe(true);
    // What is shown once is not lost by a stray key.
    await page.keyboard.press('Escape');
    expect(await dialog().isVisible()).toBe(true);
    await tabTo('I have kept the key');
    await page.keyboard.press('Enter');
    await gone();
    expect(await page.content()).not.toContain(key);
    expect(await page.getByText(`${key.slice(0, 6)}…`).count()).toBe(1);
  });

  it('say what is missing', async () => {
    await open('/lodging-systems');
    await button('Add a lodging system').click();
    await page.getByRole('textbox', { name: 'Declarations a minute' }).fill('many');
    await button('Add and make a key').click();
    for (const fault of ['Give a name.', 'Choose a place.', 'Give a whole number from 1 to 10,000,000']) {
      await dialog().getByRole('link', { name: fault }).waitFor();
    }
  });

  it('get a new key beside the old, which can then be revoked', async () => {
    await open('/lodging-systems');
    await button('Replace the key of Port community system').click();
    await button('Make the new key').click();
    const key = await dialog().getByRole('textbox', { name: 'Key' }).inputValue();
    await button('I have kept the key').click();
    const section = page.getByRole('region', { name: 'Port community system' });
    await section.getByRole('row').nth(2).waitFor();
    expect(await section.getByText('ends soon').count()).toBe(1);
    await section
      .getByRole('button', { name: /^Revoke the key/ })
      .last()
      .click();
    await button('Revoke the key').click();
    await section.getByText('ends soon').waitFor({ state: 'detached' });
    expect(await section.getByRole('row').count()).toBe(2);
    expect(await keyWorks(key)).toBe(true);
  });

  it('are disabled and enabled', async () => {
    await open('/lodging-systems');
    await button('Disable Port community system').click();
    await button('Disable').click();
    await page.getByRole('region', { name: 'Port community system' }).getByText('Disabled').waitFor();
    await button('Enable Port community system').click();
    await button('Enable').click();
    await button('Disable Port community system').waitFor();
  });
});

describe('webhooks', () => {
  it('are added, tried out and removed', async () => {
    await open('/webhooks');
    await page.getByText('No webhooks').waitFor();
    await button('Add a webhook').click();
    await button('Add').click();
    for (const fault of ['Give a name.', 'Give a whole address', 'Choose at least one event.']) {
      await dialog().getByRole('link', { name: fault }).waitFor();
    }
    await page.getByRole('textbox', { name: 'Name' }).fill('Security desk');
    await page.getByRole('textbox', { name: 'Address' }).fill('https://10.0.0.1/');
    await page.getByRole('checkbox', { name: 'key issued' }).check();
    await button('Add').click();
    await dialog().getByText('The address is private.').waitFor();
    await page.getByRole('textbox', { name: 'Address' }).fill(receiver.url);
    await button('Add').click();
    expect(await dialog().getByRole('textbox', { name: 'Secret' }).inputValue()).toMatch(/^whsec_/);
    await button('I have kept the secret').click();
    await button('Test Security desk').click();
    await dialog().getByText('delivered').waitFor({ timeout: 30_000 });
    expect(receiver.received).toHaveLength(1);
    await page.keyboard.press('Escape');
    await gone();
    await page.getByRole('cell', { name: 'answered 204' }).waitFor({ timeout: 30_000 });
    await button('Remove Security desk').click();
    await button('Remove the webhook').click();
    await page.getByText('No webhooks').waitFor();
  });
});

describe('both languages', () => {
  const PAGES = [
    ['/lodging-systems', 'Add a lodging system', '新增报关系统'],
    ['/webhooks', 'Add a webhook', '新增推送'],
  ] as const;
  it.each(
    PAGES.flatMap(
      ([path, en, zh]) =>
        [
          [path, 'en', 'dark', en],
          [path, 'zh', 'light', zh],
        ] as const,
    ),
  )('%s in %s and %s colours has nothing that axe finds', async (path, language, colorScheme, add) => {
    await system.pool.query(
      `INSERT INTO webhook (name, url, secret, actions, created_by)
         VALUES ('Desk', 'https://desk.example/hook', 'whsec_AAAA', '{key.issued,rights.lent}', 'test')
         ON CONFLICT DO NOTHING`,
    );
    await page.emulateMedia({ colorScheme });
    await open(`${path}?lang=${language}`);
    await button(add).waitFor();
    await page.getByRole('table').first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await button(add).click();
    await dialog().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('show nothing of it to who has no right', async () => {
    const operator = await system.person('operator', 'national');
    await context.clearCookies();
    await context.addCookies(cookiesFor(system.url, operator.cookie));
    for (const [path] of PAGES) {
      await open(path);
      await page.getByText('You may not see this').waitFor();
    }
  });
});
