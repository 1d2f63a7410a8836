import { beforeAll, describe, expect, it } from 'vitest';
import { declarationSchema } from '../../shared/contract/declaration.schema.ts';
import { FRAUD_KINDS, FRAUD_SHARES } from './frauds.ts';
import { generateDeclarations, loadWorld, type GenerateOptions, type Generated } from './generate.ts';
import { containerCheckDigit } from './route.ts';

const AT = Date.parse('2026-11-23T10:00:00+08:00');
const world = loadWorld();
const base: GenerateOptions = { seed: 1, startsAt: AT, ratePerSecond: 50, world };

function take(count: number, options: Partial<GenerateOptions> = {}): Generated[] {
  const source = generateDeclarations({ ...base, ...options });
  return Array.from({ length: count }, () => source.next().value);
}

const COUNT = 30_000;
let many: Generated[];
beforeAll(() => {
  many = take(COUNT);
});

describe('reproducibility', () => {
  it('gives the same declarations for the same seed and start', () => {
    expect(take(500)).toEqual(take(500));
  });

  it('gives others for another seed or start, under other numbers', () => {
    const first = take(300);
    for (const other of [take(300, { seed: 2 }), take(300, { startsAt: AT + 1000 })]) {
      const numbers = new Set([...first, ...other].map(({ declaration }) => declaration.declarationNo));
      expect(numbers.size).toBe(600);
    }
  });
});

describe('declarations', () => {
  it('are all valid', () => {
    for (const { declaration } of many) {
      const { error } = declarationSchema.safeParse(declaration);
      expect(error, JSON.stringify(declaration)).toBeUndefined();
    }
  });

  it('have unique numbers of 18 characters: house, day, direction, serial', () => {
    const numbers = many.map(({ declaration }) => declaration.declarationNo);
    expect(new Set(numbers).size).toBe(COUNT);
    for (const { declaration } of many) {
      expect(declaration.declarationNo).toMatch(/^\d{4}26327[IET][0-9A-Z]{8}$/);
      expect(declaration.declarationNo.startsWith(declaration.customsHouse)).toBe(true);
    }
  });

  it('come in the order of their instants, at the rate asked for', () => {
    const flat = take(10_000, { rhythm: false });
    let last = AT;
    for (const { at, declaration } of flat) {
      expect(at).toBeGreaterThanOrEqual(last);
      expect(Date.parse(declaration.registeredAt)).toBe(at);
      last = at;
    }
    expect(10_000 / ((last - AT) / 1000)).toBeCloseTo(50, -0.7);
  });

  it('have mostly one to four goods items, or as many as asked for', () => {
    const counts = many.map(({ declaration }) => declaration.items.length);
    const small = counts.filter((count) => count <= 4).length / COUNT;
    expect(small).toBeGreaterThan(0.8);
    expect(Math.max(...counts)).toBeGreaterThan(8);
    for (const { declaration } of take(200, { items: 2 })) expect(declaration.items).toHaveLength(2);
  });

  it('carry container numbers with their check digit', () => {
    expect(containerCheckDigit('CSQU305438')).toBe(3);
    const containers = many.flatMap(({ declaration }) => declaration.containers ?? []);
    expect(containers.length).toBeGreaterThan(1000);
    for (const code of containers) expect(code.at(-1)).toBe(String(containerCheckDigit(code)));
  });
});

