import type { ReportAlarm, ReportList, ShiftReportContent } from '../../../shared/contract/shifts.ts';
import { ALARM_DEFINITIONS } from '../../../shared/domain/alarm/definition.ts';
import type { KpiFigure } from '../../../shared/domain/alarm/kpi.ts';
import { KPI_STANDARDS, type KpiLimit, type KpiStandard } from '../../../shared/domain/alarm/kpi-standard.ts';
import { KPI_WORDS } from '../../../shared/domain/alarm/kpi-words.ts';
import type { PdfBlock, PdfColumn, PdfDocument } from '../../../shared/platform/pdf/document.ts';
import { writeInstant } from '../../../shared/platform/pdf/layout.ts';
import { REPORT_WORDS, type ReportWords } from './report-words.ts';

/** The PDF of a report, of its content alone: the same content makes the same document, whenever it is made. */
export function reportDocument(content: ShiftReportContent): PdfDocument {
  const { locale, timeZone, place, position, signature } = content;
  const words = REPORT_WORDS[locale];
  const at = (instant: number) => writeInstant(instant, { locale, timeZone });
  const named = (one: { name: string; nameZh: string }) =>
    locale === 'zh' && one.nameZh !== '' ? one.nameZh : one.name;
  const separator = locale === 'zh' ? '、' : ', ';
  const alarm: AlarmTexts = {
    title: ({ alarm: { type, title, titleZh, profile } }) => {
      const text =
        locale === 'zh' && type !== 'profile-hit'
          ? ALARM_DEFINITIONS[type].cause.zh.replace(/。$/, '')
          : locale === 'zh'
            ? (titleZh ?? title)
            : title;
      return profile === null ? text : `${text} [${profile}]`;
    },
    place: (row) => (row.place === null ? words.nation : named(row.place)),
    at,
    words,
  };
  return {
    title: words.title,
    subtitle: words.subtitle(
      place === null ? words.nation : named(place),
      position === null ? null : named(position),
    ),
    locale,
    timeZone,
    generatedAt: signature?.at ?? content.preparedAt,
    sections: [
      {
        blocks: [
          {
            kind: 'facts',
            rows: [
              [words.holder, content.holder.name],
              [words.successor, content.successor.name],
              [words.started, at(content.startedAt)],
              [words.prepared, at(content.preparedAt)],
              ...(position === null
                ? []
                : [[words.covers, position.kinds.map((kind) => words.kinds[kind]).join(separator)] as const]),
            ],
          },
        ],
      },
      { heading: words.notes, blocks: textBlocks(content.notes, words.noNotes) },
      { heading: words.open, blocks: [openTable(content, words)] },
      ...LISTS.map(({ name, columns }) => listSection(words[name], content[name], columns, alarm)),
      {
        heading: words.orders,
        blocks: [{ kind: 'paragraph', text: words.unansweredOrders(content.unansweredOrders) }],
      },
      { heading: words.load, blocks: [loadTable(content.figures, locale, words)] },
      ...(signature === null
        ? []
        : [
            {
              heading: words.signature,
              blocks: [
                {
                  kind: 'facts' as const,
                  rows: [
                    [words.signed, signature.person.name],
                    [words.signedAt, at(signature.at)],
                    ...(signature.remarks === '' ? [] : [[words.remarks, signature.remarks] as const]),
                  ] as const,
                },
              ],
            },
          ]),
    ],
  };
}

interface AlarmTexts {
  title: (row: ReportAlarm) => string;
  place: (row: ReportAlarm) => string;
  at: (instant: number) => string;
  words: ReportWords;
}

interface ListColumn {
  label: keyof Pick<
    ReportWords,
    'priority' | 'since' | 'until' | 'by' | 'reason' | 'acknowledged' | 'waitsFor' | 'assigned' | 'steps'
  >;
  text: (row: ReportAlarm, texts: AlarmTexts) => string;
  width?: number;
}

const SINCE: ListColumn = {
  label: 'since',
  text: ({ alarm }, { at }) => at(alarm.annunciatedAt),
  width: 90,
};
const PRIORITY: ListColumn = {
  label: 'priority',
  text: ({ alarm }, { words }) => words.priorities[alarm.priority],
  width: 46,
};
const BY: ListColumn = { label: 'by', text: ({ hidden }) => hidden?.by ?? '', width: 70 };
const REASON: ListColumn = { label: 'reason', text: ({ hidden }) => hidden?.reason ?? '', width: 100 };

