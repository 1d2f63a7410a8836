import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { PersonRef } from '../../../shared/contract/alarms.ts';
import type { Announce } from '../../../shared/contract/changes.ts';
import type {
  offerShiftBody,
  ShiftBoard,
  ShiftReportContent,
  ShiftView,
  signShiftBody,
} from '../../../shared/contract/shifts.ts';
import type { AccessAction } from '../../../shared/domain/access/event.ts';
import { partsOf, type ScopeId } from '../../../shared/domain/access/scope.ts';
import {
  handOver,
  isLeft,
  type ShiftAction,
  type ShiftOutcome,
  type ShiftRejection,
} from '../../../shared/domain/shift/hand-over.ts';
import { readClock } from '../../../shared/platform/db/clock.ts';
import { inTransaction, type Client, type Pool } from '../../../shared/platform/db/pool.ts';
import { readAs } from '../../../shared/platform/db/read-as.ts';
import { renderPdf } from '../../../shared/platform/pdf/render-pdf.ts';
import type { PlaceBook } from '../../../shared/platform/place-book.ts';
import { recordAccess } from '../../../shared/platform/stores/access-event.store.ts';
import { readHolders } from '../../../shared/platform/stores/access.store.ts';
import {
  beginShift,
  dropDraft,
  readPosition,
  readPositions,
  readReport,
  readShift,
  readShifts,
  writeDraft,
  writeShift,
  writeSigned,
  type StoredShift,
} from '../../../shared/platform/stores/shift.store.ts';
import type { Caller } from '../../access/caller.ts';
import { RequestError } from '../../http/errors.ts';
import type { ProfileTitles } from '../../live/profile-titles.ts';
import type { Asker } from '../lodging-systems.service.ts';
import { reportDocument } from './report-document.ts';
import { isRowId } from './shift-reports.service.ts';
import { prepareReport } from './shift-report.ts';

const PAST_SHOWN = 10;

/** What each refusal says. */
const REFUSED: Record<ShiftRejection, string> = {
  ended: 'this shift is over',
  'not-holder': 'only the holder of the shift does this',
  'own-shift': 'nobody hands over to themselves, or signs their own report',
  'not-named': 'the report names another person to sign it',
  'not-offered': 'the shift has not been offered to anyone',
  'already-offered': 'the shift has been offered already; take the report back first',
  'no-reason': 'taking over takes a reason',
};

/** Begins shifts and hands them over; every step is in the access log and told to whoever follows. */
export class ShiftService {
  readonly #deps: { pool: Pool; places: PlaceBook; titles: ProfileTitles; announce: Announce };

  constructor(deps: { pool: Pool; places: PlaceBook; titles: ProfileTitles; announce: Announce }) {
    this.#deps = deps;
  }

  /** Who holds the positions of a console, and who did before. */
  async board(scope: ScopeId): Promise<ShiftBoard> {
    const { pool } = this.#deps;
    const now = (await readClock(pool)).getTime();
    const read = await readAs(pool, [scope], async (client) => ({
      positions: await readPositions(client, scope),
      shifts: await readShifts(client, scope, PAST_SHOWN),
    }));
    return {
      scope,
      at: now,
      positions: read.positions,
      shifts: read.shifts.open.map((shift) => viewOf(shift, now)),
      past: read.shifts.past.map((shift) => viewOf(shift, now)),
      successors: await this.#successors(scope),
    };
  }

