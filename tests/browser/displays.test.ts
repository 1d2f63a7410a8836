import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults, intercept, LOOKS } from '../harness/browser.ts';
import { cookiesFor } from '../harness/cookies.ts';
import type { TestPerson } from '../harness/people.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';
import { until } from '../harness/until.ts';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A name on a local network, without TLS.
  '--host-resolver-rules=MAP wall.lan 127.0.0.1',
];
const SIZE = { width: 1366, height: 768 };

let system: TestSystem;
let administrator: TestPerson;
/** What a device keeps from one start of its browser to the next. */
let disk: string;
let device: BrowserContext;
let desk: BrowserContext;
const faults: string[] = [];

beforeAll(async () => {
  system = await startSystem({ backend: 'postgres', workers: 1 });
  administrator = await system.person('administrator', 'national');
  disk = await mkdtemp(join(tmpdir(), 'tidewaiter-display-'));
  device = await start(disk);
  desk = await start('');
  await desk.addCookies(cookiesFor(system.url, administrator.cookie));
});

afterAll(async () => {
  await device?.close();
  await desk?.close();
  await system?.stop();
  if (disk !== undefined) await rm(disk, { recursive: true, force: true });
});

afterEach(() => {
  const found = faults.splice(0);
  if (found.length > 0) throw new Error(`the page is at fault:\n${found.join('\n')}`);
});

/** Starts a browser with what it has kept in a folder; in none, it begins anew. */
async function start(folder: string): Promise<BrowserContext> {
  const executablePath = process.env['CHROMIUM_PATH'];
  if (!executablePath) throw new Error('CHROMIUM_PATH is not set: run the tests with `npm test`');
  return chromium.launchPersistentContext(folder, {
    executablePath,
    args: ARGUMENTS,
    viewport: SIZE,
    locale: 'en-GB',
  });
}

async function open(context: BrowserContext, path: string, origin = system.url): Promise<Page> {
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) faults.push(message.text());
  });
  await page.goto(origin + path);
  return page;
}

const shows = (page: Page, state: string) =>
  page.locator(`[data-state=${state}]`).waitFor({ timeout: 30_000 });
const fresh = (page: Page) =>
  page.locator('[data-testid=freshness][data-freshness=fresh]').waitFor({ timeout: 60_000 });
const at = (page: Page, address: string) =>
  page.waitForURL((url) => url.pathname + url.search === address, { timeout: 30_000 });
const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

/** Presses Tab until the focus is on what has this name. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement as HTMLInputElement | null;
      return element?.ariaLabel ?? element?.labels?.[0]?.textContent ?? element?.textContent ?? '';
    });
    if (focused.trim() === name) return;
  }
  throw new Error(`Tab does not lead to "${name}"`);
}

/** Enrols what shows a code, with the keyboard alone. */
async function enrol(page: Page, code: string, name: string, place: string): Promise<void> {
  await tabTo(page, 'Enrol a display');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await tabTo(page, 'Code on the display');
  await page.keyboard.type(code.toLowerCase());
  await tabTo(page, 'Name');
  await page.keyboard.type(name);
  await tabTo(page, 'Place');
  await page.keyboard.type(place);
  await page.getByRole('option').filter({ hasText: place }).first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('listbox').waitFor({ state: 'detached' });
  await tabTo(page, 'Enrol');
  await page.keyboard.press('Enter');
}

