import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import {
  accessibilityFaults,
  launchBrowser,
  LOOKS,
  openPage,
  pressAction,
  type WatchedPage,
} from '../harness/browser.ts';
import { addAlarmGroup, addOpenAlarms, type AlarmSeed } from '../harness/open-alarms.ts';
import type { TestPerson } from '../harness/people.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';
import { until } from '../harness/until.ts';
import { placeTime } from '../../web/ui/place-time.ts';

const FLOOD = 120;

let system: TestSystem;
let browser: Browser;
let first: TestPerson;
let second: TestPerson;
/** Ids by what they are for. */
const ids: Record<string, string> = {};
let opened: WatchedPage[] = [];
let third: TestPerson;

const single: Record<string, AlarmSeed> = {
  worker: { type: 'worker-lost', priority: 'critical', title: 'x', house: null, detail: { seconds: 131 } },
  shared: { type: 'profile-hit', priority: 'high', title: 'Shared wine', house: '2201', profile: 'VAL-1' },
  offline: { type: 'profile-hit', priority: 'high', title: 'Offline cars', house: '2201', profile: 'VAL-2' },
  timber: { type: 'profile-hit', priority: 'medium', title: 'Timber', house: '2201', profile: 'VAL-4' },
  parked: {
    type: 'profile-hit',
    priority: 'critical',
    title: 'Parked poultry',
    house: '2201',
    profile: 'VAL-3',
    state: 'shelved',
  },
  surge: {
    type: 'reds-surge',
    priority: 'medium',
    title: 'x',
    house: '5301',
    chattering: true,
    escalated: 2,
    detail: { observed: 90, expected: 31, lower: 18, upper: 47 },
  },
};

beforeAll(async () => {
  system = await startSystem({ backend: process.env['TEST_REDIS_URL'] ? 'redis' : 'postgres', workers: 0 });
  [first, second, third] = await Promise.all([
    system.person('supervisor', 'national'),
    system.person('supervisor', 'national'),
    system.person('supervisor', 'house:2201'),
  ]);
  const group = await addAlarmGroup(system.pool, 'release', '412', new Date());
  const flood = Array.from({ length: FLOOD }, (_, index): AlarmSeed => {
    const grouped = index < 40 && { group };
    return {
      type: 'profile-hit',
      priority: 'low',
      title: 'Flood of shoes',
      house: '5301',
      profile: `F-${index}`,
      ...grouped,
    };
  });
  const added = await addOpenAlarms(system.pool, [...Object.values(single), ...flood], Date.now());
  for (const [index, name] of Object.keys(single).entries()) ids[name] = added[index]!;
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});
afterEach(async () => {
  const faults = opened.flatMap((watched) => watched.faults);
  await Promise.all(opened.map(({ page }) => page.context().close()));
  opened = [];
  if (faults.length > 0) throw new Error(`the page is at fault:\n${faults.join('\n')}`);
});

async function open(who: TestPerson, path: string, width = 1366, height = 768): Promise<Page> {
  const watched = await openPage(browser, system.url + path, { cookie: who.cookie, width, height });
  opened.push(watched);
  await watched.page.locator('[data-sync=ready]').waitFor();
  return watched.page;
}

const row = (page: Page, name: string) => page.locator(`[data-key="${ids[name]}"]`);
const outcome = (page: Page) => page.getByTestId('deed-outcome');
const detail = (page: Page) => page.getByTestId('alarm-detail');
const focused = (what: string, locator: Locator) =>
  until(`${what} has the focus`, () => locator.evaluate((element) => element === document.activeElement));
