import { z } from 'zod';
import type { Announce } from '../../shared/contract/changes.ts';
import {
  consoleQuery,
  offerShiftBody,
  positionBody,
  shiftReportQuery,
  signShiftBody,
  startShiftBody,
  takeShiftBody,
} from '../../shared/contract/shifts.ts';
import type { ScopeId } from '../../shared/domain/access/scope.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import { readPosition, readShift } from '../../shared/platform/stores/shift.store.ts';
import { ProfileTitles } from '../live/profile-titles.ts';
import { PositionService } from '../services/shift/positions.service.ts';
import { isRowId, ShiftReports } from '../services/shift/shift-reports.service.ts';
import { ShiftService } from '../services/shift/shifts.service.ts';
import { route, type Call, type Route } from './route.ts';

const previewQuery = z.strictObject({ locale: z.enum(['en', 'zh']) });

/** Positions of consoles, shifts and their hand-over, and the reports that were signed. */
export function shiftsRoutes(deps: { pool: Pool; places: PlaceBook; announce: Announce }): Route[] {
  const { pool, places } = deps;
  const shifts = new ShiftService({ ...deps, titles: new ProfileTitles() });
  const positions = new PositionService(deps);
  const reports = new ShiftReports({ pool });
  const known = (scope: ScopeId) => (places.isKnownScope(scope) ? scope : null);
  const idOf = ({ params }: { params: Record<string, string> }) => params['id'] ?? '';
  const ofShift = {
    scope: async (call: { params: Record<string, string> }) =>
      isRowId(idOf(call)) ? ((await readShift(pool, idOf(call)))?.scope ?? null) : null,
  };
  const asker = ({ caller, request }: Pick<Call<unknown, unknown>, 'caller' | 'request'>) => ({
    by: caller.doer,
    address: request.ip,
  });
  return [
    route({
      method: 'post',
      path: '/api/console-positions',
      body: positionBody,
      status: 201,
      access: { right: 'shifts.manage', scope: ({ body }) => known(body.scope) },
      handle: (call) => positions.add(call.body, asker(call)),
    }),
    route({
      method: 'delete',
      path: '/api/console-positions/:id',
      access: {
        right: 'shifts.manage',
        scope: async (call) =>
          isRowId(idOf(call)) ? ((await readPosition(pool, idOf(call)))?.scope ?? null) : null,
      },
      handle: (call) => positions.remove(idOf(call), asker(call)),
    }),
    route({
      method: 'get',
      path: '/api/shifts',
      query: consoleQuery,
      access: { right: 'shifts.view', scope: ({ query }) => known(query.scope) },
      handle: ({ query }) => shifts.board(query.scope),
    }),
    route({
      method: 'post',
      path: '/api/shifts',
      body: startShiftBody,
      status: 201,
      access: { right: 'shift.hand-over', scope: ({ body }) => known(body.scope) },
      handle: (call) => shifts.start(call.body.scope, call.body.positionId, asker(call)),
    }),
    route({
      method: 'get',
      path: '/api/shifts/:id/preview',
      query: previewQuery,
      access: { right: 'shift.hand-over' },
      handle: (call) => shifts.preview(call.caller, idOf(call), call.query.locale),
    }),
    route({
      method: 'post',
      path: '/api/shifts/:id/offer',
      body: offerShiftBody,
      access: { right: 'shift.hand-over', ...ofShift },
      handle: (call) => shifts.offer(idOf(call), call.body, asker(call)),
    }),
    route({
      method: 'post',
      path: '/api/shifts/:id/withdrawal',
      access: { right: 'shift.hand-over', ...ofShift },
      handle: (call) => shifts.withdraw(idOf(call), asker(call)),
    }),
    route({
      method: 'post',
      path: '/api/shifts/:id/signature',
      body: signShiftBody,
      access: { right: 'shift.hand-over', ...ofShift },
      handle: (call) => shifts.sign(idOf(call), call.body, asker(call)),
    }),
    route({
      method: 'post',
      path: '/api/shifts/:id/take-over',
      body: takeShiftBody,
      access: { right: 'shift.hand-over', ...ofShift },
      handle: (call) => shifts.takeOver(idOf(call), call.body.reason, asker(call)),
    }),
    route({
      method: 'get',
      path: '/api/shift-reports',
      query: shiftReportQuery,
      access: { right: 'alarms.view', scope: ({ query }) => known(query.scope) },
      handle: ({ query }) => reports.list(query.scope, query.after ?? null),
    }),
    route({
      method: 'get',
      path: '/api/shift-reports/:id',
      access: { right: 'alarms.view' },
      handle: (call) => reports.content(call.caller, idOf(call)),
    }),
    route({
      method: 'get',
      path: '/api/shift-reports/:id/pdf',
      access: { right: 'alarms.view' },
      handle: (call) => reports.sendPdf(call.caller, idOf(call), call.response),
    }),
  ];
}
