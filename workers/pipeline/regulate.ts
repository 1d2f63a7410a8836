import { regulated, weightsOf } from '../../shared/domain/channel/decide.ts';
import type { VersionedDeclaration } from '../../shared/domain/declaration.ts';
import {
  regulate,
  statesCapacity,
  type InspectionCapacity,
  type Red,
} from '../../shared/domain/channel/regulator.ts';
import { policyAt } from '../../shared/domain/targeting/policy.ts';
import { parseInstant } from '../../shared/domain/targeting/instant.ts';
import type { Policy } from '../../shared/domain/targeting/profile.ts';
import type { Client, Queryable } from '../../shared/platform/db/pool.ts';
import {
  addRegulators,
  keepRegulators,
  lockRegulators,
  type RegulatorChange,
} from '../../shared/platform/stores/regulator.store.ts';
import type { Assessed } from './assessment.ts';

/** What the regulator has to know of a batch. */
export interface RegulatedBatch {
  policy: Policy;
  /** Instant of the decisions, ms. */
  now: number;
  /** The place of a declaration among those of its score, uniform in [0, 1). */
  tieOf: (declaration: VersionedDeclaration) => number;
}

/** Holds discretionary reds to the capacity of their houses, in the order of the batch; changes decisions in place. */
export type Regulate = (
  client: Client,
  assessed: readonly Assessed[],
  batch: RegulatedBatch,
) => Promise<void>;

/**
 * The fourth step of the channel decision. The regulators of the houses concerned stay locked until the batch's
 * transaction ends, so it comes as late as it can; houses without a red in the batch are not touched.
 */
export function createRegulate(
  db: Queryable,
  houseOf: (code: string) => (InspectionCapacity & { timeZone: string }) | undefined,
): Regulate {
  const known = new Set<string>();

  return async (client, assessed, batch) => {
    const byHouse = redsByHouse(assessed, (code) => {
      const house = houseOf(code);
      return house !== undefined && statesCapacity(house);
    });
    if (byHouse.size === 0) return;
    const unknown = [...byHouse.keys()].filter((house) => !known.has(house));
    if (unknown.length > 0) {
      await addRegulators(db, unknown);
      for (const house of unknown) known.add(house);
    }

    const changes: RegulatorChange[] = [];
    for (const [house, memory] of await lockRegulators(client, [...byHouse.keys()])) {
      const ones = byHouse.get(house)!;
      const reds = ones.map((one) => redOf(one, batch));
      const result = regulate(memory, { ...houseOf(house)!, now: batch.now, reds });
      result.regulations.forEach((regulation, i) => {
        if (regulation !== null) ones[i]!.decision = regulated(ones[i]!.decision, regulation);
      });
      changes.push({ house, state: result.state, history: result.history });
    }
    await keepRegulators(client, changes);
  };
}

function redsByHouse(
  assessed: readonly Assessed[],
  isRegulated: (house: string) => boolean,
): Map<string, Assessed[]> {
  const byHouse = new Map<string, Assessed[]>();
  for (const one of assessed) {
    if (one.decision.channel !== 'red') continue;
    const house = one.declaration.customsHouse;
    const others = byHouse.get(house);
    if (others !== undefined) others.push(one);
    else if (isRegulated(house)) byHouse.set(house, [one]);
  }
  return byHouse;
}

/** Where the policy regulates nothing, every red is as certain as a mandatory one. */
function redOf({ declaration, decision }: Assessed, { policy, tieOf }: RegulatedBatch): Red {
  const { all, national } = weightsOf(decision);
  const tie = tieOf(declaration);
  if (policyAt(policy, parseInstant(declaration.registeredAt)).regulated !== false) {
    return { all, national, tie };
  }
  return { all: 'certain', national: national === 'none' ? 'none' : 'certain', tie };
}