const states = async (where: string) => {
  const { rows } = await system.pool.query<{ state: string; count: string }>(
    `SELECT state, count(*) FROM alarm WHERE ${where} GROUP BY state`,
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
};

it('acknowledges a flood with one comment in three keys', async () => {
  const page = await open(first, '/alarms?search=flood&lang=en');
  await page.locator('[role=row][data-key^="cause:"]').getByText('40 alarms').waitFor();
  await pressAction(page, '*');
  await page.getByText(`${FLOOD} alarms selected`).waitFor();
  await pressAction(page, 'a');
  await focused('the comment', page.getByLabel('Comment (optional)'));
  await page.keyboard.press('Enter');
  await outcome(page).getByText(`${FLOOD} acknowledged.`).waitFor();
  expect(await states("title = 'Flood of shoes'")).toEqual({ acknowledged: FLOOD });
  // The system raises and suppresses some of its own accord meanwhile, since no worker runs.
  await until('the title counts the others', async () => /^\(\d\) Alarms/.test(await page.title()));
});

it('lets one of two supervisors win, and tells the other who and when', async () => {
  const [mine, theirs] = await Promise.all([
    open(first, '/alarms?search=wine&lang=en'),
    open(second, `/alarms?alarm=${ids['shared']}&search=wine&lang=en`),
  ]);
  await row(mine, 'shared').getByText('Looked at by Test supervisor-national').waitFor();
  await pressAction(mine, 'a');
  await mine.getByLabel('Comment (optional)').fill('I have it.');
  await detail(theirs).getByText('Since').waitFor();
  await pressAction(theirs, 'a');
  await theirs.getByLabel('Comment (optional)').fill('So have I.');
  await mine.keyboard.press('Enter');
  await outcome(mine).getByText('1 acknowledged.').waitFor();
  await theirs.keyboard.press('Enter');
  await outcome(theirs)
    .getByText(/^1 of 1 were not done: Test supervisor-national was faster at \d\d:\d\d\.$/)
    .waitFor();
  await row(theirs, 'shared')
    .getByText(/^Acknowledged: Test supervisor-national, \d\d:\d\d$/)
    .waitFor();
  await detail(theirs).getByText('I have it.').waitFor();
  await theirs.getByRole('button', { name: 'Show them' }).click();
  await theirs
    .getByRole('dialog')
    .getByText(/was faster/)
    .waitFor();
  const { rows } = await system.pool.query(
    'SELECT comment FROM alarm_event WHERE alarm_id = $1 AND comment IS NOT NULL',
    [ids['shared']],
  );
  expect(rows).toEqual([{ comment: 'I have it.' }]);
});

it('refuses deeds offline, keeps none for later, and is seen to be not live', async () => {
  const page = await open(first, '/alarms?search=cars&lang=en');
  await row(page, 'offline').waitFor();
  await pressAction(page, 'a');
  await page.getByLabel('Comment (optional)').fill('Begun before.');
  await page.context().setOffline(true);
  await page
    .getByTestId('not-live')
    .getByText(/^Shown as of \d\d:\d\d:\d\d, not live\.$/)
    .waitFor();
  await page.keyboard.press('Enter');
  await outcome(page)
    .getByText(/^Not done: what is shown is not live\. Nothing is kept for later/)
    .waitFor();
  const button = page.locator('[data-deed=acknowledge]');
  expect(await button.getAttribute('aria-disabled')).toBe('true');
  await page.context().setOffline(false);
  await page.locator('[data-sync=ready]').waitFor();
  await until('deeds can be done again', async () => (await button.getAttribute('aria-disabled')) === null);
  expect(await states(`id = ${ids['offline']}`)).toEqual({ unacknowledged: 1 });
});

it('is worked from the keyboard alone, and says a new critical alarm once', async () => {
  const page = await open(first, '/alarms?lang=en');
  await row(page, 'worker').waitFor();
  await pressAction(page, 'j');
  await until('the second row has the focus', () =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-rowindex') === '3'),
  );
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await detail(page).getByText('No declaration gets a channel, anywhere.').waitFor();
  expect(page.url()).toContain(`alarm=${ids['worker']}`);
  await page.keyboard.press('Escape');
  await detail(page).waitFor({ state: 'detached' });
  await pressAction(page, 's');
  await page.getByRole('combobox', { name: 'For' }).selectOption('15 min');
  await page.getByRole('button', { name: 'Shelve', exact: true }).click();
  await page.getByText('Give a reason.').waitFor();
  await focused('the reason', page.getByLabel('Reason'));
  await page.keyboard.press('Escape');
  await pressAction(page, 'Shift+?');
  await page.getByRole('dialog').getByText('Take out of service').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await pressAction(page, '3');
  await row(page, 'parked').waitFor();
  expect(await page.locator('[role=row][data-key]').count()).toBe(1);
  const answer = await second.fetch('/api/alarms/unshelvings', {
    method: 'POST',
    body: JSON.stringify({ alarms: [{ id: ids['parked'], annunciation: 1 }], reason: 'It is back.' }),
  });
  expect(answer.status).toBe(200);
  await page.getByRole('alert').filter({ hasText: 'New critical alarm: Parked poultry' }).waitFor();
  await row(page, 'parked').waitFor({ state: 'detached' });
});

it('does all that can be done to an alarm, and its history tells it', async () => {
  const page = await open(first, '/alarms?search=timber&state=all&lang=en');
  await row(page, 'timber').waitFor();
  const held = async () => {
    const { rows } = await system.pool.query<Record<string, unknown>>(
      `SELECT state, assigned_to AS "assignedTo", escalated FROM alarm WHERE id = $1`,
      [ids['timber']],
    );
    return rows[0]!;
  };
  const deed = async (key: string, words: string, said: string, fill?: () => Promise<void>) => {
    await pressAction(page, key);
    await fill?.();
    const field = page.locator('[data-testid=deeds] form label.words input');
    await field.fill(words);
    await field.press('Enter');
    await outcome(page).getByText(said, { exact: true }).waitFor();
  };

  await deed('s', 'Known series', '1 shelved.', async () => {
    await page.getByRole('combobox', { name: 'For' }).selectOption('15 min');
  });
  expect(await held()).toMatchObject({ state: 'shelved' });
  await deed('z', 'It goes on', '1 taken off the shelf.');
  await deed('m', '', '1 assigned to you.');
  expect(await held()).toMatchObject({ assignedTo: first.id, state: 'unacknowledged' });
  await deed('t', 'Your house', '1 assigned.', async () => {
    await page.getByRole('combobox', { name: 'To whom' }).fill('house-2201');
    await page.getByRole('option', { name: 'Test supervisor-house-2201' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
  });
  expect(await held()).toMatchObject({ assignedTo: third.id });
  await deed('d', '', '1 given back.');
  await deed('e', 'Beyond my desk', '1 escalated.');
  expect(await held()).toMatchObject({ assignedTo: null, escalated: 1 });
  await deed('c', 'The importer was called', 'Comment added to 1.');
  await deed('o', 'The profile is under repair', '1 taken out of service.');
  expect(await held()).toMatchObject({ state: 'out-of-service' });
  await deed('b', 'Repaired', '1 returned to service.');
  await deed('a', 'Seen', '1 acknowledged.');
  await page.keyboard.press('Enter');
  const history = detail(page).locator('ol li');
  await history.getByText('Seen').waitFor();
  await detail(page).getByRole('button', { name: 'Show all' }).press('Enter');
  await focused('the first entry that came', history.nth(8));
  for (const words of [
    'Known series',
    'Your house',
    'Beyond my desk',
    'The importer was called',
    'Repaired',
  ]) {
    await history.getByText(words).waitFor();
  }
  await page.keyboard.press('Escape');
  await detail(page).waitFor({ state: 'detached' });
  await deed('r', 'All papers are there', '1 resolved.');
  expect(await held()).toMatchObject({ state: 'normal' });
  await row(page, 'timber').waitFor({ state: 'detached' });
});

it('writes every hour of an alarm by the clocks of its house, and is as wide as there is room', async () => {
  const page = await open(first, `/alarms?state=all&alarm=${ids['shared']}&lang=en`, 1920, 1080);
  await detail(page).locator('ol li').first().waitFor();
  const { rows } = await system.pool.query<{ at: Date }>(
    `SELECT max(at) AS at FROM alarm_event WHERE alarm_id = $1 AND action = 'acknowledge'`,
    [ids['shared']],
  );
  // The browser's own zone is UTC.
  const { time, shortTime } = placeTime('Asia/Shanghai');
  const at = rows[0]!.at.getTime();
  await detail(page).locator('.facts').getByText(shortTime(at)).waitFor();
  await detail(page)
    .locator('ol li')
    .getByText(`${time(at)} UTC+8`)
    .first()
    .waitFor();
  const hours = await detail(page).locator('svg text').allTextContents();
  const minutes = new Set(Array.from({ length: 13 }, (_, i) => shortTime(at + (i - 6) * 60_000)));
  expect(hours.length).toBeGreaterThan(0);
  expect(hours.filter((hour) => !minutes.has(hour))).toEqual([]);
  expect(await page.locator('#main').evaluate((main) => main.getBoundingClientRect().right)).toBe(1920);
});

it.each(LOOKS)('can be read by everyone in %s and %s, and fits', async (language, theme) => {
  const page = await open(
    second,
    `/alarms?state=all&alarm=${ids['surge']}&lang=${language}&theme=${theme}`,
    1366,
  );
  await detail(page).locator('ol li').first().waitFor();
  await pressAction(page, '*');
  for (const width of [768, 1920, 1366]) {
    await page.setViewportSize({ width, height: 900 });
    const over = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await until(`nothing sticks out at ${width}`, async () => (await over()) <= 0);
  }
  await pressAction(page, 'a');
  await page.locator('form input').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
});
