import type { ChildProcess } from 'node:child_process';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CHANNELS, type Channel } from '../../shared/domain/channel/channel.ts';
import { inTransaction } from '../../shared/platform/db/pool.ts';
import { raiseAlarms } from '../../shared/platform/stores/alarm.store.ts';
import { accessibilityFaults, launchBrowser, openPage } from '../harness/browser.ts';
import { declarations, toNdjson } from '../harness/declarations.ts';
import { freePort } from '../harness/provision.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';
import { until } from '../harness/until.ts';

/** Hits that the board has room for. */
const HIT_ROWS = 7;

let system: TestSystem;
/** The board's own server, which a test may stop; another runs beside it. */
let server: ChildProcess;
let url: string;
let browser: Browser;
let page: Page;
let faults: string[];

beforeAll(async () => {
  const env: Record<string, string> = {};
  system = await startSystem({
    backend: process.env['TEST_REDIS_URL'] ? 'redis' : 'postgres',
    workers: 1,
    env,
  });
  env['PORT'] = String(await freePort());
  url = `http://localhost:${env['PORT']}`;
  server = await system.startServer();
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

/** Opens a page of a person who may watch every board. */
async function open(path: string, width = 1920, height = 1080): Promise<void> {
  ({ page, faults } = await openPage(browser, url + path, {
    cookie: await system.boardCookie(),
    width,
    height,
  }));
}

async function lodge(prefix: string, count: number): Promise<void> {
  const response = await system.fetch(`/api/declarations`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: toNdjson(declarations(prefix, count)),
  });
  expect(response.status).toBe(202);
}

async function decidedByChannel(): Promise<Record<Channel, number>> {
  const { rows } = await system.pool.query<{ channel: Channel; count: number }>(
    'SELECT channel, count(*)::int AS count FROM channel_decision GROUP BY channel',
  );
  return { red: 0, orange: 0, green: 0, ...Object.fromEntries(rows.map((row) => [row.channel, row.count])) };
}

async function shownByChannel(): Promise<Record<Channel, number>> {
  const counts = await Promise.all(
    CHANNELS.map((channel) => page.locator(`[data-tile=${channel}] [data-count]`).getAttribute('data-count')),
  );
  return Object.fromEntries(CHANNELS.map((channel, i) => [channel, Number(counts[i])])) as Record<
    Channel,
    number
  >;
}

/** Waits until the board shows as many decisions as were lodged, channel by channel as the database has them. */
async function expectCounts(total: number): Promise<void> {
  await until(`the board counts ${total}`, async () => {
    const shown = await shownByChannel();
    return CHANNELS.reduce((sum, channel) => sum + shown[channel], 0) === total;
  });
  expect(await shownByChannel()).toEqual(await decidedByChannel());
}

const freshness = (state: 'fresh' | 'stale' | 'unknown') =>
  page.locator(`[data-testid=freshness][data-freshness=${state}]`).waitFor({ timeout: 40_000 });
const board = () => page.locator('.board');

describe('the board', () => {
  it('shows what is decided as it is decided, without a reload', async () => {
    await open('/');
    await freshness('fresh');
    expect(new URL(page.url()).pathname).toBe('/board');
    expect(await page.locator('h1').innerText()).toContain('National');
    expect(await page.locator('[data-place]').count()).toBe(42);
    await expectCounts(0);
    expect(await page.getByText('No declarations yet').isVisible()).toBe(true);

    await lodge('B', 300);
    await expectCounts(300);
    await lodge('C', 200);
    await expectCounts(500);
    await until('the flow shows them', async () => {
      const text = await page.locator('[data-panel=flow] svg[role=img]').getAttribute('aria-label');
      return /(red|orange|green) [1-9]/.test(text ?? '');
    });
    const { rows } = await system.pool.query<{ hits: number }>(
      'SELECT count(*)::int AS hits FROM hit WHERE NOT shadow',
    );
    expect(await page.locator('[data-hit]').count()).toBe(Math.min(HIT_ROWS, rows[0]!.hits));
  });

  it('survives a restart of the server without a reload', async () => {
    await open('/board');
    await freshness('fresh');
    const before = await shownByChannel();
    const epoch = await board().getAttribute('data-epoch');
    await page.evaluate(() => document.body.setAttribute('data-not-reloaded', ''));

    await system.stopProcess(server, 'SIGKILL');
    await freshness('stale');
    expect(await page.locator('[data-testid=stale-banner]').innerText()).toMatch(
      /STALE — last update 00:\d\d ago/,
    );
    expect(
      await page.locator('[data-panel][data-freshness=fresh], [data-tile][data-freshness=fresh]').count(),
    ).toBe(0);
    expect(await shownByChannel()).toEqual(before);
    await lodge('R', 100);

    server = await system.startServer();
    await freshness('fresh');
    expect(await board().getAttribute('data-epoch')).not.toBe(epoch);
    expect(await page.locator('body[data-not-reloaded]').count()).toBe(1);
    await page.locator('[data-testid=stale-banner]').waitFor({ state: 'detached' });
    const { red, orange, green } = before;
    await expectCounts(red + orange + green + 100);
  });

  it.each([
    [1366, 768, 'en'],
    [1920, 1080, 'en'],
    [3840, 2160, 'en'],
    [1366, 768, 'zh'],
    [1920, 1080, 'zh'],
    [3840, 2160, 'zh'],
  ])('fills %i × %i exactly, its text in proportion (%s)', async (width, height, lang) => {
    await open(`/board?lang=${lang}`, width, height);
    await freshness('fresh');
    const measured = await page.evaluate(() => {
      const size = (selector: string) =>
        Number.parseFloat(getComputedStyle(document.querySelector(selector)!).fontSize);
      const { scrollWidth, scrollHeight } = document.documentElement;
      const right = Math.max(
        ...[...document.querySelectorAll('[data-panel]')].map((p) => p.getBoundingClientRect().right),
      );
      const bottom = Math.max(
        ...[...document.querySelectorAll('[data-panel]')].map((p) => p.getBoundingClientRect().bottom),
      );
      return {
        scrollWidth,
        scrollHeight,
        right,
        bottom,
        figure: size('[data-count]'),
        secondary: size('[data-panel] p'),
        cutOff: [...document.querySelectorAll('h1, [data-panel] > header > p, [data-tile] > header > p')]
          .filter((text) => text.scrollWidth > text.clientWidth)
          .map((text) => text.textContent),
      };
    });
    const scale = height / 1080;
    expect(measured).toMatchObject({ scrollWidth: width, scrollHeight: height, cutOff: [] });
    expect(measured.right).toBeCloseTo(width - 16 * scale, 0);
    expect(measured.bottom).toBeCloseTo(height - 16 * scale, 0);
    expect(measured.figure).toBeGreaterThanOrEqual(28 * scale);
    expect(measured.secondary).toBeGreaterThanOrEqual(16 * scale - 0.1);
  });

  it.each([
    [1366, 768],
    [1920, 1080],
    [3840, 2160],
    [420, 900],
  ])('shows a person the way to the rest, beside all that is read (%i × %i)', async (width, height) => {
    await open('/board?scope=district:2200', width, height);
    await freshness('fresh');
    const menu = page.getByRole('button', { name: 'Menu' });
    // At first sight: nobody has moved the pointer or pressed a key.
    const covered = await menu.evaluate((button) => {
      const own = button.getBoundingClientRect();
      const inView = own.width >= 24 && own.height >= 24 && own.left >= 0 && own.top >= 0;
      const text = document.createRange();
      const touches = [...document.querySelectorAll('.board *')].filter((element) =>
        [...element.childNodes]
          .filter((node) => node.nodeType === Node.TEXT_NODE && node.textContent!.trim() !== '')
          .some((node) => {
            text.selectNodeContents(node);
            return [...text.getClientRects()].some(
              (box) =>
                box.left < own.right && box.right > own.left && box.top < own.bottom && box.bottom > own.top,
            );
          }),
      );
      return { inView, touches: touches.map((element) => element.textContent) };
    });
    expect(covered).toEqual({ inView: true, touches: [] });

    await menu.focus();
    await page.keyboard.press('Enter');
    const link = page.getByRole('link', { name: 'My account' });
    await link.waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await link.click();
    await page.waitForURL((address) => address.pathname === '/account');
  });

  it('scrolls in a single column where the screen is narrow', async () => {
    await open('/board', 420, 900);
    await freshness('fresh');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(420);
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeGreaterThan(900);
  });

  it('goes down to a district and a house', async () => {
    await open('/board?theme=light');
    await page.locator('[data-place="2200"]').click();
    await freshness('fresh');
    expect(await page.locator('h1').innerText()).toContain('Shanghai');
    expect(new URL(page.url()).searchParams.get('theme')).toBe('light');
    await page.locator('[data-place="2201"]').click();
    await freshness('fresh');
    expect(new URL(page.url()).searchParams.get('scope')).toBe('house:2201');
    await expectCounts(600);
    expect(await page.locator('[data-panel=mix]').isVisible()).toBe(true);
    // The place's clock, whatever the display's own time zone.
    expect(await page.locator('[data-reading=clock]').innerText()).toMatch(/Asia\/Shanghai[^]*UTC\+8/);

    await page.getByRole('link', { name: 'District board' }).click();
    await freshness('fresh');
    expect(new URL(page.url()).searchParams.get('scope')).toBe('district:2200');
    await page.getByRole('link', { name: 'National board' }).click();
    await freshness('fresh');
    expect(new URL(page.url()).search).toBe('?theme=light');
  });

  it('speaks Chinese where it is asked to, on the boards below too', async () => {
    const now = new Date();
    const alarm = {
      cause: 'profile:PRO-0003@house:2201',
      type: 'profile-hit' as const,
      priority: 'low' as const,
      title: 'Solid waste',
      profileCode: 'PRO-0003',
      district: '2200',
      customsHouse: '2201',
      occurrences: 1,
      firstAt: now,
      lastAt: now,
    };
    await inTransaction(system.pool, (client) => raiseAlarms(client, [alarm], null));
    await open('/board?scope=district:2200&lang=zh');
    await freshness('fresh');
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-Hans');
    await page.locator('[data-place="2201"]').click();
    await freshness('fresh');
    expect(await page.locator('h1').innerText()).toContain('海关');
    await page.locator('[data-alarm]').getByText('固体废物').waitFor();
    // What stays in Latin letters: the zone, the standard, profiles' codes, the English name beside the Chinese one.
    const words = await board().evaluate((element: HTMLElement): string[] => {
      for (const english of element.querySelectorAll('[lang=en]')) english.remove();
      return element.innerText.match(/[A-Za-z]{2,}/g) ?? [];
    });
    const hits = (await page.locator('[data-hit]').allInnerTexts()).join();
    const known = new Set(['Asia', 'Shanghai', 'UTC', 'EEMUA', ...(hits.match(/[A-Z]+(?=-\d)/g) ?? [])]);
    expect(words.filter((word) => !known.has(word))).toEqual([]);
  });

  it.each([
    ['/board?scope=district:9999', 'No such place', 'Go to the national board'],
    ['/board?scope=province:1', 'No such place', 'Go to the national board'],
    ['/nowhere', 'There is nothing here', 'Go to the start page'],
  ])('%s says so and leads back', async (path, title, back) => {
    await open(path);
    await page.getByRole('heading', { name: title }).waitFor();
    await page.getByRole('link', { name: back }).click();
    await freshness('fresh');
    expect(await page.locator('h1').innerText()).toContain('National');
  });
});

describe('for everyone', () => {
  it.each([
    ['/board', 'national'],
    ['/board?theme=light', 'national, light'],
    ['/board?lang=zh', 'national, Chinese'],
    ['/board?scope=house:2201', 'house'],
    ['/board?scope=house:2201&theme=light', 'house, light'],
    ['/board?scope=house:2201&theme=light&lang=zh', 'house, light, Chinese'],
    ['/nowhere', 'not found'],
    ['/nowhere?theme=light', 'not found, light'],
  ])('%s meets WCAG 2.2 AA as far as axe can tell (%s)', async (path) => {
    await open(path);
    if (path.startsWith('/board')) await freshness('fresh');
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('every link and the menu are reached by the keyboard, and seen to be', async () => {
    await open('/board?scope=district:2200');
    await freshness('fresh');
    const links = await page.locator('a[href], nav > button').count();
    const reached = new Set<string>();
    for (let i = 0; i < links; i++) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate(() => {
        const element = document.activeElement!;
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        return {
          href: element.getAttribute('href') ?? element.tagName,
          style: outlineStyle,
          width: Number.parseFloat(outlineWidth),
        };
      });
      expect(focused.style).toBe('solid');
      expect(focused.width).toBeGreaterThanOrEqual(2);
      reached.add(focused.href);
    }
    expect(reached.size).toBe(links);
  });
});
