import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyAudit } from '../../shared/platform/audit/verify.ts';
import type { Ruleset } from '../../shared/domain/targeting/profile.ts';
import { accessibilityFaults, launchBrowser, LOOKS, openPage, pressAction } from '../harness/browser.ts';
import { declarationWith } from '../harness/declarations.ts';
import { ENQUIRY_RULESET, lodgeAndDecide } from '../harness/enquiry.ts';
import type { TestPerson } from '../harness/people.ts';
import { startSystem, type TestSystem } from '../harness/system.ts';
import { until } from '../harness/until.ts';

const RULESET: Ruleset = {
  ...ENQUIRY_RULESET,
  profiles: [
    {
      code: 'FLOW-1',
      version: 1,
      title: 'Waste declared as plastic',
      level: 'national',
      status: 'active',
      when: { field: 'paymentTerms', op: 'eq', value: 'RED' },
      channel: 'red',
      mandatory: false,
      score: 80,
      alarm: 'high',
      guidance: { en: 'Open the bales and look inside.' },
    },
  ],
};

let system: TestSystem;
let browser: Browser;
/** In the monitoring room: acknowledges alarms and looks after profiles. */
let watcher: TestPerson;
/** At the customs house. */
let officer: TestPerson;

beforeAll(async () => {
  system = await startSystem({ backend: 'postgres', workers: 1, ruleset: RULESET });
  watcher = await system.people([
    { role: 'supervisor', scope: 'national' },
    { role: 'specialist', scope: 'national' },
  ]);
  officer = await system.person('officer', 'house:2201');
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});

it('a hit becomes an alarm, is acknowledged, ordered, found and told of its profile, between two people', async () => {
  const at = async (who: TestPerson, path: string) =>
    openPage(browser, system.url + path, { cookie: who.cookie, width: 1366, height: 768 });
  const performance = await at(watcher, '/profiles/FLOW-1?lang=en');
  await performance.page.getByRole('heading', { name: /FLOW-1/ }).waitFor();
  const room = await at(watcher, '/alarms?lang=en');
  await room.page.getByRole('heading', { level: 1 }).waitFor();
  const house = await at(officer, '/control?lang=en');
  await house.page.getByRole('heading', { level: 1 }).waitFor();

  // The hit becomes an alarm and a control order, live in both places.
  await lodgeAndDecide(system, [declarationWith({ declarationNo: 'FLOW-A', paymentTerms: 'RED' })]);
  const line = room.page.locator('[data-testid="alarm-rows"] [data-key]', {
    hasText: 'Waste declared as plastic',
  });
  await line.waitFor();
  expect(await line.getAttribute('data-state')).toBe('unacknowledged');
  const order = house.page.locator('[data-order="FLOW-A"]');
  await order.waitFor();

  await line.click();
  await pressAction(room.page, 'a');
  await until(
    'a comment can be written',
    () =>
      room.page.evaluate(`/INPUT|TEXTAREA/.test(document.activeElement?.tagName ?? '')`) as Promise<boolean>,
  );
  await room.page.keyboard.type('Seen, the house is told.');
  await room.page.keyboard.press('Enter');
  await until('the alarm is acknowledged', async () => {
    const { rows } = await system.pool.query('SELECT state, acknowledged_by FROM alarm');
    return rows[0].state === 'acknowledged' && rows[0].acknowledged_by !== null;
  });
  await room.page.locator('[data-state="acknowledged"]').first().waitFor({ state: 'attached' });

  await order.click();
  const { page } = house;
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  await page.getByText('Open the bales and look inside.').waitFor();
  await button('Take').click();
  await button('Start').click();
  await page.getByRole('radio', { name: 'Something is wrong' }).check();
  await page.getByLabel('Kind').and(page.locator(':focus')).waitFor();
  await page.getByLabel('Kind').selectOption('classification');
  await page.getByLabel('Found').fill('3915 waste of plastics');
  await page.getByRole('radio', { name: 'Hold' }).check();
  await page.getByLabel('Why they are held').fill('Waste, not goods');
  await button('Record the finding').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Record the finding' }).click();
  await page.getByText('3915 waste of plastics').first().waitFor();

  // The profile's page has been open all the while.
  const figure = (name: string) =>
    performance.page.locator('dl > div', { has: performance.page.getByText(name, { exact: true }) });
  await figure('Discrepancies').locator('dd', { hasText: /^1$/ }).waitFor();
  await figure('Inspections').locator('dd', { hasText: /^1$/ }).waitFor();

  const { rows: events } = await system.pool.query<{ action: string }>(
    `SELECT action FROM alarm_event WHERE action IN ('raised', 'acknowledge') ORDER BY id`,
  );
  expect(events.map(({ action }) => action)).toEqual(['raised', 'acknowledge']);
  await until('every event is linked', async () => (await verifyAudit(system.pool)).pending === 0);
  expect(await verifyAudit(system.pool, { decisions: true })).toMatchObject({ faults: 0, batches: 1 });

  // And all of it is found again by its declaration.
  const log = await at(watcher, '/audit?lang=en&declaration=FLOW-A');
  for (const told of ['Channel decided', 'Taken', 'Started', 'Acknowledged', 'Finding recorded']) {
    await log.page.getByRole('rowheader', { name: told }).first().waitFor();
  }
  for (const { faults } of [performance, room, house, log]) expect(faults).toEqual([]);
});

it.each(LOOKS)('the log of actions has nothing that axe finds (%s, %s)', async (lang, theme) => {
  const { page } = await openPage(browser, `${system.url}/audit?lang=${lang}&theme=${theme}`, {
    cookie: watcher.cookie,
    width: 768,
    height: 1024,
  });
  await page.getByRole('rowheader').first().waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(768);
});
