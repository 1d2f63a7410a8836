import type { HouseFlow } from '../../shared/contract/batch-decided.ts';
import type { BoardHit, PlaceNames } from '../../shared/contract/live.ts';
import type { ProfileFlow } from '../../shared/platform/stores/profile-flow.store.ts';
import type { Assessed, Decided } from './assessment.ts';

const COLUMN = { red: 1, orange: 2, green: 3 } as const;

/** A batch's decisions counted by customs house. */
export function flowOf(batch: readonly Assessed[]): HouseFlow[] {
  const flows = new Map<string, HouseFlow>();
  for (const { declaration, hits, decision } of batch) {
    let flow = flows.get(declaration.customsHouse);
    if (flow === undefined) {
      flow = [declaration.customsHouse, 0, 0, 0, 0, 0];
      flows.set(declaration.customsHouse, flow);
    }
    flow[COLUMN[decision.channel]]++;
    for (const { shadow } of hits) if (!shadow) flow[4]++;
    flow[5] += decision.score;
  }
  return [...flows.values()];
}

/** A batch's hits counted by profile version and customs house. */
export function profileFlowOf(batch: readonly Decided[]): ProfileFlow[] {
  const flows = new Map<string, ProfileFlow>();
  for (const { declaration, decision, hits } of batch) {
    const { customsHouse } = declaration;
    for (const { profile, shadow, decisive } of hits) {
      const key = `${profile.code}\n${profile.version}\n${customsHouse}`;
      let flow = flows.get(key);
      if (flow === undefined) {
        const { code, version } = profile;
        flow = { profile: code, version, customsHouse, hits: 0, shadowHits: 0, reds: 0, extraReds: 0 };
        flows.set(key, flow);
      }
      if (shadow) {
        flow.shadowHits++;
        continue;
      }
      flow.hits++;
      if (decision.channel === 'red') flow.reds++;
      if (decisive) flow.extraReds++;
    }
  }
  return [...flows.values()];
}

/** The hits a board may show: the highest-scored one of each house, newest first. */
export function boardHitsOf(
  batch: readonly Assessed[],
  decidedAt: number,
  placeOf: (house: string) => PlaceNames,
): BoardHit[] {
  const shown = new Map<string, BoardHit & { score: number }>();
  for (const { declaration, hits, decision } of batch) {
    for (const { profile, shadow } of hits) {
      const other = shown.get(declaration.customsHouse);
      if (shadow || (other !== undefined && other.score >= profile.score)) continue;
      shown.set(declaration.customsHouse, {
        id: `${declaration.declarationNo}/${declaration.version}/${profile.code}`,
        decidedAt,
        declarationNo: declaration.declarationNo,
        profile: profile.code,
        title: profile.title,
        ...(profile.titleZh === undefined ? {} : { titleZh: profile.titleZh }),
        channel: decision.channel,
        house: declaration.customsHouse,
        place: placeOf(declaration.customsHouse),
        score: profile.score,
      });
    }
  }
  return [...shown.values()].map(({ score: _score, ...hit }) => hit);
}
