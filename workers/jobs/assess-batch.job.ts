import type { KeyObject } from 'node:crypto';
import { ALARM_DEFINITIONS } from '../../shared/domain/alarm/definition.ts';
import { placeOfAlarm } from '../../shared/domain/alarm/place.ts';
import { alarmOccurrences } from '../../shared/domain/alarm/raise.ts';
import { faultCause } from '../../shared/domain/alarm/system-fault.ts';
import type { VersionedDeclaration } from '../../shared/domain/declaration.ts';
import { orderControl } from '../../shared/domain/control/order.ts';
import { BUCKET_MS } from '../../shared/contract/live.ts';
import type { BatchDecided } from '../../shared/contract/batch-decided.ts';
import type { JobHandler } from '../../shared/platform/queue/queues.ts';
import type { LiveBus } from '../../shared/platform/live-bus/live-bus.ts';
import type { Logger } from '../../shared/platform/log.ts';
import type { WorkerMetrics } from '../../shared/platform/metrics.ts';
import { PartitionKeeper, utcDay } from '../../shared/platform/db/partitions.ts';
import { inTransaction, type Pool } from '../../shared/platform/db/pool.ts';
import { drawValue, tieValue } from '../../shared/platform/draw.ts';
import { raiseAlarms } from '../../shared/platform/stores/alarm.store.ts';
import { drawSalt } from '../../shared/platform/stores/draw-salt.store.ts';
import {
  claimBatch,
  markAssessed,
  noteFailure,
  splitBatch,
} from '../../shared/platform/stores/intake.store.ts';
import type { CustomsHouse } from '../../shared/platform/stores/place.store.ts';
import { assess } from '../pipeline/assess.ts';
import { createEnrich } from '../pipeline/enrich.ts';
import type { Assessed, Decided } from '../pipeline/assessment.ts';
import { recordHits } from '../pipeline/hit-records.ts';
import { persistDecisions, persistDeclarations, persistSums } from '../pipeline/persist.ts';
import { createRegulator } from '../pipeline/regulate.ts';
import { boardHitsOf, flowOf } from '../pipeline/summarise.ts';
import type { PriceBook } from '../price-book.ts';
import { RecentDeclarations } from '../recent-declarations.ts';
import type { RulesetKeeper } from '../ruleset-keeper.ts';

type Uncommitted = Omit<BatchDecided, 'committedAt'>;

/** A batch at the end of its transaction. `clock` is the database's, ms. */
interface Outcome {
  message: Uncommitted;
  clock: () => number;
  evaluationErrors: number;
}

/** Failed attempts at one batch after which people are told. */
const ATTEMPTS_BEFORE_ALARM = 3;

/**
 * Assesses one batch: enrich, target, decide, regulate, raise alarms, order controls, persist, publish. All that the
 * batch causes is written in the transaction that ends it, so that a batch is decided once however often its job runs.
 */
