import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, openPage } from '../tests/harness/browser.ts';
import { cookiesFor } from '../tests/harness/cookies.ts';
import { addOpenAlarms, manyAlarms } from '../tests/harness/open-alarms.ts';
import { startSystem, type TestSystem } from '../tests/harness/system.ts';
import { until } from '../tests/harness/until.ts';
import { provisionChromium } from '../tools/provision/chromium.ts';
import { progressTo } from '../tools/provision/progress.ts';
import { traceFrames } from './frames.ts';
import { withServices } from './services.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    alarms: { type: 'string', default: '50000' },
    loads: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '10' },
  },
});
const ALARMS = Number(options.alarms);
const SECONDS = Number(options.seconds);

/** Progress goes to standard error, so that `--json` prints nothing but JSON. */
const say = (line: string) => process.stderr.write(`${line}\n`);

/** As the page comes up: when the first row of the list had been painted, ms after the navigation began. */
const NOTE_FIRST_ROW = `
  const look = () => {
    if (document.querySelector('[role=row][data-key]') === null) return requestAnimationFrame(look);
    // What is in the document at one frame has been painted by the next.
    requestAnimationFrame(() => (globalThis.firstRowAt = performance.now()));
  };
  requestAnimationFrame(look);
`;

/** From top to bottom at one speed; resolves at the bottom. */
const SCROLL_THROUGH = `(seconds) => new Promise((resolve) => {
  const list = document.querySelector('[data-testid=alarm-rows]');
  const way = list.scrollHeight - list.clientHeight;
  const startedAt = performance.now();
  const step = () => {
    const share = Math.min(1, (performance.now() - startedAt) / 1000 / seconds);
    list.scrollTop = share * way;
    if (share < 1) requestAnimationFrame(step); else resolve();
  };
  requestAnimationFrame(step);
})`;

async function fill(system: TestSystem): Promise<void> {
  const { rows } = await system.pool.query<{ code: string }>('SELECT code FROM customs_house ORDER BY code');
  const seeds = manyAlarms(
    ALARMS,
    rows.map(({ code }) => code),
  );
  const now = Date.now();
  for (let from = 0; from < seeds.length; from += 10_000)
    await addOpenAlarms(system.pool, seeds.slice(from, from + 10_000), now, from);
  await system.pool.query('ANALYZE alarm');
}

async function firstScreen(browser: Browser, system: TestSystem, cookie: string): Promise<number> {
  const { page } = await openPage(browser, 'about:blank', { width: 1920, height: 1080 });
  try {
    await page.context().addCookies(cookiesFor(system.url, cookie));
    await page.addInitScript(NOTE_FIRST_ROW);
    await page.goto(`${system.url}/alarms?state=all`);
    await until('the first row is shown', () =>
      page.evaluate<boolean>('globalThis.firstRowAt !== undefined'),
    );
    return await page.evaluate<number>('globalThis.firstRowAt');
  } finally {
    await page.close();
  }
}

async function openWhole(browser: Browser, system: TestSystem, cookie: string): Promise<Page> {
  const { page } = await openPage(browser, `${system.url}/alarms?state=all&lang=en`, {
    cookie,
    width: 1920,
    height: 1080,
  });
  await page.locator('[data-sync=ready]').waitFor();
  // The system may have raised alarms of its own meanwhile, as that no worker runs.
  await until('all alarms are in the list', async () => {
    const rows = await page.getByRole('treegrid').getAttribute('aria-rowcount');
    return Number(rows) > ALARMS;
  });
  return page;
}

async function measure(redisUrl: string | null) {
  const system = await startSystem({ backend: redisUrl === null ? 'postgres' : 'redis', workers: 0 });
  const browser = await launchBrowser();
  try {
    say(`Putting ${ALARMS} open alarms into the database`);
    await fill(system);
    const { cookie } = await system.person('supervisor', 'national');
    say(`Opening the console ${options.loads} times`);
    const loads: number[] = [];
    for (let load = 0; load < Number(options.loads); load++)
      loads.push(Math.round(await firstScreen(browser, system, cookie)));
    say(`Scrolling through it in ${SECONDS} s`);
    const page = await openWhole(browser, system, cookie);
    const through = await traceFrames(page, () => page.evaluate(`(${SCROLL_THROUGH})(${SECONDS})`));
    say('Scrolling with the wheel');
    await page.locator('[data-testid=alarm-rows]').hover();
    const session = await page.context().newCDPSession(page);
    const wheel = await traceFrames(page, () =>
      session.send('Input.synthesizeScrollGesture', {
        x: 900,
        y: 700,
        yDistance: 3_000 * SECONDS,
        speed: 3_000,
        gestureSourceType: 'mouse',
      }),
    );
    return {
      firstScreenMs: { first: loads[0]!, median: median(loads), worst: Math.max(...loads) },
      through,
      wheel,
    };
  } finally {
    await browser.close();
    await system.stop();
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

const chromium = await provisionChromium(process.env['CHROMIUM_PATH'], progressTo(say));
if (chromium === null) throw new Error('this takes a Chromium: set CHROMIUM_PATH');
process.env['CHROMIUM_PATH'] = chromium;
const figures = await withServices(say, measure);
const result = {
  alarms: ALARMS,
  ...figures,
  machine: {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  },
};
if (options.json) {
  console.log(JSON.stringify(result, null, 2));
} else {
  const { firstScreenMs, through, wheel } = figures;
  console.log(`first screen         ${firstScreenMs.median} ms, at worst ${firstScreenMs.worst} ms`);
  for (const [name, { fps, p95, p99, droppedShare, longTasks }] of Object.entries({ through, wheel })) {
    const dropped = (100 * droppedShare).toFixed(1);
    console.log(
      `${name.padEnd(20)} ${fps} frames/s, p95 ${p95} ms, p99 ${p99} ms, ${dropped} % dropped, ${longTasks} long tasks`,
    );
  }
}
