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

/** The fourth step of the channel decision. */
export interface Regulator {
  /** Whether a decision is open until `regulate` has seen it: a red at a house that states its capacity. */
  concerns(assessed: Assessed): boolean;
  /**
   * Holds discretionary reds to the capacity of their houses, in the order given; takes the declarations of a batch that
   * it concerns, and changes their decisions in place. The regulators of their houses stay locked until the batch's
   * transaction ends: it comes as late as it can.
   */
  regulate(client: Client, concerned: readonly Assessed[], batch: RegulatedBatch): Promise<void>;
}

export function createRegulator(
  db: Queryable,
  houseOf: (code: string) => (InspectionCapacity & { timeZone: string }) | undefined,
): Regulator {
  const known = new Set<string>();

  const statingHouse = (code: string) => {
    const house = houseOf(code);
    return house !== undefined && statesCapacity(house) ? house : undefined;
  };

  return {
    concerns: ({ decision, declaration }) =>
      decision.channel === 'red' && statingHouse(declaration.customsHouse) !== undefined,

    regulate: async (client, concerned, batch) => {
      if (concerned.length === 0) return;
      const byHouse = Map.groupBy(concerned, ({ declaration }) => declaration.customsHouse);
      const unknown = [...byHouse.keys()].filter((house) => !known.has(house));
      if (unknown.length > 0) {
        await addRegulators(db, unknown);
        for (const house of unknown) known.add(house);
      }

      const changes: RegulatorChange[] = [];
      for (const [house, memory] of await lockRegulators(client, [...byHouse.keys()])) {
        const capacity = statingHouse(house);
        // The house has taken its statement back meanwhile: its reds stay.
        if (capacity === undefined) continue;
        const ones = byHouse.get(house)!;
        const reds = ones.map((one) => redOf(one, batch));
        const result = regulate(memory, { ...capacity, now: batch.now, reds });
        result.regulations.forEach((regulation, i) => {
          if (regulation !== null) ones[i]!.decision = regulated(ones[i]!.decision, regulation);
        });
        changes.push({ house, state: result.state, history: result.history });
      }
      await keepRegulators(client, changes);
    },
  };
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