export function createAssessBatch(deps: {
  pool: Pool;
  bus: LiveBus;
  rulesets: RulesetKeeper;
  prices: PriceBook;
  houseOf: (code: string) => CustomsHouse | undefined;
  metrics: WorkerMetrics;
  log: Logger;
}): JobHandler<'batch.assess'> {
  const { pool, bus, rulesets, prices, houseOf, metrics, log } = deps;
  const partitions = new PartitionKeeper(pool);
  const recent = new RecentDeclarations(pool, () => Date.now());
  const enrich = createEnrich({ db: pool, recent, prices, districtOf: (house) => houseOf(house)?.district });
  const regulator = createRegulator(pool, houseOf);
  const placeOf = (code: string) => {
    const { name, nameZh } = houseOf(code) ?? { name: code, nameZh: code };
    return { name, nameZh };
  };
  const salts = new Map<string, Promise<KeyObject>>();

  /** The log holds the salt's commitment before the first draw with it: what an audit is shown later is the same salt. */
  const publishedSalt = async (instant: Date): Promise<KeyObject> => {
    const { day, key, commitment } = await drawSalt(pool, instant);
    log.info({ day, commitment }, 'the random draws of this day are made with the salt of this SHA-256');
    return key;
  };

  const saltOf = async (instant: Date): Promise<KeyObject> => {
    const day = utcDay(instant);
    const salt = salts.get(day) ?? publishedSalt(instant);
    salts.set(day, salt);
    return salt.catch((error: unknown) => {
      salts.delete(day);
      throw error;
    });
  };

  const assessBatch = (batchId: string): Promise<Outcome | null> =>
    inTransaction(pool, async (client) => {
      const claimedAt = performance.now();
      const batch = await claimBatch(client, batchId);
      if (batch === null) return null;
      const ruleset = rulesets.current;
      const { receivedAt } = batch;
      /** The database's clock, carried on by this machine's. */
      const clock = () => batch.now + performance.now() - claimedAt;
      const salt = await saltOf(receivedAt);
      const drawOf = ({ declarationNo, version }: VersionedDeclaration) =>
        drawValue(salt, declarationNo, version);

      if (batch.heartbeatOf !== null) {
        for (const entry of batch.declarations) assess({ ...entry, facts: {} }, ruleset, drawOf);
        await markAssessed(client, batchId, batch.kind);
        const message = messageOf(batchId, receivedAt, batch.now, ruleset.version);
        return { message: { ...message, heartbeatOf: batch.heartbeatOf }, clock, evaluationErrors: 0 };
      }

      await partitions.ensure(receivedAt);
      const endTargeting = metrics.batchSeconds.startTimer({ stage: 'target' });
      const assessed = (await enrich({ batchId, declarations: batch.declarations })).map((entry) =>
        assess(entry, ruleset, drawOf),
      );
      endTargeting();

      const decidedAt = new Date(clock());
      const message = messageOf(batchId, receivedAt, decidedAt.getTime(), ruleset.version);
      const stamp = { batchId, receivedAt, decidedAt, rulesetVersion: ruleset.version };
      const follow = (one: Assessed): Decided => {
        const { channel, reasons } = one.decision;
        return {
          ...one,
          hits: recordHits(one, ruleset),
          order: orderControl({ channel, reasons, hits: one.hits }),
        };
      };
      const alarms = alarmOccurrences(
        assessed.map(({ declaration: { customsHouse }, facts, hits, errors }) => {
          return { decidedAt, customsHouse, district: facts.district ?? null, hits, errors };
        }),
        ruleset.version,
      );

      const endPersisting = metrics.batchSeconds.startTimer({ stage: 'persist' });
      const reds = assessed.filter((one) => regulator.concerns(one));
      const settled = assessed.filter((one) => !regulator.concerns(one)).map(follow);
      await persistDeclarations(client, stamp, assessed);
      await persistDecisions(client, stamp, settled);
      await markAssessed(client, batchId, batch.kind);
      // From here to the end of the transaction other batches wait, so the bulk is written before.
      await regulator.regulate(client, reds, {
        policy: ruleset.policy,
        now: decidedAt.getTime(),
        tieOf: ({ declarationNo, version }) => tieValue(salt, declarationNo, version),
      });
      const regulated = reds.map(follow);
      await persistDecisions(client, stamp, regulated);
      const decided = [...settled, ...regulated];
      const flow = flowOf(decided);
      await persistSums(client, stamp, { decided, alarms, bucketAt: message.bucketAt, flow });
      endPersisting();

      return {
        message: {
          ...message,
          houses: flow,
          hits: boardHitsOf(decided, message.decidedAt, placeOf),
          alarmsAt: [...new Set(alarms.map(placeOfAlarm))],
        },
        clock,
        evaluationErrors: assessed.reduce((sum, { errors }) => sum + errors.length, 0),
      };
    });

  return async ({ batchId }) => {
    let outcome: Outcome | null;
    try {
      outcome = await assessBatch(batchId);
      recent.settle(batchId, true);
    } catch (error) {
      recent.settle(batchId, false);
      metrics.batchFailures.inc();
      await tellOfFailure(batchId, error);
      throw error;
    }
    if (outcome === null) return;
    const message = { ...outcome.message, committedAt: outcome.clock() };
    if (message.heartbeatOf === undefined) count(message, outcome.evaluationErrors);
    // What is lost here is put right by the servers' next reading of the roll-ups.
    await bus.publish({ kind: 'batch', ...message }).catch((error: unknown) => {
      log.warn({ err: error, batchId }, 'a decided batch could not be published');
    });
  };

  /** Counts what is committed, so that a batch that is rolled back and tried again counts once. */
  function count({ houses, receivedAt, committedAt }: BatchDecided, evaluationErrors: number): void {
    for (const [, red, orange, green] of houses) {
      metrics.decisions.inc({ channel: 'red' }, red);
      metrics.decisions.inc({ channel: 'orange' }, orange);
      metrics.decisions.inc({ channel: 'green' }, green);
    }
    metrics.evaluationErrors.inc(evaluationErrors);
    metrics.decisionSeconds.observe((committedAt - receivedAt) / 1000);
  }

  async function tellOfFailure(batchId: string, error: unknown): Promise<void> {
    log.error({ err: error, batchId }, 'a batch could not be assessed');
    try {
      const attempts = await noteFailure(pool, batchId, String(error));
      if (attempts === 0 || attempts % ATTEMPTS_BEFORE_ALARM !== 0) return;
      const parts = isAboutData(error) ? await splitBatch(pool, batchId) : 0;
      if (parts > 0) {
        log.warn({ batchId, parts }, 'the batch was taken apart to find what cannot be decided');
        return;
      }
      const now = new Date();
      const alarm = {
        cause: faultCause('batch-failing'),
        type: 'batch-failing' as const,
        priority: ALARM_DEFINITIONS['batch-failing'].priority,
        title: 'Accepted declarations cannot be decided',
        profileCode: null,
        district: null,
        customsHouse: null,
        occurrences: 1,
        firstAt: now,
        lastAt: now,
      };
      await inTransaction(pool, (client) => raiseAlarms(client, [alarm], batchId));
    } catch (secondary) {
      log.error({ err: secondary, batchId }, 'the failure of a batch could not be noted');
    }
  }
}

/**
 * Whether an error is the fault of one declaration's content rather than of the system: data exceptions of Postgres
 * (SQLSTATE 22, 23, 54) and what our own code throws on values it did not expect.
 */
function isAboutData(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') return /^(22|23|54)/.test(code);
  return error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError;
}

function messageOf(
  batchId: string,
  receivedAt: Date,
  decidedAt: number,
  rulesetVersion: number,
): Uncommitted {
  return {
    batchId,
    receivedAt: receivedAt.getTime(),
    decidedAt,
    bucketAt: Math.floor(decidedAt / BUCKET_MS) * BUCKET_MS,
    houses: [],
    hits: [],
    alarmsAt: [],
    rulesetVersion,
  };
}
