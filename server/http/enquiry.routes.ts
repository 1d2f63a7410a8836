import { z } from 'zod';
import {
  declarationFilter,
  declarationQuery,
  MAX_EXPORT_ROWS,
  type DeclarationRow,
  type DeclarationView,
  type TraderView,
} from '../../shared/contract/enquiry.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { readAs } from '../../shared/platform/db/read-as.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import { readDeclaration } from '../../shared/platform/stores/declaration.store.ts';
import { ProfileTitles } from '../live/profile-titles.ts';
import { EnquiryService } from '../services/enquiry.service.ts';
import { LookUps, type Looker } from '../services/look-ups.service.ts';
import { showVersions } from '../services/show-versions.ts';
import { readTrader } from '../services/trader-enquiry.ts';
import { sendCsv, type Cell } from './csv.ts';
import { RequestError } from './errors.ts';
import { route, type Call, type Route } from './route.ts';

const persons = z.strictObject({ persons: z.enum(['masked', 'shown']).default('masked') });

const looker = ({ caller, request }: Pick<Call<unknown, unknown>, 'caller' | 'request'>): Looker => ({
  caller,
  address: request.ip,
});

/**
 * Enquiry: `GET /api/declarations` and `GET /api/declarations.csv` search, `GET /api/declarations/:declarationNo` tells
 * what became of one, `GET /api/traders/:traderId` what is known of a trader. Persons are masked but where they are
 * asked for, and every look-up of one is recorded before it is answered.
 */
export function enquiryRoutes(deps: { pool: Pool; places: PlaceBook }): Route[] {
  const { pool, places } = deps;
  const now = () => Date.now();
  const lookUps = new LookUps({ pool, now });
  const enquiry = new EnquiryService({ pool, places, lookUps, titles: new ProfileTitles(), now });
  return [
    route({
      method: 'get',
      path: '/api/declarations',
      query: declarationQuery,
      access: { right: 'declarations.view' },
      handle: (call) => enquiry.search(looker(call), call.query),
    }),
    route({
      method: 'get',
      path: '/api/declarations.csv',
      query: declarationFilter,
      access: { right: 'declarations.view' },
      handle: async (call) => {
        const pages = await enquiry.export(looker(call), call.query, MAX_EXPORT_ROWS);
        await sendCsv(call.response, {
          name: 'declarations',
          header: CSV_HEADER,
          lots: inLots(pages),
          notice: `Only the newest ${MAX_EXPORT_ROWS} rows are here: narrow the search for the rest`,
        });
      },
    }),
    route({
      method: 'get',
      path: '/api/declarations/*declarationNo',
      query: persons,
      access: { right: 'declarations.view' },
      handle: async (call): Promise<DeclarationView> => {
        const { declarationNo = '' } = call.params;
        const scopes = call.caller.scopesWith('declarations.view');
        const stored = isText(declarationNo)
          ? await readAs(pool, scopes, (client) => readDeclaration(client, declarationNo))
          : [];
        const versions = await showVersions(looker(call), lookUps, {
          declarationNo,
          stored,
          wanted: call.query.persons === 'shown',
        });
        const newest = versions[0];
        if (newest === undefined) {
          throw new RequestError(
            404,
            'unknown-declaration',
            `no declaration has the number "${declarationNo.slice(0, 64)}"`,
          );
        }
        return { declarationNo, ...newest, versions };
      },
    }),
    route({
      method: 'get',
      path: '/api/traders/*traderId',
      access: { right: 'persons.view' },
      handle: async (call): Promise<TraderView> => {
        const { traderId = '' } = call.params;
        const trader =
          isText(traderId) && traderId.length <= 100
            ? await readTrader(looker(call), traderId, { pool, lookUps, enquiry, now })
            : null;
        if (trader === null)
          throw new RequestError(404, 'unknown-trader', 'no such trader has declared here');
        return trader;
      },
    }),
  ];
}

/** Postgres knows no text with NUL or with half of a character. */
function isText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

const COLUMNS: Record<string, (row: DeclarationRow) => Cell> = {
  declaration_no: (row) => row.declarationNo,
  version: (row) => row.version,
  amended: (row) => row.amended,
  received_at: (row) => row.receivedAt,
  registered_at: (row) => row.registeredAt,
  customs_house: (row) => row.customsHouse,
  direction: (row) => row.direction,
  channel: (row) => row.channel,
  decided_channel: (row) => row.reroutedFrom ?? row.channel,
  score: (row) => row.score,
  profiles: (row) => codes(row, false),
  shadow_profiles: (row) => codes(row, true),
  items: (row) => row.itemCount,
  total_value: (row) => row.totalValue,
  currency: (row) => row.currency,
  first_hs_code: (row) => row.hsCode,
  first_description: (row) => row.description,
};
const CSV_HEADER = Object.keys(COLUMNS);

function codes({ hits }: DeclarationRow, shadow: boolean): string {
  return hits.flatMap((hit) => (hit.shadow === shadow ? hit.profile : [])).join(' ');
}

async function* inLots(pages: AsyncGenerator<DeclarationRow[], boolean>): AsyncGenerator<Cell[][], boolean> {
  for (;;) {
    const page = await pages.next();
    if (page.done === true) return page.value;
    yield page.value.map((row) => Object.values(COLUMNS).map((cell) => cell(row)));
  }
}
