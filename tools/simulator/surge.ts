import type { SimulatedHouse } from './houses.ts';

/** A rush: from `afterSeconds` after the start, for `forSeconds`, the place lodges `factor` times as much. */
export interface Surge {
  /** House or district code. */
  place: string;
  factor: number;
  afterSeconds: number;
  forSeconds: number;
}

/** Reads `house=2201,factor=8,after=60,for=120` (or `district=2200,…`). Throws an Error that says what is wrong. */
export function parseSurge(text: string): Surge {
  const parts = new Map(text.split(',').map((part) => part.split('=', 2) as [string, string | undefined]));
  const place = parts.get('house') ?? parts.get('district');
  if (!place) throw new Error(`surge "${text}": expected house=CODE or district=CODE`);
  const number = (name: string, fallback?: number): number => {
    const raw = parts.get(name);
    const value = raw === undefined ? fallback : Number(raw);
    if (value === undefined || !(value >= 0) || raw === '' || value === Infinity) {
      throw new Error(`surge "${text}": expected ${name}=NUMBER`);
    }
    return value;
  };
  for (const name of parts.keys()) {
    if (!['house', 'district', 'factor', 'after', 'for'].includes(name)) {
      throw new Error(`surge "${text}": unknown part "${name}"`);
    }
  }
  return { place, factor: number('factor'), afterSeconds: number('after', 0), forSeconds: number('for') };
}

/** Throws an Error where a surge names a place that nothing is lodged at: it would be a rush that never comes. */
export function checkSurgePlaces(surges: readonly Surge[], houses: readonly SimulatedHouse[]): void {
  for (const { place } of surges) {
    if (!houses.some(({ code, district }) => place === code || place === district)) {
      throw new Error(`surge: no customs house or district has the code "${place}"`);
    }
  }
}

/** Product of the surges that touch a house at some seconds after the start. */
export function surgeFactor(surges: readonly Surge[], house: SimulatedHouse, seconds: number): number {
  let factor = 1;
  for (const surge of surges) {
    const running = seconds >= surge.afterSeconds && seconds < surge.afterSeconds + surge.forSeconds;
    if (running && (surge.place === house.code || surge.place === house.district)) factor *= surge.factor;
  }
  return factor;
}
