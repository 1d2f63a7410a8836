import type { TraderView } from '../../shared/contract/enquiry.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { readAs } from '../../shared/platform/db/read-as.ts';
import { readTraderFacts } from '../../shared/platform/stores/trader-view.store.ts';
import type { EnquiryService } from './enquiry.service.ts';
import type { Looker, LookUps } from './look-ups.service.ts';

/** How far back decisions are counted, days. */
const COUNTED_DAYS = 90;
const DAY_MS = 86_400_000;

const LAST_DECLARATIONS = 20;

/**
 * What is known of a trader, by its declarations where the caller may look persons up; null where there are none. The
 * attempt is recorded either way: asking for somebody is the look-up.
 */
export async function readTrader(
  looker: Looker,
  trader: string,
  deps: { pool: Pool; lookUps: LookUps; enquiry: EnquiryService; now: () => number },
): Promise<TraderView | null> {
  const scopes = deps.enquiry.personScopes(looker.caller);
  if (scopes.length === 0) return null;
  await deps.lookUps.record(
    looker,
    scopes.map((scope) => ({ trader, scope, via: 'trader' })),
  );
  const since = new Date(deps.now() - COUNTED_DAYS * DAY_MS);
  const facts = await readAs(deps.pool, scopes, (client) => readTraderFacts(client, trader, since));
  if (facts === null) return null;
  return {
    id: trader,
    ...facts,
    firstSeenAt: facts.firstSeenAt?.toISOString() ?? null,
    since: since.toISOString(),
    declarations: await deps.enquiry.lastOf(looker.caller, trader, LAST_DECLARATIONS),
  };
}
