import type { BackTestRequest } from '../../contract/back-tests.ts';
import { dayNumber, RANK_OF } from './columns.ts';
import { conditionSql, type ArchiveRelations } from './condition-sql.ts';
import type { ListTable } from './list-tables.ts';
import { joined, numberLiteral, textLiteral } from './sql-text.ts';

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
  /** Ids of the newest, as many as were asked for. */
  examples: { items: readonly number[] },
];

/**
 * The statement of a back-test over `relations`: what the unsaved profile does to the declarations it hits, and to
 * those that the profile it replaces acted on. `findings` is a table with the columns `id`, `discrepancy`,
 * `difference`. `houses`: those that may be seen; null for all. `newest`: ids told of each row.
 */
export function backTestSql(
  request: Omit<BackTestRequest, 'from' | 'to'>,
  options: {
    relations: ArchiveRelations;
    lists: ReadonlyMap<string, ListTable>;
    findings: string;
    houses: readonly string[] | null;
    days: Pick<BackTestRequest, 'from' | 'to'>;
    newest: number;
  },
): string {
  const { relations, lists, findings, houses, days, newest } = options;
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
    SELECT h.id, h."customsHouse" AS house, h.day, h."totalDuty" AS duty, h.channel_before, h.points, h.red_from,
      h.orange_from, ${replaced === null ? 'true AS hit' : `coalesce(${hit}, false) AS hit, h.drawn, h.failed, h.acting`}
    FROM ${relations.headers} h ${condition.joins}
    WHERE ${joined(replaced === null ? [...within, hit] : within, 'AND', 'true')}`;
  return `
    SELECT h.house, h.day, h.hit, h.channel_before, ${channelAfter(request)} AS channel_after,
      count(*)::DOUBLE, coalesce(sum(h.duty), 0), count(f.id)::DOUBLE, (count(*) FILTER (f.discrepancy))::DOUBLE,
      coalesce(sum(f.difference), 0), ${newest === 1 ? '[max(h.id)::DOUBLE]' : `max(h.id, ${newest})::DOUBLE[]`}
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
  if (replaces === undefined)
    return strictest('h.channel_before', String(instructed), `h.points + ${numberLiteral(score)}`);
  const kept = `list_filter(h.acting, lambda x: x.code <> ${textLiteral(replaces)})`;
  const others = `coalesce(list_max(list_transform(${kept}, lambda x: x.channel)), 0)`;
  const points = `coalesce(list_sum(list_transform(${kept}, lambda x: x.score)), 0)`;
  return strictest(
    `greatest(${others}, CASE WHEN h.drawn THEN 2 WHEN h.failed THEN 1 ELSE 0 END)`,
    `CASE WHEN h.hit THEN ${instructed} ELSE 0 END`,
    `${points} + CASE WHEN h.hit THEN ${numberLiteral(score)} ELSE 0 END`,
  );
}

function strictest(others: string, instructed: string, points: string): string {
  const scored = `CASE WHEN ${points} >= h.red_from THEN 2 WHEN ${points} >= h.orange_from THEN 1 ELSE 0 END`;
  return `greatest(${others}, ${instructed}, ${scored})`;
}
