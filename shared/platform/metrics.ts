import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What a server process measures, for Prometheus. */
export function createServerMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    declarations: new Counter({
      name: 'tidewaiter_intake_declarations_total',
      help: 'Declarations lodged, by outcome.',
      labelNames: ['outcome'] as const,
      registers,
    }),
    intakeSeconds: new Histogram({
      name: 'tidewaiter_intake_seconds',
      help: 'From the beginning of a delivery to its answer.',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
      registers,
    }),
    tickSeconds: new Histogram({
      name: 'tidewaiter_live_tick_seconds',
      help: 'Time to make and send one round of ticks.',
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1],
      registers,
    }),
    /** Has the gauges read when Prometheus asks. */
    observe(read: () => { backlog: number | null; clients: number }) {
      const gauge = (name: string, help: string, value: () => number) =>
        new Gauge({
          name,
          help,
          registers,
          collect() {
            this.set(value());
          },
        });
      gauge(
        'tidewaiter_backlog_declarations',
        'Accepted declarations that wait for their decision.',
        () => read().backlog ?? Number.NaN,
      );
      gauge('tidewaiter_live_clients', 'Boards connected.', () => read().clients);
    },
  };
}

export type ServerMetrics = ReturnType<typeof createServerMetrics>;

/** What a worker process measures, for Prometheus. */
export function createWorkerMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    decisions: new Counter({
      name: 'tidewaiter_decisions_total',
      help: 'Channel decisions, by channel.',
      labelNames: ['channel'] as const,
      registers,
    }),
    evaluationErrors: new Counter({
      name: 'tidewaiter_evaluation_errors_total',
      help: 'Profiles that could not be evaluated on a declaration.',
      registers,
    }),
    batchSeconds: new Histogram({
      name: 'tidewaiter_batch_seconds',
      help: 'Time of a batch in the worker, by stage.',
      labelNames: ['stage'] as const,
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      registers,
    }),
    decisionSeconds: new Histogram({
      name: 'tidewaiter_decision_latency_seconds',
      help: 'From acceptance to the commit of the decisions, per batch.',
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300],
      registers,
    }),
    batchFailures: new Counter({
      name: 'tidewaiter_batch_failures_total',
      help: 'Attempts to assess a batch that failed.',
      registers,
    }),
  };
}

export type WorkerMetrics = ReturnType<typeof createWorkerMetrics>;
