import { describe, expect, test } from 'vitest';
import { ConfigError, isLoopback, readServerConfig, readWorkerConfig } from './config.ts';

const SECRET = 'a secret of more than thirty-two characters';
const LEAST = { DATABASE_URL: 'postgres://u:p@db/tidewaiter', AUTH_SECRET: SECRET };

type Env = Record<string, string | undefined>;

function fault(env: Env, read: (env: Env) => unknown = readServerConfig): string {
  try {
    read(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('no fault was found');
}

test('the least a server must have', () => {
  expect(readServerConfig(LEAST)).toEqual({
    databaseUrl: LEAST.DATABASE_URL,
    databasePool: 10,
    redisUrl: undefined,
    host: '127.0.0.1',
    port: 3000,
    publicUrl: undefined,
    trustedProxies: [],
    authSecret: SECRET,
    secondFactor: 'optional',
    breachCheckUrl: undefined,
    oidc: undefined,
    demonstration: false,
    logLevel: 'info',
    backlogLimit: 500_000,
    webhookPrivateAddresses: [],
  });
});

test('the least a worker must have is less', () => {
  expect(readWorkerConfig({ DATABASE_URL: LEAST.DATABASE_URL, PORT: 'not read' })).toEqual({
    databaseUrl: LEAST.DATABASE_URL,
    databasePool: 10,
    redisUrl: undefined,
    host: '127.0.0.1',
    logLevel: 'info',
    metricsPort: undefined,
    workerConcurrency: 4,
    webhookPrivateAddresses: [],
  });
});

test('mails need to come from somebody', () => {
  const smtp = { ...LEAST, SMTP_URL: 'smtps://user:secret@mail.example' };
  for (const read of [readServerConfig, readWorkerConfig]) {
    expect(fault(smtp, read)).toBe(
      'The environment cannot be used:\n  SMTP_FROM: is required where SMTP_URL is set',
    );
    const from = 'Tidewaiter <alarms@tidewaiter.example>';
    expect(read({ ...smtp, SMTP_FROM: from }).mail).toEqual({ url: smtp.SMTP_URL, from });
    for (const wrong of ['Tidewaiter', 'a@b, c@d', 'x\r\nBcc: <y@z>', '<a@b>, <c@d>']) {
      expect(fault({ ...smtp, SMTP_FROM: wrong }, read)).toContain('SMTP_FROM: expected an address');
    }
  }
});

test('all a server can have', () => {
  const env = {
    ...LEAST,
    REDIS_URL: 'rediss://cache:6380/2',
    HOST: '0.0.0.0',
    PORT: '0',
    PUBLIC_URL: 'https://tidewaiter.example/',
    TRUSTED_PROXIES: 'loopback, 10.0.0.0/8',
    SECOND_FACTOR: 'administrators',
    BREACH_CHECK_URL: 'https://range.example/',
    OIDC_ISSUER: 'https://login.example/realm/',
    OIDC_CLIENT_ID: 'tidewaiter',
    OIDC_CLIENT_SECRET: 'hush',
    LOG_LEVEL: 'silent',
    INTAKE_BACKLOG_LIMIT: '1',
    DATABASE_POOL: '200',
    WEBHOOK_PRIVATE_ADDRESSES: '10.1.2.0/24',
    PATH: '/bin',
  };
  expect(readServerConfig(env)).toMatchObject({
    redisUrl: 'rediss://cache:6380/2',
    host: '0.0.0.0',
    port: 0,
    publicUrl: 'https://tidewaiter.example',
    trustedProxies: ['loopback', '10.0.0.0/8'],
    secondFactor: 'administrators',
    breachCheckUrl: 'https://range.example/',
    oidc: {
      issuer: 'https://login.example/realm',
      clientId: 'tidewaiter',
      clientSecret: 'hush',
      name: 'Single sign-on',
    },
    logLevel: 'silent',
    backlogLimit: 1,
    databasePool: 200,
    webhookPrivateAddresses: ['10.1.2.0/24'],
  });
});

test('what is set to nothing is not set', () => {
  expect(readServerConfig({ ...LEAST, REDIS_URL: '', PORT: '' })).toEqual(readServerConfig(LEAST));
});

test.each([
  ['127.0.0.1', true],
  ['127.8.9.1', true],
  ['localhost', true],
  ['::1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['10.0.0.1', false],
  ['tidewaiter.example', false],
  ['127.example', false],
])('%s is loopback: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});

describe('faults', () => {
  test.each([
    ['DATABASE_URL', undefined],
    ['DATABASE_URL', ''],
    ['DATABASE_URL', 'mysql://u:hunter2@db/x'],
    ['DATABASE_URL', 'hunter2'],
    ['AUTH_SECRET', undefined],
    ['AUTH_SECRET', 'hunter2'],
    ['REDIS_URL', 'http://:hunter2@cache'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['PORT', 'hunter2'],
    ['PUBLIC_URL', 'https://hunter2.example/path'],
    ['PUBLIC_URL', 'hunter2'],
    ['SECOND_FACTOR', 'hunter2'],
    ['DEMONSTRATION', 'yes'],
    ['LOG_LEVEL', 'hunter2'],
    ['INTAKE_BACKLOG_LIMIT', '0'],
    ['DATABASE_POOL', '1'],
  ])('of %s, set to %j, are named', (name, value) => {
    const message = fault({ ...LEAST, [name]: value });
    expect(message.split('\n').slice(1)).toEqual([expect.stringMatching(new RegExp(`^  ${name}: .{5,}`))]);
    expect(message).not.toContain('hunter2');
  });

  test.each([
    ['METRICS_PORT', '0'],
    ['WORKER_CONCURRENCY', '65'],
  ])('of a worker’s %s, set to %j, are named', (name, value) => {
    const message = fault({ ...LEAST, [name]: value }, readWorkerConfig);
    expect(message.split('\n').slice(1)).toEqual([expect.stringMatching(new RegExp(`^  ${name}: .{5,}`))]);
  });

  test('are named all at once, without a value', () => {
    const env = { DATABASE_URL: 'hunter2', REDIS_URL: 'hunter2', PORT: 'hunter2', LOG_LEVEL: 'hunter2' };
    const message = fault({ ...env, AUTH_SECRET: 'hunter2' });
    expect(message.split('\n')).toHaveLength(6);
    expect(message).not.toContain('hunter2');
  });

  test('say that what is missing is required', () => {
    expect(fault({})).toContain('DATABASE_URL: is required');
  });
});

describe('beyond loopback', () => {
  const BEYOND = { ...LEAST, HOST: '0.0.0.0' };

  test('the address people open is required, and goes by TLS', () => {
    expect(fault(BEYOND)).toContain('PUBLIC_URL: is required');
    expect(fault({ ...BEYOND, PUBLIC_URL: 'http://tidewaiter.example' })).toContain('https://');
    const insecure = { ...BEYOND, PUBLIC_URL: 'http://tidewaiter.example', INSECURE_HTTP: 'true' };
    expect(readServerConfig(insecure).publicUrl).toBe('http://tidewaiter.example');
  });

  test('a demonstration is refused unless told to', () => {
    const open = { ...BEYOND, PUBLIC_URL: 'https://tidewaiter.example', DEMONSTRATION: 'true' };
    expect(fault(open)).toContain('DEMONSTRATION: ');
    expect(readServerConfig({ ...open, DEMONSTRATION_ANYWHERE: 'true' }).demonstration).toBe(true);
    expect(readServerConfig({ ...LEAST, DEMONSTRATION: 'true' }).demonstration).toBe(true);
  });
});

test('a provider needs its client', () => {
  const message = fault({ ...LEAST, OIDC_ISSUER: 'https://login.example' });
  expect(message).toContain('OIDC_CLIENT_ID: is required');
  expect(message).toContain('OIDC_CLIENT_SECRET: is required');
});
