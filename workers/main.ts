import { createServer } from 'node:http';
import type { AlarmOccurrence } from '../shared/domain/alarm/raise.ts';
import { readWorkerConfig } from '../shared/platform/config.ts';
import { createPool, inTransaction } from '../shared/platform/db/pool.ts';
import { createAnnouncer } from '../shared/platform/live-bus/announcer.ts';
import { createLiveBus } from '../shared/platform/live-bus/live-bus.ts';
import { createLog } from '../shared/platform/log.ts';
import { createWorkerMetrics } from '../shared/platform/metrics.ts';
import { PlaceBook } from '../shared/platform/place-book.ts';
import { onShutdown, runMain } from '../shared/platform/process.ts';
import { createMailSender } from '../shared/platform/mail/send.ts';
import { createProducer, queueBackend, startConsumers } from '../shared/platform/queue/queues.ts';
import { raiseAlarms } from '../shared/platform/stores/alarm.store.ts';
import { createWebhookSender } from '../shared/platform/webhook/send.ts';
import { createApplyRetention } from './jobs/apply-retention.job.ts';
import { createAssessBatch } from './jobs/assess-batch.job.ts';
import { createComputePrices } from './jobs/compute-prices.job.ts';
import { createPreparePartitions } from './jobs/prepare-partitions.job.ts';
import { createGroupAlarms } from './jobs/group-alarms.job.ts';
import { createGuardCanaries } from './jobs/guard-canaries.job.ts';
import { createDeliverMail } from './jobs/deliver-mail.job.ts';
import { createDeliverWebhook } from './jobs/deliver-webhook.job.ts';
import { createEscalateAlarms } from './jobs/escalate-alarms.job.ts';
import { createEvaluateAlarms } from './jobs/evaluate-alarms.job.ts';
import { createSealAudit } from './jobs/seal-audit.job.ts';
import { createUnshelveAlarms } from './jobs/unshelve-alarms.job.ts';
import { createSweepBatches } from './jobs/sweep-batches.job.ts';
import { createSweepMails } from './jobs/sweep-mails.job.ts';
import { createSweepWebhooks } from './jobs/sweep-webhooks.job.ts';
import { createWriteArchive } from './jobs/write-archive.job.ts';
import { PriceBook } from './price-book.ts';
import { RulesetKeeper } from './ruleset-keeper.ts';

const ESCALATE_EVERY_MS = 5000;
const EVALUATE_EVERY_MS = 5000;
const GROUP_EVERY_MS = 2000;
const SWEEP_EVERY_MS = 5000;
const SEAL_EVERY_MS = 1000;
const UNSHELVE_EVERY_MS = 2000;
const GUARD_EVERY_MS = 10_000;
/** How often it is asked whether reference prices are due. */
const PRICES_EVERY_MS = 600_000;
const PARTITIONS_EVERY_MS = 3600_000;
const WEBHOOKS_EVERY_MS = 2000;
const MAILS_EVERY_MS = 2000;
/**
 * More than the sweeps take of one webhook and of the mails, so that a dead receiver and a dead mail server hold up no
 * other. Each holds a connection.
 */
const WEBHOOKS_AT_ONCE = 8;
const RETENTION_EVERY_MS = 24 * 3600_000;
/** What is not archived yet, back-tests read from Postgres: the less, the sooner they answer. */
const ARCHIVE_EVERY_MS = 10_000;
/** Schedules are asserted again and again, since an emptied Redis forgets them. */
const SCHEDULES_EVERY_MS = 5000;

