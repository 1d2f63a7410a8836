import type {
  SeizureGroup,
  SeizureGroupRow,
  SeizureReport,
  SeizureTotals,
} from '../../shared/contract/seizures.ts';
import type { DiscrepancyKind } from '../../shared/domain/control/finding.ts';
import type { PdfColumn, PdfDocument } from '../../shared/platform/pdf/document.ts';

type Locale = PdfDocument['locale'];

/** The words of the report on paper, in each language. */
const WORDS = {
  en: {
    title: 'Seizures',
    period: (from: string, to: string) => `${from} to ${to} (UTC days)`,
    total: 'In all',
    newest: 'Newest seizures',
    none: 'No seizures in this period.',
    seizures: 'Seizures',
    declarations: 'Declarations',
    quantity: 'Quantity',
    value: 'Value',
    duty: 'Duty difference',
    found: 'Found',
    declaration: 'Declaration',
    house: 'House',
    kind: 'Kind',
    goods: 'Goods',
    hs: 'HS code',
    unknown: 'unknown',
    leftOut: (count: number) => `${count} more groups are left out.`,
    by: {
      month: 'Month',
      kind: 'Kind',
      district: 'District',
      house: 'Customs house',
      heading: 'HS heading',
      route: 'Route',
      profile: 'Profile',
    },
    kinds: {
      value: 'Value',
      origin: 'Origin',
      classification: 'Classification',
      quantity: 'Quantity',
      undeclared: 'Undeclared goods',
      prohibited: 'Prohibited goods',
      infringing: 'Infringing goods',
      diverted: 'Diverted goods',
      documents: 'Documents',
      other: 'Other',
    },
  },
  zh: {
    title: '查获情况报表',
    period: (from: string, to: string) => `${from} 至 ${to}（按 UTC 日期）`,
    total: '合计',
    newest: '最近查获',
    none: '该期间没有查获记录。',
    seizures: '查获起数',
    declarations: '报关单',
    quantity: '数量',
    value: '价值',
    duty: '税款差额',
    found: '查获时间',
    declaration: '报关单',
    house: '隶属海关',
    kind: '类别',
    goods: '货物',
    hs: '税则号列',
    unknown: '不详',
    leftOut: (count: number) => `另有 ${count} 组未列出。`,
    by: {
      month: '月份',
      kind: '类别',
      district: '直属海关',
      house: '隶属海关',
      heading: '品目',
      route: '路线',
      profile: '风险参数',
    },
    kinds: {
      value: '价格',
      origin: '原产地',
      classification: '归类',
      quantity: '数量',
      undeclared: '未申报货物',
      prohibited: '禁止进出境物品',
      infringing: '侵权货物',
      diverted: '货物去向不符',
      documents: '单证',
      other: '其他',
    },
  },
} as const satisfies Record<
  Locale,
  {
    by: Record<SeizureGroup, string>;
    kinds: Record<DiscrepancyKind, string>;
  } & Record<string, unknown>
>;

/** The seizure report as a document: the totals, the groups and the newest seizures. Instants in ms. */
export function seizureDocument(report: SeizureReport, locale: Locale, generatedAt: number): PdfDocument {
  const words = WORDS[locale];
  const amount = new Intl.NumberFormat(locale === 'zh' ? 'zh-CN' : 'en', { maximumFractionDigits: 2 });
  const sums = totalCells(amount);
  const right = (title: string): PdfColumn => ({ title, align: 'right' });
  const measured = [
    right(words.seizures),
    right(words.declarations),
    right(words.quantity),
    right(words.value),
    right(words.duty),
  ];
  return {
    title: words.title,
    subtitle: words.period(report.from, report.to),
    locale,
    timeZone: 'UTC',
    generatedAt,
    landscape: true,
    sections: [
      {
        blocks: [
          {
            kind: 'table',
            columns: [{ title: words.by[report.by], width: '*' }, ...measured],
            rows:
              report.total.seizures === 0
                ? []
                : [
                    ...report.groups.map((group) => [groupName(group, report.by, locale), ...sums(group)]),
                    [words.total, ...sums(report.total)],
                  ],
            empty: words.none,
          },
          ...(report.groupsLeftOut > 0
            ? [
                {
                  kind: 'paragraph' as const,
                  text: words.leftOut(report.groupsLeftOut),
                  tone: 'muted' as const,
                },
              ]
            : []),
        ],
      },
      {
        heading: words.newest,
        blocks: [
          {
            kind: 'table',
            columns: [
              { title: words.found },
              { title: words.declaration },
              { title: words.house },
              { title: words.kind },
              { title: words.hs },
              { title: words.goods, width: '*' },
              right(words.quantity),
              right(words.value),
            ],
            rows: report.newest.map((row) => [
              new Date(row.foundAt).toISOString().slice(0, 16).replace('T', ' '),
              row.declarationNo,
              row.customsHouse,
              words.kinds[row.kind],
              row.hsCode ?? '',
              row.goods,
              `${amount.format(row.quantity)} ${row.unit}`,
              row.value === null ? '' : `${amount.format(row.value)} ${row.currency}`,
            ]),
            empty: words.none,
          },
        ],
      },
    ],
  };
}

function totalCells(amount: Intl.NumberFormat): (totals: SeizureTotals) => string[] {
  const several = (sums: readonly (readonly [string, number])[]) =>
    sums.map(([unit, sum]) => `${amount.format(sum)} ${unit}`).join('\n');
  return ({ seizures, declarations, quantities, values, dutyDifferences }) => [
    amount.format(seizures),
    amount.format(declarations),
    several(quantities.map(({ unit, quantity }) => [unit, quantity])),
    several(values.map(({ currency, value }) => [currency, value])),
    several(dutyDifferences.map(({ currency, amount: sum }) => [currency, sum])),
  ];
}

function groupName({ key, name, nameZh }: SeizureGroupRow, by: SeizureGroup, locale: Locale): string {
  const words = WORDS[locale];
  if (key === '') return words.unknown;
  if (by === 'kind') return words.kinds[key as DiscrepancyKind];
  const own = (locale === 'zh' ? nameZh : null) ?? name;
  return own === null ? key : `${key} ${own}`;
}
