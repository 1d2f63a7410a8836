import type { Response } from 'express';
import type { ShiftReportContent, ShiftReportPage } from '../../../shared/contract/shifts.ts';
import type { ScopeId } from '../../../shared/domain/access/scope.ts';
import type { Client, Pool } from '../../../shared/platform/db/pool.ts';
import { readAs } from '../../../shared/platform/db/read-as.ts';
import { readReport, readReportPdf, readReports } from '../../../shared/platform/stores/shift.store.ts';
import type { Caller } from '../../access/caller.ts';
import { RequestError } from '../../http/errors.ts';

const PAGE = 50;

/** Shows the reports of shifts; signed, they are what they are for ever. */
export class ShiftReports {
  readonly #deps: { pool: Pool };

  constructor(deps: { pool: Pool }) {
    this.#deps = deps;
  }

  /** Signed reports of a console, the newest first. */
  async list(scope: ScopeId, after: string | null): Promise<ShiftReportPage> {
    const rows = await readAs(this.#deps.pool, [scope], (client) =>
      readReports(client, scope, { after, limit: PAGE + 1 }),
    );
    const reports = rows.slice(0, PAGE);
    return { reports, next: rows.length > PAGE ? reports.at(-1)!.shiftId : null };
  }

  /** One report, signed or waiting for its signature. */
  async content(caller: Caller, shiftId: string): Promise<ShiftReportContent> {
    return (await this.#seen(caller, shiftId, readReport)).content;
  }

  /** Sends the PDF of a signed report, to be kept and never shown as a page of this server. */
  async sendPdf(caller: Caller, shiftId: string, response: Response): Promise<void> {
    const { pdf, sha256, signedAt } = await this.#seen(caller, shiftId, readReportPdf);
    const day = signedAt.toISOString().slice(0, 10);
    response.status(200).set({
      'Content-Type': 'application/pdf',
      'Content-Disposition': `attachment; filename="shift-${shiftId}-${day}.pdf"`,
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': 'sandbox',
      'Cache-Control': 'private, no-store',
      ETag: `"${sha256.toString('hex')}"`,
    });
    response.end(pdf);
  }

  /** What is out of sight is not told apart from what does not exist. */
  async #seen<T>(
    caller: Caller,
    shiftId: string,
    read: (client: Client, shiftId: string) => Promise<T | null>,
  ): Promise<T> {
    const report = isRowId(shiftId)
      ? await readAs(this.#deps.pool, caller.scopesWith('alarms.view'), (client) => read(client, shiftId))
      : null;
    if (report === null) throw new RequestError(404, 'unknown-report', 'there is no such report');
    return report;
  }
}

/** Whether a text can be the id of a shift or a position. */
export function isRowId(text: string): boolean {
  return /^[1-9]\d{0,17}$/.test(text);
}