  /** Begins a shift at a position that nobody holds. */
  async start(scope: ScopeId, positionId: string | null, asker: Asker): Promise<ShiftView> {
    const begun = await inTransaction(this.#deps.pool, async (client) => {
      await checkPosition(client, scope, positionId);
      const at = await readClock(client);
      const shift = await beginShift(client, {
        scope,
        positionId,
        person: personOf(asker),
        at,
        follows: null,
      });
      if (shift === null) throw new RequestError(409, 'position-held', 'somebody holds this position');
      await this.#record(client, asker, 'shift.started', shift, {});
      return viewOf(shift, at.getTime());
    });
    this.#tell(begun);
    return begun;
  }

  /** The report as it would be now; nothing is kept. */
  async preview(
    caller: Caller,
    id: string,
    locale: ShiftReportContent['locale'],
  ): Promise<ShiftReportContent> {
    const shift = isRowId(id) ? await readShift(this.#deps.pool, id) : null;
    // What is out of sight is not told apart from what does not exist.
    if (shift === null || shift.endedAt !== null || !caller.may('shift.hand-over', shift.scope)) {
      throw unknownShift();
    }
    return prepareReport(this.#deps, shift, { notes: '', locale, successor: { id: '', name: '' } });
  }

  /** Writes the report and offers the shift to a person who may hold it. */
  async offer(
    id: string,
    { personId, notes, locale }: z.infer<typeof offerShiftBody>,
    asker: Asker,
  ): Promise<ShiftView> {
    const action = { type: 'offer' as const, by: idOf(asker), to: personId };
    const asked = await readShift(this.#deps.pool, id);
    if (asked === null) throw unknownShift();
    outcomeOf(asked, action);
    const successor = (await this.#successors(asked.scope)).find((one) => one.id === personId);
    if (successor === undefined) {
      throw new RequestError(400, 'cannot-hold', 'this person may not hold a shift at this place');
    }
    const content = await prepareReport(this.#deps, asked, { notes, locale, successor });
    return this.#act(id, action, asker, {
      action: 'shift.offered',
      also: async (client, shift) => {
        await writeDraft(client, shift, content);
        return { changed: { offeredTo: personId, offeredName: successor.name }, detail: { to: personId } };
      },
    });
  }

  /** Takes the offer back, and the report with it. */
  withdraw(id: string, asker: Asker): Promise<ShiftView> {
    return this.#act(id, { type: 'withdraw', by: idOf(asker) }, asker, {
      action: 'shift.withdrawn',
      also: async (client, shift) => {
        await dropDraft(client, shift.id);
        return { changed: { offeredTo: null, offeredName: null }, detail: {} };
      },
    });
  }

  /** Signs the report that was read: it is final, its PDF is made, and the signer's shift begins. */
  sign(id: string, { preparedAt, remarks }: z.infer<typeof signShiftBody>, asker: Asker): Promise<ShiftView> {
    return this.#act(id, { type: 'sign', by: idOf(asker) }, asker, {
      action: 'shift.handed-over',
      also: async (client, shift, at) => {
        const draft = await readReport(client, shift.id);
        if (draft?.content.preparedAt !== preparedAt) {
          throw new RequestError(409, 'report-changed', 'the report is another than the one that was read');
        }
        const signature = { person: personOf(asker), at: at.getTime(), remarks };
        const content = { ...draft.content, signature };
        const pdf = await renderPdf(reportDocument(content));
        const sha256 = createHash('sha256').update(pdf).digest();
        await writeSigned(client, shift.id, { content, pdf, sha256 });
        return { changed: {}, detail: { sha256: sha256.toString('hex') } };
      },
    });
  }

  /** Takes over from somebody who did not hand over; a report that nobody signed is no report. */
  takeOver(id: string, reason: string, asker: Asker): Promise<ShiftView> {
    return this.#act(id, { type: 'take-over', by: idOf(asker), reason }, asker, {
      action: 'shift.taken-over',
      also: async (client, shift) => {
        await dropDraft(client, shift.id);
        return { changed: { takenReason: reason }, detail: { from: shift.personId, reason } };
      },
    });
  }

  /** Does one step under the lock of the shift; answers the shift that goes on. */
  async #act(
    id: string,
    action: ShiftAction,
    asker: Asker,
    step: {
      action: AccessAction;
      also: (
        client: Client,
        shift: StoredShift,
        at: Date,
      ) => Promise<{ changed: Partial<StoredShift>; detail: Record<string, unknown> }>;
    },
  ): Promise<ShiftView> {
    const shown = await inTransaction(this.#deps.pool, async (client) => {
      const shift = await readShift(client, id, { lock: true });
      if (shift === null) throw unknownShift();
      const outcome = outcomeOf(shift, action);
      const at = await readClock(client);
      const { changed, detail } = await step.also(client, shift, at);
      const over = outcome.successor !== null;
      const next = { ...shift, ...changed, state: outcome.tenure.state, endedAt: over ? at : null };
      await writeShift(client, next);
      await this.#record(client, asker, step.action, next, detail);
      if (!over) return viewOf(next, at.getTime());
      const begun = await beginShift(client, {
        scope: shift.scope,
        positionId: shift.positionId,
        person: personOf(asker),
        at,
        follows: shift.id,
      });
      return viewOf(begun!, at.getTime());
    });
    this.#tell(shown);
    return shown;
  }

  /** The people who may hold a shift at a place. */
  #successors(scope: ScopeId): Promise<PersonRef[]> {
    const { pool, places } = this.#deps;
    const { level, code } = partsOf(scope);
    const district = level === 'house' ? places.districtOf(code) : undefined;
    const around: ScopeId[] = ['national', scope];
    if (district !== undefined) around.push(`district:${district}`);
    return readHolders(pool, 'shift.hand-over', around);
  }

  async #record(
    client: Client,
    { by, address }: Asker,
    action: AccessAction,
    { id, scope, positionId }: StoredShift,
    detail: Record<string, unknown>,
  ): Promise<void> {
    await recordAccess(client, {
      by,
      action,
      subject: `shift:${id}`,
      scope,
      ...(address !== undefined && { address }),
      detail: { ...detail, ...(positionId !== null && { position: positionId }) },
    });
  }

  #tell({ id, scope }: ShiftView): void {
    this.#deps.announce([{ subject: 'shifts', scope, keys: [id] }]);
  }
}