runMain(async () => {
  const config = readWorkerConfig();
  const log = createLog('worker', config.logLevel);
  const backend = queueBackend(config);
  const metrics = createWorkerMetrics();
  // A batch under way holds one connection and may ask for a second.
  const pool = createPool(
    config.databaseUrl,
    Math.max(config.databasePool, 2 * config.workerConcurrency + 2) + WEBHOOKS_AT_ONCE,
    log,
  );
  const producer = createProducer(backend, log);
  const bus = createLiveBus(backend, log);
  const announce = createAnnouncer({ bus, log });
  const places = new PlaceBook(pool, log);
  const raise = (alarm: AlarmOccurrence) =>
    inTransaction(pool, (client) => raiseAlarms(client, [alarm], null));
  const rulesets = new RulesetKeeper(pool, raise, log);
  const prices = new PriceBook(pool, log);
  await places.start();
  await rulesets.start();
  await prices.start();
  const preparePartitions = createPreparePartitions({ pool });
  await preparePartitions({});

  const consumers = startConsumers(
    backend,
    {
      'alarm.escalate': createEscalateAlarms({
        pool,
        places,
        announce,
        mailing: config.mail !== undefined,
        publicUrl: config.publicUrl,
        log,
      }),
      'alarm.evaluate': createEvaluateAlarms({
        pool,
        houses: () => places.places.houses.values(),
        announce,
        now: () => new Date(),
        log,
      }),
      'alarm.group': createGroupAlarms({ pool, announce, monotonicNow: () => performance.now(), log }),
      'alarm.unshelve': createUnshelveAlarms({ pool, announce }),
      'audit.seal': createSealAudit({ pool, now: () => Date.now(), log }),
      'batch.assess': createAssessBatch({ pool, bus, rulesets, prices, houseOf: places.house, metrics, log }),
      'batch.sweep': createSweepBatches({ pool, producer, log }),
      'canary.guard': createGuardCanaries({ pool, now: () => new Date(), log }),
      'mail.deliver': createDeliverMail({
        pool,
        send: config.mail === undefined ? null : createMailSender(config.mail),
        log,
      }),
      'mail.sweep': createSweepMails({ pool, producer }),
      'partition.prepare': preparePartitions,
      'price-reference.compute': createComputePrices({
        pool,
        folder: config.archiveDir,
        now: () => new Date(),
        log,
      }),
      'retention.apply': createApplyRetention({ pool, now: () => new Date(), log }),
      'webhook.deliver': createDeliverWebhook({
        pool,
        send: createWebhookSender({ privateAddresses: config.webhookPrivateAddresses }),
        log,
      }),
      'webhook.sweep': createSweepWebhooks({ pool, producer }),
      'archive.write': createWriteArchive({ pool, folder: config.archiveDir, now: () => new Date(), log }),
    },
    {
      pipeline: config.workerConcurrency,
      alarms: 2,
      housekeeping: 1,
      retention: 1,
      webhooks: WEBHOOKS_AT_ONCE,
      archive: 1,
    },
    log,
  );

  const schedule = async () => {
    await producer.schedule('alarm.escalate', {}, ESCALATE_EVERY_MS);
    await producer.schedule('alarm.evaluate', {}, EVALUATE_EVERY_MS);
    await producer.schedule('alarm.group', {}, GROUP_EVERY_MS);
    await producer.schedule('alarm.unshelve', {}, UNSHELVE_EVERY_MS);
    await producer.schedule('audit.seal', {}, SEAL_EVERY_MS);
    await producer.schedule('batch.sweep', {}, SWEEP_EVERY_MS);
    await producer.schedule('canary.guard', {}, GUARD_EVERY_MS);
    if (config.mail !== undefined) await producer.schedule('mail.sweep', {}, MAILS_EVERY_MS);
    await producer.schedule('partition.prepare', {}, PARTITIONS_EVERY_MS);
    await producer.schedule('price-reference.compute', {}, PRICES_EVERY_MS);
    await producer.schedule('webhook.sweep', {}, WEBHOOKS_EVERY_MS);
    await producer.schedule('retention.apply', { startedBy: 'schedule' }, RETENTION_EVERY_MS);
    if (config.archiveDir !== undefined) await producer.schedule('archive.write', {}, ARCHIVE_EVERY_MS);
  };
  const reschedule = () =>
    schedule().catch((error: unknown) => log.warn({ err: error }, 'the schedules could not be asserted'));
  void reschedule();
  const scheduling = setInterval(reschedule, SCHEDULES_EVERY_MS);

  const operations = createServer((request, response) => {
    if (request.url === '/healthz') return void response.end('ok\n');
    if (request.url !== '/metrics') return void response.writeHead(404).end();
    metrics.registry.metrics().then(
      (text) => response.setHeader('Content-Type', metrics.registry.contentType).end(text),
      () => response.writeHead(500).end(),
    );
  });
  if (config.metricsPort !== undefined) operations.listen(config.metricsPort, config.host);

  log.info({ queue: backend.kind, concurrency: config.workerConcurrency }, 'worker ready');

  onShutdown(log, async () => {
    clearInterval(scheduling);
    await consumers.close();
    operations.close();
    places.stop();
    rulesets.stop();
    prices.stop();
    await bus.close();
    await producer.close();
    await pool.end();
  });
});
