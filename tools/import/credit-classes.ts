import { inTransaction, type Pool } from '../../shared/platform/db/pool.ts';
import { recordAccess, SYSTEM } from '../../shared/platform/stores/access-event.store.ts';
import { putTraderClasses } from '../../shared/platform/stores/trader.store.ts';
import { readRows } from './rows.ts';
import type { RowFault } from './run.ts';

const COLUMNS = { trader: 'trader_id', creditClass: 'credit_class' } as const;
const LONGEST_TRADER = 100;
const LONGEST_CLASS = 64;

/** What a file says of credit classes: by trader, null where it takes the class away. */
export interface CreditClassFile {
  classes: Map<string, string | null>;
  faults: RowFault[];
}

/** Reads a CSV file with the columns `trader_id` and `credit_class`; an empty class takes a trader's away. */
export async function readCreditClasses(file: string): Promise<CreditClassFile> {
  const classes = new Map<string, string | null>();
  const faults: RowFault[] = [];
  for await (const read of readRows({ file, columns: new Set(Object.values(COLUMNS)) })) {
    const fault = (column: string | null, message: string) =>
      faults.push({ line: read.line, column, message });
    if ('unreadable' in read) {
      fault(null, read.unreadable);
      continue;
    }
    const trader = read.row[COLUMNS.trader]?.trim() ?? '';
    const name = read.row[COLUMNS.creditClass]?.trim() ?? '';
    if (trader === '') fault(COLUMNS.trader, 'is empty');
    else if (trader.length > LONGEST_TRADER)
      fault(COLUMNS.trader, `has more than ${LONGEST_TRADER} characters`);
    else if (name.length > LONGEST_CLASS)
      fault(COLUMNS.creditClass, `has more than ${LONGEST_CLASS} characters`);
    else if (trader.includes('\0') || name.includes('\0'))
      fault(null, 'holds a character that cannot be stored');
    else if (classes.has(trader) && classes.get(trader) !== (name || null)) {
      fault(COLUMNS.creditClass, `the trader stands above with another class`);
    } else classes.set(trader, name || null);
  }
  return { classes, faults };
}

/** Puts credit classes in, all or none, and records that it was done. */
export async function loadCreditClasses(pool: Pool, classes: CreditClassFile['classes']): Promise<void> {
  await inTransaction(pool, async (client) => {
    await putTraderClasses(client, classes);
    await recordAccess(client, {
      by: SYSTEM,
      action: 'credit-classes.loaded',
      detail: { traders: classes.size },
    });
  });
}
