import type { HouseFlow } from '../../shared/contract/batch-decided.ts';
import type { AlarmOccurrence } from '../../shared/domain/alarm/raise.ts';
import { dueAt } from '../../shared/domain/control/time-limit.ts';
import { decisionDigest } from '../../shared/platform/audit/decision-digest.ts';
import { copyInto, copyLine } from '../../shared/platform/db/copy.ts';
import type { Client } from '../../shared/platform/db/pool.ts';
import { raiseAlarms } from '../../shared/platform/stores/alarm.store.ts';
import { addDecisionDigest } from '../../shared/platform/stores/audit.store.ts';
import { addFlow } from '../../shared/platform/stores/flow.store.ts';
import { addProfileFlow } from '../../shared/platform/stores/profile-flow.store.ts';
import type { Assessed, Decided } from './assessment.ts';
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

/** What the rows of a batch have in common. */
export interface BatchStamp {
  batchId: string;
  receivedAt: Date;
  decidedAt: Date;
  rulesetVersion: number;
}

/** Writes declarations, inside the transaction that also ends their batch. */
export async function persistDeclarations(
  client: Client,
  { batchId, receivedAt }: BatchStamp,
  assessed: readonly Assessed[],
): Promise<void> {
  const received = receivedAt.toISOString();
  let lines = '';
  for (const { declaration, json } of assessed) {
    const { declarationNo, version, registeredAt, customsHouse, direction, trader, items } = declaration;
    let totalValue = 0;
    for (const item of items) totalValue += item.customsValue;
    lines += copyLine([
      received,
      batchId,
      declarationNo,
      version,
      new Date(registeredAt),
      customsHouse,
      direction,
      trader.id,
      items.length,
      totalValue,
      json,
    ]);
  }
  await copyInto(client, 'declaration', DECLARATION, lines);
}

/** Writes decisions with their hits and control orders, inside the same transaction. */
export async function persistDecisions(
  client: Client,
  batch: BatchStamp,
  decided: readonly Decided[],
): Promise<void> {
  const { rulesetVersion } = batch;
  const receivedAt = batch.receivedAt.toISOString();
  const decidedAt = batch.decidedAt.toISOString();
  const decidedMs = batch.decidedAt.getTime();
  let decisionLines = '';
  let hitLines = '';
  let orderLines = '';
  for (const { declaration, facts, errors, decision, hits, order } of decided) {
    const { declarationNo, version, customsHouse } = declaration;
    const { channel, score, reasons, ...explanation } = decision;
    decisionLines += copyLine([
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
    for (const { profile, items, shadow, because, decisive } of hits) {
      hitLines += copyLine([
        receivedAt,
        declarationNo,
        version,
        customsHouse,
        profile.code,
        profile.version,
        items,
        shadow,
        profile.score,
        profile.channel,
        JSON.stringify(because),
        decisive,
        decidedAt,
      ]);
    }
    if (order !== null) {
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
  }
  await copyInto(client, 'channel_decision', DECISION, decisionLines);
  await copyInto(client, 'hit', HIT, hitLines);
  await copyInto(client, 'control_order', ORDER, orderLines);
}

/**
 * Writes what the whole batch adds up to, inside the same transaction and last in it: other batches wait for the rows
 * of alarms and roll-ups that it changes.
 */
export async function persistSums(
  client: Client,
  batch: BatchStamp,
  sums: {
    decided: readonly Decided[];
    alarms: readonly AlarmOccurrence[];
    bucketAt: number;
    flow: HouseFlow[];
  },
): Promise<void> {
  const { decided, alarms, bucketAt, flow } = sums;
  await addDecisionDigest(client, {
    batchId: batch.batchId,
    receivedAt: batch.receivedAt.toISOString(),
    decidedAt: batch.decidedAt.toISOString(),
    rulesetVersion: batch.rulesetVersion,
    declarations: decided.length,
    digest: decisionDigest(
      decided.map(({ declaration: { declarationNo, version }, decision }) => {
        return { declarationNo, version, ...decision };
      }),
    ),
  });
  const raised = await raiseAlarms(client, alarms, batch.batchId);
  const members = memberLines(batch, decided, (cause) => raised.get(cause)!.id);
  await copyInto(client, 'alarm_member', MEMBER, members);
  await addFlow(client, bucketAt, flow);
  await addProfileFlow(client, batch.decidedAt, profileFlowOf(decided));
}
