import type { RegulatorHistory, RegulatorMemory, RegulatorState } from '../../domain/channel/regulator.ts';
import type { Client, Queryable } from '../db/pool.ts';

/** What a house's regulator remembers from now on; `history` null where it is as it was. */
export interface RegulatorChange {
  house: string;
  state: RegulatorState;
  history: RegulatorHistory | null;
}

/** Gives houses a regulator that remembers nothing; those that have one keep it. To be committed before it is locked. */
export async function addRegulators(db: Queryable, houses: readonly string[]): Promise<void> {
  await db.query(
    `INSERT INTO regulator (customs_house, changed_at)
     SELECT house, clock_timestamp() FROM unnest($1::text[]) AS house ON CONFLICT DO NOTHING`,
    [houses.toSorted()],
  );
}

/**
 * Locks the regulators of houses until the end of the transaction, in one order everywhere so that batches never
 * deadlock. Answers what they remember, null where that is nothing; a house that has none is not in the answer.
 */
export async function lockRegulators(
  client: Client,
  houses: readonly string[],
): Promise<Map<string, RegulatorMemory | null>> {
  const { rows } = await client.query<{
    house: string;
    state: RegulatorState | null;
    history: RegulatorHistory | null;
  }>({
    name: 'lock-regulators',
    text: `SELECT customs_house AS house, state, history FROM regulator WHERE customs_house = ANY ($1)
           ORDER BY customs_house FOR UPDATE`,
    values: [houses],
  });
  return new Map(
    rows.map(({ house, state, history }) => [
      house,
      state === null ? null : { state, history: history ?? {} },
    ]),
  );
}

/** Keeps what regulators remember, inside the transaction that has locked them. */
export async function keepRegulators(client: Client, changes: readonly RegulatorChange[]): Promise<void> {
  await client.query({
    name: 'keep-regulators',
    text: `UPDATE regulator r
           SET state = c.state::json, history = coalesce(c.history::json, r.history), changed_at = clock_timestamp()
           FROM unnest($1::text[], $2::text[], $3::text[]) AS c (house, state, history)
           WHERE r.customs_house = c.house`,
    values: [
      changes.map(({ house }) => house),
      changes.map(({ state }) => JSON.stringify(state)),
      changes.map(({ history }) => (history === null ? null : JSON.stringify(history))),
    ],
  });
}
