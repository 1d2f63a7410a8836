import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { BatchDecided } from '../shared/contract/batch-decided.ts';
import type { Change } from '../shared/contract/changes.ts';
import type { LiveMessage } from '../shared/contract/live-message.ts';
import { readServerConfig } from '../shared/platform/config.ts';
import { createPool } from '../shared/platform/db/pool.ts';
import { createAnnouncer } from '../shared/platform/live-bus/announcer.ts';
import { createLiveBus } from '../shared/platform/live-bus/live-bus.ts';
import { createLog } from '../shared/platform/log.ts';
import { createServerMetrics } from '../shared/platform/metrics.ts';
import { onShutdown, runMain } from '../shared/platform/process.ts';
import { createProducer, queueBackend } from '../shared/platform/queue/queues.ts';
import { noteReport } from '../shared/platform/stores/display.store.ts';
import { openAccess } from './access/open-access.ts';
import { createApp } from './app.ts';
import { apiRoutes } from './http/api.ts';
import { closeServer } from './http/close-server.ts';
import { comesFrom, createSameOrigin } from './http/same-origin.ts';
import { AlarmFeed } from './live/alarm-feed.ts';
import { AlarmPresence } from './live/alarm-presence.ts';
import { changesOfBatch } from './live/batch-changes.ts';
import { ChangeRooms } from './live/change-rooms.ts';
import { openGateway } from './live/gateway.ts';
import { startHeartbeat } from './live/heartbeat.ts';
import { LiveModel } from './live/live-model.ts';
import { ProfileTitles } from './live/profile-titles.ts';
import { Reconciler, trustedHeartbeat } from './live/reconciler.ts';
import { ArchiveReader } from './services/back-test/archive-view.ts';
import { BackTestService } from './services/back-test.service.ts';
import { BacklogGauge } from './services/backlog-gauge.ts';
import { createIntakeService } from './services/intake.service.ts';
import { SystemWatch } from './services/system-watch.ts';
import { createWebhooksService } from './services/webhooks.service.ts';
import { productVersion } from './version.ts';
import { PlaceBook } from '../shared/platform/place-book.ts';

runMain(async () => {
  const config = readServerConfig();
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

  const changeRooms = new ChangeRooms(places);
  const alarmFeed = new AlarmFeed({ pool, places, titles: new ProfileTitles(), epoch, log });
  const alarmPresence = new AlarmPresence({ pool, bus, places, epoch, log });
  const announce = createAnnouncer({ bus, log });
  /** When a worker was last heard of; a server that has just started gives it time. */
  let lastReturnAt = now();

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
    onChanges(changesOfBatch(message));
  };
  const onChanges = (changes: readonly Change[]) => {
    changeRooms.tell(changes);
    if (!changes.some(({ subject }) => subject === 'alarms')) return;
    reconciler.wantAlarms();
    alarmFeed.want();
  };
  const onMessage = (message: LiveMessage) => {
    switch (message.kind) {
      case 'batch':
        lastReturnAt = now();
        return onDecided(message);
      case 'changes':
        return onChanges(message.changes);
      case 'looking':
        return alarmPresence.take(message);
    }
  };
  // Not awaited: while the bus is away, intake works and boards live from the readings of the database.
  bus
    .subscribe(onMessage)
    .catch((error: unknown) => log.error({ err: error }, 'the live bus cannot be listened to'));
  await reconciler.start();

  const archive = new ArchiveReader({ pool, folder: config.archiveDir });
  const intake = createIntakeService({ pool, producer, places, backlog, log, metrics });

  const access = await openAccess({ config, pool, places, log });
  const routes = apiRoutes({
    ...access.routes,
    pool,
    producer,
    announce,
    mailing: config.mail !== undefined,
    publicUrl: access.publicUrl,
    intake,
    webhooks: createWebhooksService({
      pool,
      producer,
      privateAddresses: config.webhookPrivateAddresses,
      log,
    }),
    backlog,
    backTests: new BackTestService({ pool, places, archive }),
    places,
    metrics,
    version: productVersion(),
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
  const app = createApp({
    routes,
    identify: access.identify,
    sameOrigin: createSameOrigin(access.origins),
    trustedProxies: config.trustedProxies,
    secure: access.secure,
    webRoot: fileURLToPath(new URL('../web/dist', import.meta.url)),
    log,
  });
  // Bodies have limits of their own: a long delivery may go on for as long as it comes.
  const http = createServer(
    {
      requestTimeout: 0,
      headersTimeout: 15_000,
      connectionsCheckingInterval: 5000,
      keepAliveTimeout: 65_000,
    },
    app,
  );
  const gateway = openGateway({
    http,
    model,
    epoch,
    log,
    identify: access.identify,
    isOwnPage: ({ headers }) => headers.origin === undefined || comesFrom(access.origins, headers),
    onReport: async (displayId, report) => {
      const wanted = await noteReport(pool, displayId, report);
      return wanted === null ? { ok: false } : { ok: true, ...wanted };
    },
    cookiesFor: access.displaySessions.cookiesFor,
    parts: [changeRooms, alarmFeed, alarmPresence],
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
  const watch = new SystemWatch({
    pool,
    announce,
    log,
    readings: () => {
      const at = now();
      const { p99 } = model.latency.quantiles(at);
      return { now: at, waiting: backlog.waiting, waitingLimit: backlog.limit, p99, lastReturnAt };
    },
  });
  watch.start();

  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(config.port, config.host, resolve);
  });
  log.info({ address: http.address(), queue: backend.kind, epoch }, 'server ready');
  // Past the log, which others may collect: whoever opens the link is the administrator.
  if (access.setUpLink !== null) {
    process.stdout.write(`\nSet up the first administrator (works once, for 24 h): ${access.setUpLink}\n\n`);
  }

  onShutdown(log, async () => {
    stopHeartbeat();
    await watch.stop();
    // Deliveries held for want of room end first, else the server would wait for them in vain.
    backlog.stop();
    await Promise.all([closeServer(http), gateway.close()]);
    places.stop();
    await reconciler.stop();
    await bus.close();
    await producer.close();
    await access.close();
    await archive.close();
    await pool.end();
  });
});
