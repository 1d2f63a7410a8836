import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { weigh, type Weighted } from './random.ts';

/** A kind of goods the simulator trades: what it is, costs, weighs and where it comes from. */
export interface Good {
  hsCode: string;
  description: string;
  imported: boolean;
  exported: boolean;
  /** Median customs value per net kilogram, CNY. */
  pricePerKg: number;
  /** Deviation of the logarithm of the price. */
  spread: number;
  /** Median net mass of a consignment by sea, kg. */
  netMassKg: number;
  /** General rate, per cent. */
  dutyRate: number;
  origins: Weighted<string>;
  /** First and last month of the season (1 to 12); a season may run over the year's end. */
  season: { from: number; to: number } | null;
  weight: number;
  /** Supplementary unit, UN/ECE Rec. 20. */
  unit: string | null;
}

type Row = Record<
  | 'hsCode'
  | 'description'
  | 'direction'
  | 'pricePerKg'
  | 'spread'
  | 'netMassKg'
  | 'dutyRate'
  | 'origins'
  | 'season'
  | 'weight'
  | 'unit',
  string
>;

/** How much more (3) or less (0.6) seasonal goods move in a month from 1 to 12. */
export function seasonFactor(good: Good, month: number): number {
  if (!good.season) return 1;
  const { from, to } = good.season;
  const inSeason = from <= to ? month >= from && month <= to : month >= from || month <= to;
  return inSeason ? 3 : 0.6;
}

/** The catalogue beside this file. Prices, masses and shares are invented, of plausible size. */
export function loadGoods(file = new URL('goods.csv', import.meta.url)): Good[] {
  const rows = parse<Row>(readFileSync(file), { columns: true });
  return rows.map(toGood);
}

function toGood(row: Row): Good {
  const season = row.season.split('-').map(Number);
  return {
    hsCode: row.hsCode,
    description: row.description,
    imported: row.direction !== 'export',
    exported: row.direction !== 'import',
    pricePerKg: Number(row.pricePerKg),
    spread: Number(row.spread),
    netMassKg: Number(row.netMassKg),
    dutyRate: Number(row.dutyRate || 0),
    origins: weigh(
      row.origins
        .split(' ')
        .filter(Boolean)
        .map((entry) => {
          const [country = '', weight] = entry.split(':');
          return [country, Number(weight)] as const;
        }),
    ),
    season: season[0] && season[1] ? { from: season[0], to: season[1] } : null,
    weight: Number(row.weight),
    unit: row.unit || null,
  };
}