/** What is told of the alarms of each list, beside what they are and where. */
const LISTS: {
  name: 'urgent' | 'shelved' | 'acknowledgedLong' | 'outOfService' | 'escalated';
  columns: ListColumn[];
}[] = [
  {
    name: 'urgent',
    columns: [
      PRIORITY,
      SINCE,
      { label: 'assigned', text: ({ alarm }) => alarm.assignedTo?.name ?? '', width: 70 },
    ],
  },
  {
    name: 'shelved',
    columns: [
      {
        label: 'until',
        text: ({ alarm }, { at }) => (alarm.unshelveTime === null ? '' : at(alarm.unshelveTime)),
        width: 90,
      },
      BY,
      REASON,
    ],
  },
  {
    name: 'acknowledgedLong',
    columns: [
      PRIORITY,
      {
        label: 'acknowledged',
        text: ({ alarm: { acknowledged } }, { at }) =>
          acknowledged === null ? '' : `${at(acknowledged.at)}\n${acknowledged.by}`,
        width: 110,
      },
    ],
  },
  {
    name: 'outOfService',
    columns: [
      BY,
      REASON,
      { label: 'waitsFor', text: ({ alarm }) => alarm.quarantinedTo?.name ?? '', width: 70 },
    ],
  },
  {
    name: 'escalated',
    columns: [PRIORITY, SINCE, { label: 'steps', text: ({ alarm }) => String(alarm.escalated) }],
  },
];

function listSection(
  heading: string,
  { total, alarms }: ReportList,
  columns: readonly ListColumn[],
  texts: AlarmTexts,
): PdfDocument['sections'][number] {
  const { words } = texts;
  const table: PdfBlock = {
    kind: 'table',
    columns: [
      { title: words.alarm, width: '*' },
      { title: words.place, width: 90 },
      ...columns.map(({ label, width }): PdfColumn => ({ title: words[label], width: width ?? 'auto' })),
    ],
    rows: alarms.map((row) => [
      texts.title(row),
      texts.place(row),
      ...columns.map((column) => column.text(row, texts)),
    ]),
    empty: words.none,
  };
  const left = total - alarms.length;
  const more: PdfBlock[] = left === 0 ? [] : [{ kind: 'paragraph', text: words.more(left), tone: 'muted' }];
  return { heading: total === 0 ? heading : `${heading}${words.colon}${total}`, blocks: [table, ...more] };
}

function openTable({ open }: ShiftReportContent, words: ReportWords): PdfBlock {
  return {
    kind: 'table',
    columns: [
      { title: words.priority, width: 120 },
      { title: words.state, width: '*' },
      { title: words.count, align: 'right' },
    ],
    rows: open.map(({ priority, state, count }) => [
      words.priorities[priority],
      words.states[state],
      String(count),
    ]),
    empty: words.noneOpen,
  };
}

function loadTable(figures: readonly KpiFigure[], locale: 'en' | 'zh', words: ReportWords): PdfBlock {
  return {
    kind: 'table',
    columns: [
      { title: words.figure, width: '*' },
      { title: words.value, align: 'right' },
      { title: words.recommended },
      { title: words.verdict },
    ],
    rows: figures.map(({ kpi, value, verdict }) => {
      const { unit, target, maximum } = KPI_STANDARDS[kpi];
      const limit = ({ is, value: bound }: KpiLimit) => words.limit[is](written(bound, unit, locale, words));
      const recommended = [
        ...(target === null ? [] : [limit(target)]),
        ...(maximum === null ? [] : [words.maximum(written(maximum.value, unit, locale, words))]),
      ];
      return [
        KPI_WORDS[kpi].name[locale],
        value === null ? '–' : written(value, unit, locale, words),
        recommended.join(locale === 'zh' ? '，' : ', '),
        words.verdicts[verdict],
      ];
    }),
    empty: words.none,
  };
}

function written(value: number, unit: KpiStandard['unit'], locale: 'en' | 'zh', words: ReportWords): string {
  const number = new Intl.NumberFormat(locale === 'zh' ? 'zh-CN' : 'en-GB', {
    maximumFractionDigits: unit === 'count' ? 0 : 1,
    ...(unit === 'share' && { style: 'percent' }),
  });
  return unit === 'duration' ? words.minutes(number.format(value / 60_000)) : number.format(value);
}

function textBlocks(text: string, empty: string): PdfBlock[] {
  return text === '' ? [{ kind: 'paragraph', text: empty, tone: 'muted' }] : [{ kind: 'paragraph', text }];
}