/** What an action makes of a shift; throws what it cannot be. */
function outcomeOf(
  { state, personId: holder, offeredTo }: StoredShift,
  action: ShiftAction,
): Extract<ShiftOutcome, { ok: true }> {
  const outcome = handOver({ state, holder, offeredTo }, action);
  if (outcome.ok) return outcome;
  throw new RequestError(409, outcome.reason, REFUSED[outcome.reason]);
}

/** A console with positions is held at one of them; one without, as a whole. */
async function checkPosition(client: Client, scope: ScopeId, positionId: string | null): Promise<void> {
  const positions = await readPositions(client, scope);
  const fits = positionId === null ? positions.length === 0 : positions.some(({ id }) => id === positionId);
  if (fits) return;
  const named = positionId !== null && (await readPosition(client, positionId)) !== null;
  throw new RequestError(
    409,
    'other-position',
    named ? 'this position is not at this console any more' : 'the console has other positions',
  );
}

function viewOf(shift: StoredShift, now: number): ShiftView {
  const { personId, personName, startedAt, endedAt, offeredTo, offeredName } = shift;
  return {
    id: shift.id,
    scope: shift.scope,
    positionId: shift.positionId,
    state: shift.state,
    person: { id: personId, name: personName },
    startedAt: startedAt.getTime(),
    endedAt: endedAt?.getTime() ?? null,
    offeredTo: offeredTo === null ? null : { id: offeredTo, name: offeredName ?? offeredTo },
    takenReason: shift.takenReason,
    left: isLeft(shift, startedAt.getTime(), now),
  };
}

function idOf({ by }: Asker): string {
  return by.id ?? '';
}

function personOf({ by }: Asker): PersonRef {
  return { id: by.id ?? '', name: by.name ?? '' };
}

function unknownShift(): RequestError {
  return new RequestError(404, 'unknown-shift', 'there is no such shift');
}