describe('mix', () => {
  const tally = (values: string[]): number[] => {
    const counts = new Map<string, number>();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    return [...counts.values()].sort((a, b) => b - a);
  };
  const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);

  it('is skewed over houses by their capacity', () => {
    const houses = tally(many.map(({ declaration }) => declaration.customsHouse));
    expect(houses.length).toBeGreaterThan(300);
    const tenth = sum(houses.slice(0, 35)) / COUNT;
    expect(tenth).toBeGreaterThan(0.35);
    expect(tenth).toBeLessThan(0.7);
  });

  it('is skewed over thousands of traders, with new ones among them', () => {
    const traders = tally(many.map(({ declaration }) => declaration.trader.id));
    expect(traders.length).toBeGreaterThan(3000);
    expect(sum(traders.slice(0, 100)) / COUNT).toBeGreaterThan(0.2);
    const fresh = many.filter(({ declaration }) => declaration.trader.id.charAt(4) === 'N').length / COUNT;
    expect(fresh).toBeGreaterThan(0.02);
    expect(fresh).toBeLessThan(0.07);
  });

  it('follows the seasons', () => {
    const share = (startsAt: number): number => {
      const items = take(8000, { startsAt }).flatMap(({ declaration }) => declaration.items);
      return items.filter(({ hsCode }) => hsCode === '08106000').length / items.length;
    };
    expect(share(Date.parse('2026-06-10T02:00:00Z'))).toBeGreaterThan(
      1.5 * share(Date.parse('2026-12-10T02:00:00Z')),
    );
  });

  it('follows the hours of the day', () => {
    const lasts = (startsAt: number): number => (take(3000, { startsAt }).at(-1)?.at ?? 0) - startsAt;
    const morning = lasts(Date.parse('2026-11-24T10:00:00+08:00'));
    const night = lasts(Date.parse('2026-11-24T03:00:00+08:00'));
    expect(night / morning).toBeGreaterThan(2.5);
  });
});

describe('surges', () => {
  it('refuses one at a place that does not exist', () => {
    const surge = { place: '9999', factor: 8, afterSeconds: 0, forSeconds: 1 };
    expect(() => take(1, { surges: [surge] })).toThrow('no customs house or district has the code "9999"');
  });

  it('multiply what a house lodges while they last', () => {
    const surge = { place: '2201', factor: 8, afterSeconds: 60, forSeconds: 120 };
    const rushed = take(20_000, { surges: [surge], rhythm: false });
    const perSecond = (from: number, to: number): number =>
      rushed.filter(({ at, declaration }) => {
        const second = (at - AT) / 1000;
        return declaration.customsHouse === '2201' && second >= from && second < to;
      }).length /
      (to - from);
    const calm = (perSecond(0, 60) + perSecond(180, 330)) / 2;
    expect(perSecond(60, 180) / calm).toBeGreaterThan(5);
    expect(perSecond(60, 180) / calm).toBeLessThan(12);
  });
});

describe('fraud', () => {
  it('has the share stated, and each kind its own', () => {
    const truths = many.flatMap(({ truth }) => (truth ? [truth] : []));
    expect(truths.length / COUNT).toBeGreaterThan(0.026);
    expect(truths.length / COUNT).toBeLessThan(0.034);
    for (const kind of FRAUD_KINDS) {
      const share = truths.filter((truth) => truth.kind === kind).length / truths.length;
      const deviation = Math.sqrt(FRAUD_SHARES[kind] / truths.length);
      expect(Math.abs(share - FRAUD_SHARES[kind]), kind).toBeLessThan(6 * deviation);
    }
  });

  it.each([0, 0.2, 1])('takes a share of %d', (fraudShare) => {
    const frauds = take(6000, { fraudShare }).filter(({ truth }) => truth).length / 6000;
    expect(Math.abs(frauds - fraudShare)).toBeLessThan(0.03);
  });

  it('names the declaration and an item of it, and leaves no trace in the declaration', () => {
    for (const { declaration, truth } of many) {
      if (!truth) continue;
      expect(truth.declarationNo).toBe(declaration.declarationNo);
      if (truth.item !== null) expect(declaration.items.map(({ itemNo }) => itemNo)).toContain(truth.item);
      expect(JSON.stringify(declaration)).not.toMatch(/fraud|truth/i);
    }
  });
});

it('continues from a later instant', () => {
  const source = generateDeclarations(base);
  source.next();
  source.skipTo(AT + 3_600_000);
  expect(source.next().value.at).toBeGreaterThanOrEqual(AT + 3_600_000);
});

it('works with the places of another administration', () => {
  const house = { ...world.houses[0]!, code: 'BERLIN-1', district: 'BB', timeZone: 'Europe/Berlin' };
  for (const { declaration } of take(50, { world: { ...world, houses: [house] } })) {
    expect(declaration.customsHouse).toBe('BERLIN-1');
    expect(declaration.registeredAt).toMatch(/\+01:00$/);
    expect(declarationSchema.safeParse(declaration).success).toBe(true);
  }
});
