import type { HouseFlow } from '../../shared/contract/batch-decided.ts';
import type { AlarmOccurrence } from '../../shared/domain/alarm/raise.ts';
import type { ControlOrder } from '../../shared/domain/control/order.ts';
import { dueAt } from '../../shared/domain/control/time-limit.ts';
import { decisionDigest } from '../../shared/platform/audit/decision-digest.ts';
import { copyInto, copyLine } from '../../shared/platform/db/copy.ts';
import type { Client } from '../../shared/platform/db/pool.ts';
import { raiseAlarms } from '../../shared/platform/stores/alarm.store.ts';
import { addDecisionDigest } from '../../shared/platform/stores/audit.store.ts';
import { addFlow } from '../../shared/platform/stores/flow.store.ts';
import { addProfileFlow } from '../../shared/platform/stores/profile-flow.store.ts';
import type { Assessed } from './assessment.ts';
import type { HitRecord } from './hit-records.ts';
import { MEMBER, memberLines } from './alarm-members.ts';
import { profileFlowOf } from './summarise.ts';

const DECLARATION =
  'received_at, batch_id, declaration_no, version, registered_at, customs_house, direction, trader_id, item_count, total_value, document';
const DECISION =
  'received_at, declaration_no, version, customs_house, decided_at, channel, score, reasons, ruleset_version, explanation';
const HIT =
  'received_at, declaration_no, version, customs_house, profile_code, profile_version, items, shadow, score, channel, because, decisive, decided_at';
const ORDER =
  'received_at, declaration_no, version, customs_house, channel, score, state, instructions, ordered_at, due_at';

/** Everything one batch causes. */
export interface Outcome {
  batchId: string;
  receivedAt: Date;
  decidedAt: Date;
  bucketAt: number;
  rulesetVersion: number;
  assessed: readonly Assessed[];
  /** Hits as they are kept, by position in `assessed`. */
  hits: readonly (readonly HitRecord[])[];
  /** Control orders by position in `assessed`; null for green. */
  orders: readonly (ControlOrder | null)[];
  alarms: readonly AlarmOccurrence[];
  flow: HouseFlow[];
}

/** Writes an outcome inside the transaction that also ends the batch. Shared rows come last, to be locked briefly. */
export async function persist(client: Client, outcome: Outcome): Promise<void> {
  const { batchId, rulesetVersion, alarms, bucketAt, flow } = outcome;
  const receivedAt = outcome.receivedAt.toISOString();
  const decidedMs = outcome.decidedAt.getTime();
  const decidedAt = outcome.decidedAt.toISOString();
  let declarations = '';
  let decisions = '';
  let hitLines = '';
  let orderLines = '';
  outcome.assessed.forEach(({ declaration, json, facts, errors, decision }, i) => {
    const { declarationNo, version, customsHouse, items } = declaration;
    let totalValue = 0;
    for (const item of items) totalValue += item.customsValue;
    declarations += copyLine([
      receivedAt,
      batchId,
      declarationNo,
      version,
      new Date(declaration.registeredAt),
      customsHouse,
      declaration.direction,
      declaration.trader.id,
      items.length,
      totalValue,
      json,
    ]);
    const { channel, score, reasons, ...explanation } = decision;
    decisions += copyLine([
      receivedAt,
      declarationNo,
      version,
      customsHouse,
      decidedAt,
      channel,
      score,
      reasons,
      rulesetVersion,
      JSON.stringify({
        ...explanation,
        facts,
        ...(errors.length > 0 && {
          errors: errors.map(({ profile, message }) => ({ profile: profile.code, message })),
        }),
      }),
    ]);
    for (const { profile, items: hitItems, shadow, because, decisive } of outcome.hits[i]!) {
      hitLines += copyLine([
        receivedAt,
        declarationNo,
        version,
        customsHouse,
        profile.code,
        profile.version,
        hitItems,
        shadow,
        profile.score,
        profile.channel,
        JSON.stringify(because),
        decisive,
        decidedAt,
      ]);
    }
    const order = outcome.orders[i];
    if (order) {
      orderLines += copyLine([
        receivedAt,
        declarationNo,
        version,
        customsHouse,
        channel,
        score,
        'open',
        JSON.stringify(order.instructions),
        decidedAt,
        new Date(dueAt(decidedMs, { channel: order.channel, floor: decision.floor, score })),
      ]);
    }
  });
  await copyInto(client, 'declaration', DECLARATION, declarations);
  await copyInto(client, 'channel_decision', DECISION, decisions);
  await copyInto(client, 'hit', HIT, hitLines);
  await copyInto(client, 'control_order', ORDER, orderLines);
  await addDecisionDigest(client, {
    batchId,
    receivedAt,
    decidedAt,
    rulesetVersion,
    declarations: outcome.assessed.length,
    digest: decisionDigest(
      outcome.assessed.map(({ declaration: { declarationNo, version }, decision }) => {
        return { declarationNo, version, ...decision };
      }),
    ),
  });
  const raised = await raiseAlarms(client, alarms, batchId);
  await copyInto(
    client,
    'alarm_member',
    MEMBER,
    memberLines(outcome, (cause) => raised.get(cause)!.id),
  );
  await addFlow(client, bucketAt, flow);
  await addProfileFlow(client, outcome.decidedAt, profileFlowOf(outcome.assessed, outcome.hits));
}
