import type { DemonstrationAccount, SessionView } from '../../shared/contract/session.ts';
import type { ShiftCalendar } from '../../shared/domain/shift/calendar.ts';
import { inTransaction, type Pool } from '../../shared/platform/db/pool.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import { replaceAssignments } from '../../shared/platform/stores/access.store.ts';
import { writePlan } from '../../shared/platform/stores/place-plan.store.ts';
import { EmailTakenError, type Accounts } from '../auth/accounts.ts';

/** Known to everyone: accounts with it count in a demonstration alone. */
const PASSWORD = 'tidewaiter-demonstration';

const ACCOUNTS: readonly Omit<DemonstrationAccount, 'place'>[] = [
  { name: 'Lin Qing', role: 'operator', scope: 'national', email: 'operator@demo.tidewaiter.invalid' },
  { name: 'Zhao Min', role: 'supervisor', scope: 'national', email: 'supervisor@demo.tidewaiter.invalid' },
  { name: 'Sun Wei', role: 'manager', scope: 'national', email: 'manager@demo.tidewaiter.invalid' },
  { name: 'Chen Yu', role: 'specialist', scope: 'national', email: 'specialist@demo.tidewaiter.invalid' },
  // A profile of the nation needs a second specialist of the nation to approve it.
  {
    name: 'He Lan',
    role: 'specialist',
    scope: 'national',
    email: 'specialist.second@demo.tidewaiter.invalid',
  },
  {
    name: 'Wu Fang',
    role: 'specialist',
    scope: 'district:2200',
    email: 'specialist.shanghai@demo.tidewaiter.invalid',
  },
  { name: 'Gao Jun', role: 'officer', scope: 'house:2201', email: 'officer@demo.tidewaiter.invalid' },
  // Where declarations are simulated, these two work the house's control orders.
  {
    name: 'Tang Yi',
    role: 'officer',
    scope: 'house:2201',
    email: 'officer.second@demo.tidewaiter.invalid',
  },
  {
    name: 'Xu Na',
    role: 'officer',
    scope: 'house:2201',
    email: 'officer.third@demo.tidewaiter.invalid',
  },
  { name: 'Ma Li', role: 'administrator', scope: 'national', email: 'administrator@demo.tidewaiter.invalid' },
];

/** The centre's watches, for a supervisor who is never off duty. */
function calendarOf(supervisor: string): ShiftCalendar {
  const shift = { days: [1, 2, 3, 4, 5, 6, 7], people: [supervisor] };
  return {
    timeZone: 'Asia/Shanghai',
    shifts: [
      { ...shift, name: 'Day · 白班', from: '08:00', to: '20:00' },
      { ...shift, name: 'Night · 夜班', from: '20:00', to: '08:00' },
    ],
    exceptions: [],
  };
}

/**
 * Adds the accounts of the demonstration where they are missing, and the centre's shift calendar with its supervisor;
 * answers what the sign-in page shows.
 */
export async function openDemonstration(deps: {
  pool: Pool;
  accounts: Accounts;
  places: PlaceBook;
}): Promise<NonNullable<SessionView['demonstration']>> {
  for (const { name, email, role, scope } of ACCOUNTS) {
    try {
      const id = await deps.accounts.add({ name, email, locale: 'en', demonstration: true });
      await deps.accounts.setPassword(id, PASSWORD);
      await replaceAssignments(deps.pool, id, [{ role, scope }], 'system');
      if (role !== 'supervisor') continue;
      const calendar = { scope, plan: calendarOf(id), revision: 0, by: 'system' };
      await inTransaction(deps.pool, (client) => writePlan(client, 'calendar', calendar));
    } catch (error) {
      if (!(error instanceof EmailTakenError)) throw error;
    }
  }
  const accounts = ACCOUNTS.map((account) => ({ ...account, place: deps.places.namesOf(account.scope) }));
  return { accounts, password: PASSWORD };
}
