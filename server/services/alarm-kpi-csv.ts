import type { AlarmKpiView } from '../../shared/contract/alarm-kpis.ts';
import { KPI_STANDARDS, type KpiLimit } from '../../shared/domain/alarm/kpi-standard.ts';
import { KPI_WORDS } from '../../shared/domain/alarm/kpi-words.ts';
import type { Cell, CsvTable } from '../http/csv.ts';

const HEADER = [
  'scope',
  'position',
  'from',
  'to',
  'kpi',
  'name',
  'name_zh',
  'unit',
  'value',
  'target',
  'maximum',
  'source',
  'verdict',
];

const LIMIT: Record<KpiLimit['is'], string> = { most: '<=', below: '<', least: '>=' };

/** The figures as a table: shares from 0 to 1, durations in seconds. */
export function alarmKpiCsv(view: AlarmKpiView): CsvTable {
  const { scope, position, from, to, figures } = view;
  const rows = figures.map(({ kpi, value, verdict }): Cell[] => {
    const { unit, target, maximum, source } = KPI_STANDARDS[kpi];
    const scale = unit === 'duration' ? 1000 : 1;
    const limit = (one: KpiLimit | null) => (one === null ? null : `${LIMIT[one.is]} ${one.value / scale}`);
    return [
      scope,
      position?.name ?? null,
      new Date(from).toISOString(),
      new Date(to).toISOString(),
      kpi,
      KPI_WORDS[kpi].name.en,
      KPI_WORDS[kpi].name.zh,
      unit === 'duration' ? 'seconds' : unit,
      value === null ? null : value / scale,
      limit(target),
      limit(maximum),
      source,
      verdict,
    ];
  });
  return { name: 'alarm-kpis', header: HEADER, lots: inOneLot(rows), notice: '' };
}

async function* inOneLot(rows: Cell[][]): AsyncGenerator<Cell[][], boolean> {
  yield rows;
  return false;
}
