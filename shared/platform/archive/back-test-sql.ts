import type { BackTestRequest } from '../../contract/back-tests.ts';
import { CHANNEL_BEFORE } from './chunk-files.ts';
import { dayNumber, RANK_OF } from './columns.ts';
import { conditionSql, type ArchiveRelations } from './condition-sql.ts';
import type { ListTable } from './list-tables.ts';
import { joined, numberLiteral, textLiteral } from './sql-text.ts';

/** The score is cut off here (see `decide`). */
const MAX_SCORE = 100;

/** Examples told of a back-test. */
export const EXAMPLES = 10;

/** One row of a back-test's answer: declarations of a house and day that it does the same to. */
export type BackTestRow = [
  house: string,
  /** Days since 1970-01-01. */
  day: number,
  hit: boolean,
  /** Ranks of the channel before regulation. */
  before: number,
  after: number,
  declarations: number,
  duty: number,
  inspections: number,
  discrepancies: number,
  difference: number,
  /** Ids of the newest. */
  examples: { items: readonly number[] },
];

/**
 * The statement of a back-test over `relations`: what the unsaved profile does to the declarations it hits, and to
 * those that the profile it replaces acted on. `findings` is a table with the columns `id`, `discrepancy`,
 * `difference`. `houses`: those that may be seen; null for all.
 */
export function backTestSql(
  request: Omit<BackTestRequest, 'from' | 'to'>,
  options: {
    relations: ArchiveRelations;
    lists: ReadonlyMap<string, ListTable>;
    findings: string;
    houses: readonly string[] | null;
    days: Pick<BackTestRequest, 'from' | 'to'>;
  },
): string {
  const { relations, lists, findings, houses, days } = options;
  const { replaces } = request;
  const condition = conditionSql(request.when, relations, lists, replaces === undefined);
  const hit = joined([...placeOf(request), condition.holds], 'AND', 'true');
  const replaced =
    replaces === undefined
      ? null
      : `len(list_filter(h.acting, lambda x: x.code = ${textLiteral(replaces)})) > 0`;
  const seen =
    houses === null ? [] : [`h."customsHouse" IN (${['', ...houses].map(textLiteral).join(', ')})`];
  const within = [...seen, ...daysSql(days)];
  const rows = `
    SELECT h.id, h."customsHouse" AS house, h.day, h."totalDuty" AS duty, h.decided_floor, h.decided_candidate, h.drawn,
      h.failed, h.points, h.red_from, h.orange_from, ${replaced === null ? 'true' : `coalesce(${hit}, false)`} AS hit
      ${replaced === null ? '' : ', h.acting'}
    FROM ${relations.headers} h ${condition.joins}
    WHERE ${joined(replaced === null ? [...within, hit] : within, 'AND', 'true')}`;
  return `
    SELECT h.house, h.day, h.hit, ${CHANNEL_BEFORE} AS channel_before, ${channelAfter(request)} AS channel_after,
      count(*)::DOUBLE, coalesce(sum(h.duty), 0), count(f.id)::DOUBLE, (count(*) FILTER (f.discrepancy))::DOUBLE,
      coalesce(sum(f.difference), 0), max(h.id::DOUBLE, ${EXAMPLES})
    FROM (${rows}) h LEFT JOIN ${findings} f ON f.id = h.id
    WHERE ${replaced === null ? 'true' : `h.hit OR ${replaced}`} GROUP BY ALL`;
}

function daysSql({ from, to }: Pick<BackTestRequest, 'from' | 'to'>): string[] {
  return [
    ...(from === undefined ? [] : [`h.day >= ${dayNumber(Date.parse(from))}`]),
    ...(to === undefined ? [] : [`h.day <= ${dayNumber(Date.parse(to))}`]),
  ];
}

function placeOf({ level, scope }: Pick<BackTestRequest, 'level' | 'scope'>): string[] {
  if (level === 'national') return [];
  const column = level === 'house' ? 'h."customsHouse"' : 'h.district';
  return [`${column} = ${textLiteral(scope ?? '')}`];
}

/**
 * The channel before regulation with one more hit, as `decide` has it; as a rank. Mandatory or not makes no difference
 * there: the strictest of floor and candidate counts.
 */
function channelAfter({ channel, score, replaces }: BackTestRequest): string {
  const instructed = channel === 'none' ? 0 : RANK_OF[channel];
  const before = replaces === undefined ? asDecided() : withoutHitsOf(replaces);
  const points = `least(${MAX_SCORE}, ${before.points} + CASE WHEN h.hit THEN ${numberLiteral(score)} ELSE 0 END)`;
  return `greatest(${before.channel}, CASE WHEN h.hit THEN ${instructed} ELSE 0 END,
    CASE WHEN ${points} >= h.red_from THEN 2 WHEN ${points} >= h.orange_from THEN 1 ELSE 0 END)`;
}

/** What the hits that were acted on lead to, their score left out, and their points. */
function asDecided(): { channel: string; points: string } {
  return { channel: CHANNEL_BEFORE, points: 'h.points' };
}

function withoutHitsOf(code: string): { channel: string; points: string } {
  const kept = `list_filter(h.acting, lambda x: x.code <> ${textLiteral(code)})`;
  const strictest = `coalesce(list_max(list_transform(${kept}, lambda x: x.channel)), 0)`;
  return {
    channel: `greatest(${strictest}, CASE WHEN h.drawn THEN 2 WHEN h.failed THEN 1 ELSE 0 END)`,
    points: `coalesce(list_sum(list_transform(${kept}, lambda x: x.score)), 0)`,
  };
}
