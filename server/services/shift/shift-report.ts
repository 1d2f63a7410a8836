import type { ReportAlarm, ReportList, ShiftReportContent } from '../../../shared/contract/shifts.ts';
import { placeOfAlarm } from '../../../shared/domain/alarm/place.ts';
import { readClock } from '../../../shared/platform/db/clock.ts';
import type { Client, Pool } from '../../../shared/platform/db/pool.ts';
import { readAs } from '../../../shared/platform/db/read-as.ts';
import { timeZoneOf, type PlaceBook } from '../../../shared/platform/place-book.ts';
import { alarmRowOf } from '../../../shared/platform/stores/alarm-row.store.ts';
import {
  countOpen,
  countUnanswered,
  readReportList,
  type ListedAlarm,
  type ReportListName,
} from '../../../shared/platform/stores/shift-report.store.ts';
import { readPosition, type StoredShift } from '../../../shared/platform/stores/shift.store.ts';
import type { ProfileTitle, ProfileTitles } from '../../live/profile-titles.ts';
import { kpisSince } from '../alarm-kpis.service.ts';

/** What the holder says beside what the database does. */
export type ReportWords = Pick<ShiftReportContent, 'notes' | 'locale' | 'successor'>;

/** Puts together the report of a shift from the database as it is now. */
export async function prepareReport(
  { pool, places, titles }: { pool: Pool; places: PlaceBook; titles: ProfileTitles },
  shift: StoredShift,
  { notes, locale, successor }: ReportWords,
): Promise<ShiftReportContent> {
  const named = await titles.refresh(pool);
  // It tells of the place alone, whatever else its holder may see.
  return readAs(pool, [shift.scope], async (client) => {
    const position = shift.positionId === null ? null : await readPosition(client, shift.positionId);
    const kinds = position?.kinds ?? null;
    const listed = (name: ReportListName) => listOf(client, name, kinds, { places, named });
    const preparedAt = (await readClock(client)).getTime();
    const startedAt = shift.startedAt.getTime();
    return {
      format: 'tidewaiter-shift-report/1',
      locale,
      scope: shift.scope,
      place: places.namesOf(shift.scope),
      timeZone: timeZoneOf(places.places, shift.scope),
      position:
        position === null ? null : { name: position.name, nameZh: position.nameZh, kinds: position.kinds },
      holder: { id: shift.personId, name: shift.personName },
      successor,
      startedAt,
      preparedAt,
      notes,
      open: await countOpen(client, kinds),
      urgent: await listed('urgent'),
      shelved: await listed('shelved'),
      acknowledgedLong: await listed('acknowledgedLong'),
      outOfService: await listed('outOfService'),
      escalated: await listed('escalated'),
      unansweredOrders: await countUnanswered(client),
      figures: await kpisSince(client, { from: startedAt, to: preparedAt, kinds }),
      signature: null,
    };
  });
}

async function listOf(
  client: Client,
  name: ReportListName,
  kinds: Parameters<typeof readReportList>[2],
  { places, named }: { places: PlaceBook; named: ReadonlyMap<string, ProfileTitle> },
): Promise<ReportList> {
  const { total, alarms } = await readReportList(client, name, kinds);
  const shown = ({ alarm, hidden }: ListedAlarm): ReportAlarm => ({
    alarm: alarmRowOf(alarm, named),
    place: places.namesOf(placeOfAlarm(alarm)),
    hidden,
  });
  return { total, alarms: alarms.map(shown) };
}
