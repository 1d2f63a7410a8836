import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { BatchDecided } from '../shared/contract/batch-decided.ts';
import { readConfig } from '../shared/platform/config.ts';
import { createPool } from '../shared/platform/db/pool.ts';
import { createLiveBus } from '../shared/platform/live-bus/live-bus.ts';
import { createLog } from '../shared/platform/log.ts';
import { createServerMetrics } from '../shared/platform/metrics.ts';
import { onShutdown, runMain } from '../shared/platform/process.ts';
import { createProducer, queueBackend } from '../shared/platform/queue/queues.ts';
import { createApp } from './app.ts';
import { closeServer } from './http/close-server.ts';
import { openGateway } from './live/gateway.ts';
import { startHeartbeat } from './live/heartbeat.ts';
import { LiveModel } from './live/live-model.ts';
import { Reconciler, trustedHeartbeat } from './live/reconciler.ts';
import { BacklogGauge } from './services/backlog-gauge.ts';
import { createIntakeService } from './services/intake.service.ts';
import { PlaceBook } from '../shared/platform/place-book.ts';

runMain(async () => {
  const config = readConfig();
  const log = createLog('server', config.logLevel);
  const epoch = randomUUID();
  const backend = queueBackend(config);
  const metrics = createServerMetrics();

  const pool = createPool(config.databaseUrl, config.databasePool, log);
  const producer = createProducer(backend, log);
  const bus = createLiveBus(backend, log);
  const places = new PlaceBook(pool, log);
  const backlog = new BacklogGauge(pool, config.backlogLimit, log);
  const model = new LiveModel();
  const reconciler = new Reconciler({ pool, model, places, log });
  const now = () => Date.now() + reconciler.clockOffset;

  await places.start();
  await backlog.start();
  const onDecided = (message: BatchDecided) => {
    if (message.heartbeatOf !== undefined) {
      model.noteRuleset(message.rulesetVersion);
      if (message.heartbeatOf === epoch) {
        model.heartbeatAt = Math.max(model.heartbeatAt ?? 0, message.receivedAt);
      }
      return;
    }
    model.apply(message, now());
    if (message.alarmsChanged) reconciler.wantAlarms();
  };
  // Not awaited: while the bus is away, intake works and boards live from the readings of the database.
  bus
    .subscribe(onDecided)
    .catch((error: unknown) => log.error({ err: error }, 'the live bus cannot be listened to'));
  await reconciler.start();

  const intake = createIntakeService({ pool, producer, places, backlog, log, metrics });
  const app = createApp({
    pool,
    intake,
    backlog,
    places,
    metrics,
    webRoot: fileURLToPath(new URL('../web/dist', import.meta.url)),
    log,
    isReady: async () => {
      const missing: string[] = [];
      const database = await pool.query('SELECT 1').then(
        () => true,
        () => false,
      );
      if (!database) missing.push('database');
      if (reconciler.reconciledAt === null || Date.now() - reconciler.reconciledAt > 30_000) {
        missing.push('live-model');
      }
      return missing;
    },
  });
  const http = createServer({ requestTimeout: 0, headersTimeout: 30_000, keepAliveTimeout: 65_000 }, app);
  const gateway = openGateway({
    http,
    model,
    epoch,
    log,
    onTick: (seconds) => metrics.tickSeconds.observe(seconds),
    readings: () => {
      const serverTime = now();
      const reconciledAt =
        reconciler.reconciledAt === null ? null : reconciler.reconciledAt + reconciler.clockOffset;
      const { p50, p99 } = model.latency.quantiles(serverTime);
      return {
        serverTime,
        latencyP50: p50,
        latencyP99: p99,
        backlog: backlog.waiting,
        backlogLimit: backlog.limit,
        heartbeatAt: trustedHeartbeat(model.heartbeatAt, reconciledAt, serverTime),
        rulesetVersion: model.rulesetVersion,
      };
    },
  });
  metrics.observe(() => ({ backlog: backlog.waiting, clients: gateway.clients() }));
  const stopHeartbeat = startHeartbeat({ pool, producer, epoch, log });

  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(config.port, config.host, resolve);
  });
  log.info({ address: http.address(), queue: backend.kind, epoch }, 'server ready');

  onShutdown(log, async () => {
    stopHeartbeat();
    // Deliveries held for want of room end first, else the server would wait for them in vain.
    backlog.stop();
    await Promise.all([closeServer(http), gateway.close()]);
    places.stop();
    await reconciler.stop();
    await bus.close();
    await producer.close();
    await pool.end();
  });
});
