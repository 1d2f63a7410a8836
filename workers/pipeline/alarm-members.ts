import { causeOfError, causeOfHit } from '../../shared/domain/alarm/raise.ts';
import { copyLine } from '../../shared/platform/db/copy.ts';
import type { Assessed } from './assessment.ts';

export const MEMBER =
  'alarm_id, received_at, declaration_no, version, at, customs_house, profile_code, trader_id, heading, route, ruleset_version';

/**
 * Lines of `alarm_member` for COPY: one for each declaration and each hit or failure of it that raises an alarm, with
 * what it may have in common with others. `alarmOf` gives the alarm of a cause.
 */
export function memberLines(
  { receivedAt, decidedAt, rulesetVersion }: { receivedAt: Date; decidedAt: Date; rulesetVersion: number },
  assessed: readonly Assessed[],
  alarmOf: (cause: string) => string,
): string {
  let lines = '';
  for (const { declaration, hits, errors } of assessed) {
    const { declarationNo, version, customsHouse, trader, items, countryOfDispatch } = declaration;
    const route = countryOfDispatch === undefined ? null : `${countryOfDispatch}>${customsHouse}`;
    const add = (cause: string, profile: string, itemNo: number | undefined) => {
      const item = items.find((one) => one.itemNo === itemNo) ?? items[0];
      lines += copyLine([
        alarmOf(cause),
        receivedAt,
        declarationNo,
        version,
        decidedAt,
        customsHouse,
        profile,
        trader.id,
        item?.hsCode.slice(0, 4) ?? null,
        route,
        rulesetVersion,
      ]);
    };
    for (const hit of hits) {
      const cause = causeOfHit(hit, customsHouse);
      if (cause !== null) add(cause, hit.profile.code, hit.items[0]);
    }
    for (const error of errors) add(causeOfError(error), error.profile.code, undefined);
  }
  return lines;
}