describe('a wall display', () => {
  let wall: Page;
  let list: Page;

  it('shows a code that an administrator confirms by keyboard, then its board, fresh', async () => {
    wall = await open(device, '/display');
    await shows(wall, 'waiting');
    const code = await wall.getByTestId('code').innerText();
    expect(code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    expect(await accessibilityFaults(wall)).toEqual([]);

    list = await open(desk, '/displays');
    await list.getByText('No display yet').waitFor();
    await enrol(list, '3333-3333', 'North wall', '2200');
    await list.getByRole('alert').filter({ hasText: 'No display shows this code now' }).waitFor();
    await list.keyboard.press('Escape');
    await list.getByRole('dialog').waitFor({ state: 'detached' });
    await enrol(list, code, 'North wall', '2200');

    await at(wall, '/board?scope=district:2200');
    await fresh(wall);
    await row(list, 'North wall').getByText('Online').waitFor({ timeout: 30_000 });
    await row(list, 'North wall').getByText('FRESH').waitFor({ timeout: 30_000 });
    expect(await row(list, 'North wall').innerText()).toMatch(/Seen 00:\d\d ago/);
  });

  it('goes where it is told from the list, in the language it is told', async () => {
    await row(list, 'North wall').getByRole('button', { name: 'Change' }).click();
    await list.getByLabel('Shows the board of').fill('2201');
    await list.getByRole('option').filter({ hasText: '2201' }).click();
    const dialog = list.getByRole('dialog');
    await dialog.getByLabel('Language').selectOption('zh');
    await dialog.getByLabel('Colours').selectOption('light');
    await list.getByRole('button', { name: 'Save' }).click();
    await list.getByRole('dialog').waitFor({ state: 'detached' });

    await at(wall, '/board?scope=house:2201&theme=light');
    await fresh(wall);
    await until('it speaks Chinese in light colours', async () =>
      wall.evaluate(() => {
        const { lang, dataset } = document.documentElement;
        return lang === 'zh-Hans' && dataset['theme'] === 'light';
      }),
    );
    await until('the list says so', async () =>
      /light colours\s+Chinese/.test(await row(list, 'North wall').innerText()),
    );
  });

  it('goes on by its key when its session is lost, without another page meanwhile', async () => {
    const seen: string[] = [];
    wall.on('framenavigated', (frame) => seen.push(new URL(frame.url()).pathname));
    await wall.evaluate(() => document.body.setAttribute('data-not-reloaded', ''));
    await device.clearCookies();
    await system.stopProcess(system.server(), 'SIGKILL');
    await wall.locator('[data-testid=freshness][data-freshness=stale]').waitFor({ timeout: 30_000 });
    await system.startServer();
    await fresh(wall);
    expect(await wall.locator('[data-not-reloaded]').count()).toBe(1);
    expect(new Set(seen)).toEqual(new Set());
    expect((await device.cookies()).map(({ name }) => name)).toEqual(['tidewaiter.display']);
  });

  it('comes back by itself when the device is started again, with and without its cookie', async () => {
    for (const cookies of ['kept', 'lost']) {
      if (cookies === 'lost') await device.clearCookies();
      await device.close();
      device = await start(disk);
      wall = await open(device, '/');
      await at(wall, '/board?scope=house:2201&theme=light');
      await fresh(wall);
    }
  });

  it('tells when it is revoked, and can be enrolled anew with another key', async () => {
    await row(list, 'North wall').getByRole('button', { name: 'Revoke' }).click();
    await list.getByRole('button', { name: 'Revoke the display' }).click();
    await shows(wall, 'revoked');
    expect(await wall.locator('h1').innerText()).toBe('本大屏已被撤销');
    expect(await accessibilityFaults(wall)).toEqual([]);
    await list.getByText('No display yet').waitFor();
    await list.getByLabel('Show revoked displays').check();
    await row(list, 'North wall').locator('[data-tone=quiet]').getByText('Revoked').waitFor();

    await wall.reload();
    await shows(wall, 'revoked');
    await wall.getByRole('button', { name: '重新登记' }).click();
    await shows(wall, 'waiting');
    await enrol(list, await wall.getByTestId('code').innerText(), 'South wall', '5300');
    await at(wall, '/board?scope=district:5300');
    await fresh(wall);
  });

  it('says that TLS is needed where keys cannot be made', async () => {
    const page = await open(device, '/display', system.url.replace('localhost', 'wall.lan'));
    await shows(page, 'no-secure-context');
    expect(await page.locator('section').innerText()).toContain('https://');
    await page.close();
  });

  it('is not made of a browser where somebody is signed in', async () => {
    const page = await open(desk, '/display');
    await shows(page, 'signed-in');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.close();
  });
});

describe('the list of displays', () => {
  it.each(LOOKS)(
    'meets WCAG 2.2 AA as far as axe can tell, with its dialogs (%s, %s)',
    async (lang, theme) => {
      const page = await open(desk, `/displays?lang=${lang}&theme=${theme}`);
      await row(page, 'South wall').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.locator('header button[data-variant=primary]').click();
      await page.getByRole('dialog').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.getByRole('dialog').locator('button[type=submit]').click();
      await page.getByRole('alert').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await row(page, 'South wall').locator('button[data-variant=danger]').click();
      await page.getByRole('dialog').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.close();
    },
  );

  it('says what went wrong when it cannot be had, and gets it when asked again', async () => {
    const page = await open(desk, '/board');
    await intercept(page, '**/api/displays', (route) => route.abort());
    await page.goto(`${system.url}/displays?lang=en`);
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    await page.unroute('**/api/displays');
    await page.getByRole('button', { name: 'Try again' }).click();
    await row(page, 'South wall').waitFor();
    await page.close();
  });
});
