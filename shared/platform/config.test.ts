import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

const LEAST = { DATABASE_URL: 'postgres://u:p@db/tidewaiter' };

function fault(env: Record<string, string | undefined>): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('no fault was found');
}

test('the least there must be', () => {
  expect(readConfig(LEAST)).toEqual({
    databaseUrl: LEAST.DATABASE_URL,
    databasePool: 10,
    redisUrl: undefined,
    host: '127.0.0.1',
    port: 3000,
    metricsPort: undefined,
    logLevel: 'info',
    backlogLimit: 500_000,
    workerConcurrency: 4,
  });
});

test('all there can be', () => {
  const env = {
    DATABASE_URL: 'postgresql://db/x',
    REDIS_URL: 'rediss://cache:6380/2',
    HOST: '0.0.0.0',
    PORT: '0',
    METRICS_PORT: '9100',
    LOG_LEVEL: 'silent',
    INTAKE_BACKLOG_LIMIT: '1',
    WORKER_CONCURRENCY: '64',
    DATABASE_POOL: '200',
    PATH: '/bin',
  };
  expect(readConfig(env)).toEqual({
    databaseUrl: 'postgresql://db/x',
    databasePool: 200,
    redisUrl: 'rediss://cache:6380/2',
    host: '0.0.0.0',
    port: 0,
    metricsPort: 9100,
    logLevel: 'silent',
    backlogLimit: 1,
    workerConcurrency: 64,
  });
});

test('what is set to nothing is not set', () => {
  expect(readConfig({ ...LEAST, REDIS_URL: '', PORT: '' })).toEqual(readConfig(LEAST));
});

describe('faults', () => {
  test.each([
    ['DATABASE_URL', undefined],
    ['DATABASE_URL', ''],
    ['DATABASE_URL', 'mysql://u:hunter2@db/x'],
    ['DATABASE_URL', 'hunter2'],
    ['REDIS_URL', 'http://:hunter2@cache'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['PORT', 'hunter2'],
    ['METRICS_PORT', '0'],
    ['LOG_LEVEL', 'hunter2'],
    ['INTAKE_BACKLOG_LIMIT', '0'],
    ['WORKER_CONCURRENCY', '65'],
    ['DATABASE_POOL', '1'],
  ])('of %s, set to %j, are named', (name, value) => {
    const message = fault({ ...LEAST, [name]: value });
    expect(message.split('\n').slice(1)).toEqual([expect.stringMatching(new RegExp(`^  ${name}: .{5,}`))]);
  });

  test('are named all at once, without a value', () => {
    const message = fault({
      DATABASE_URL: 'hunter2',
      REDIS_URL: 'hunter2',
      PORT: 'hunter2',
      METRICS_PORT: 'hunter2',
      LOG_LEVEL: 'hunter2',
      INTAKE_BACKLOG_LIMIT: 'hunter2',
      WORKER_CONCURRENCY: 'hunter2',
      DATABASE_POOL: 'hunter2',
    });
    expect(message.split('\n')).toHaveLength(9);
    expect(message).not.toContain('hunter2');
  });

  test('say that what is missing is required', () => {
    expect(fault({})).toContain('DATABASE_URL: is required');
  });
});
