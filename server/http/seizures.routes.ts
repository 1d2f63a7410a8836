import {
  MAX_SEIZURE_ROWS,
  seizuresDocument,
  seizuresFilter,
  seizuresQuery,
  type SeizureRow,
} from '../../shared/contract/seizures.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import { renderPdf } from '../../shared/platform/pdf/render-pdf.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import { ProfileTitles } from '../live/profile-titles.ts';
import { seizureDocument } from '../services/seizure-document.ts';
import { SeizuresService } from '../services/seizures.service.ts';
import { sendCsv, type Cell } from './csv.ts';
import { route, type Route } from './route.ts';

const access = { right: 'seizures.view' } as const;

/** The seizure report: `GET /api/seizures`, `GET /api/seizures.csv` with a line a seizure, `GET /api/seizures.pdf`. */
export function seizuresRoutes(deps: { pool: Pool; places: PlaceBook }): Route[] {
  const now = () => Date.now();
  const seizures = new SeizuresService({ ...deps, titles: new ProfileTitles(), now });
  return [
    route({
      method: 'get',
      path: '/api/seizures',
      query: seizuresQuery,
      access,
      handle: ({ caller, query }) => seizures.report(caller, query),
    }),
    route({
      method: 'get',
      path: '/api/seizures.csv',
      query: seizuresFilter,
      access,
      handle: ({ caller, query, response }) =>
        sendCsv(response, {
          name: 'seizures',
          header: Object.keys(COLUMNS),
          lots: inLots(seizures.rows(caller, query, MAX_SEIZURE_ROWS)),
          notice: `Only the newest ${MAX_SEIZURE_ROWS} rows are here: narrow the search for the rest`,
        }),
    }),
    route({
      method: 'get',
      path: '/api/seizures.pdf',
      query: seizuresDocument,
      access,
      handle: async ({ caller, query: { locale, ...query }, response }) => {
        const { identity } = caller;
        const own = identity.kind !== 'machine' && identity.locale.startsWith('zh') ? 'zh' : 'en';
        const report = await seizures.report(caller, query);
        const pdf = await renderPdf(seizureDocument(report, locale ?? own, now()));
        response.status(200).attachment('seizures.pdf').set('X-Content-Type-Options', 'nosniff').send(pdf);
      },
    }),
  ];
}

const COLUMNS: Record<string, (row: SeizureRow) => Cell> = {
  found_at: (row) => new Date(row.foundAt).toISOString(),
  declaration_no: (row) => row.declarationNo,
  version: (row) => row.version,
  customs_house: (row) => row.customsHouse,
  kind: (row) => row.kind,
  item_no: (row) => row.itemNo,
  hs_code: (row) => row.hsCode,
  goods: (row) => row.goods,
  quantity: (row) => row.quantity,
  unit: (row) => row.unit,
  value: (row) => row.value,
  currency: (row) => row.currency,
  duty_difference: (row) => row.dutyDifference,
  country_of_dispatch: (row) => row.countryOfDispatch,
  profiles: (row) => row.profiles.join(' '),
};

async function* inLots(lots: AsyncGenerator<SeizureRow[], boolean>): AsyncGenerator<Cell[][], boolean> {
  for (;;) {
    const lot = await lots.next();
    if (lot.done === true) return lot.value;
    yield lot.value.map((row) => Object.values(COLUMNS).map((cell) => cell(row)));
  }
}
