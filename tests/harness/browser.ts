import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { chromium, type Browser, type Page, type Route } from 'playwright-core';
import { cookiesFor } from './cookies.ts';
import { until } from './until.ts';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The system's Chromium, without a window. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH'];
  if (!executablePath) throw new Error('CHROMIUM_PATH is not set: run the tests with `npm test`');
  return chromium.launch({ executablePath, args: ARGUMENTS });
}

/** Both languages and both themes, each once: contrast does not depend on the language, nor names on the theme. */
export const LOOKS = [
  ['en', 'dark'],
  ['zh', 'light'],
] as const;

/** A page that notes what its code throws and what the content policy refuses. */
export interface WatchedPage {
  page: Page;
  faults: string[];
}

/** Opens an address in a browser of its own cookies; `cookie` is a header, as of a signed-in person. */
export async function openPage(
  browser: Browser,
  address: string,
  options: { cookie?: string; width?: number; height?: number; locale?: string } = {},
): Promise<WatchedPage> {
  const { cookie, width = 1366, height = 768, locale = 'en-GB' } = options;
  const page = await browser.newPage({ viewport: { width, height }, locale });
  if (cookie !== undefined) await page.context().addCookies(cookiesFor(new URL(address).origin, cookie));
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) faults.push(message.text());
  });
  await page.goto(address);
  return { page, faults };
}

/**
 * Presses the key of an action as soon as the view takes it. A view shows some of itself before what the action needs
 * is there, and until then a press does nothing.
 */
export async function pressAction(page: Page, key: string): Promise<void> {
  await until(`the view takes ${key}`, async () => {
    await page.evaluate(() => {
      onkeydown = (event) => Object.assign(globalThis, { lastPress: event });
    });
    await page.keyboard.press(key);
    return page.evaluate(
      () => (globalThis as { lastPress?: KeyboardEvent }).lastPress?.defaultPrevented === true,
    );
  });
}

/**
 * Answers requests in the server's place, from now on. Chromium tells a page that is open already of the first such
 * wish in its own time, and lets requests pass until then; the wait is for that.
 */
export async function intercept(
  page: Page,
  pattern: string,
  handle: (route: Route) => Promise<void>,
): Promise<void> {
  const probe = '/intercepted-yet';
  await page.route(`**${probe}`, (route) => route.fulfill({ body: 'yes' }));
  await until('requests are intercepted', () =>
    page.evaluate(async (path) => (await (await fetch(path)).text()) === 'yes', probe),
  );
  await page.route(pattern, handle);
}

/** What of WCAG 2.2 AA the page misses, as far as axe can tell. */
export async function accessibilityFaults(page: Page): Promise<{ id: string; at: string[] }[]> {
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })`,
  );
  return violations.map(({ id, nodes }) => ({ id, at: nodes.map((node) => node.target.join(' ')) }));
}

/**
 * Keeps the browser from offering passkeys in fields. A test's device answers such an offer at once, and would sign in
 * before the test presses a button.
 */
export async function offerNoPasskeys(page: Page): Promise<void> {
  await page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);
  });
}
