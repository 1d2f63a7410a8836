import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readServerConfig, readWorkerConfig } from '../shared/platform/config.ts';
import { type Process, SETTINGS, type SettingName } from '../shared/platform/settings.ts';
import { interpolate, parseEnv, variablesOf } from './environment.test-kit.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const read = (file: string): string => readFileSync(`${folder}${file}`, 'utf8');

const settingsOf = (process: Process): string[] =>
  (Object.keys(SETTINGS) as SettingName[])
    .filter((name) => SETTINGS[name].processes.includes(process))
    .toSorted();

/** What whoever fills in an environment file puts where it is left open. */
const FILLED = { POSTGRES_PASSWORD: 'abc', REDIS_PASSWORD: 'def', AUTH_SECRET: 's'.repeat(44) };

interface Service {
  image: string;
  command?: string[];
  environment?: Record<string, string | number | null>;
  volumes?: string[];
  networks: Record<string, { ipv4_address?: string } | null> | string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: object;
  deploy?: { resources: { limits: { memory: string } } };
}

describe('compose.yaml', () => {
  const text = read('compose.yaml');
  const example = parseEnv(read('example.env'));
  const { services } = parse(interpolate(text, { ...example, ...FILLED }), { merge: true }) as {
    services: Record<string, Service>;
  };
  const environmentOf = (name: string) =>
    Object.fromEntries(
      Object.entries(services[name]!.environment!).map(([key, value]) => [key, String(value ?? '')]),
    );
  const addressOf = (name: string) => {
    const { networks } = services[name]!;
    return Array.isArray(networks) ? undefined : networks['front']?.ipv4_address;
  };

  test('hands servers and workers every setting they read, and no other', () => {
    for (const name of ['server-1', 'server-2']) {
      expect(Object.keys(environmentOf(name)).toSorted(), name).toEqual(settingsOf('server'));
    }
    for (const name of ['worker-1', 'worker-2']) {
      expect(Object.keys(environmentOf(name)).toSorted(), name).toEqual(settingsOf('worker'));
    }
  });

  test('makes environments that servers and workers start with', () => {
    expect(readServerConfig(environmentOf('server-1'))).toMatchObject({
      host: '0.0.0.0',
      port: 3000,
      publicUrl: 'https://tidewaiter.example',
      trustedProxies: [addressOf('proxy')],
      secondFactor: 'administrators',
    });
    expect(readWorkerConfig(environmentOf('worker-1'))).toMatchObject({ metricsPort: 9100 });
    expect(readWorkerConfig(environmentOf('migrate')).databaseUrl).toBe(
      readServerConfig(environmentOf('server-2')).databaseUrl,
    );
  });

  test('takes what it needs from example.env, and example.env holds nothing it does not take', () => {
    const variables = variablesOf(text);
    const required = variables.filter((variable) => variable.required).map(({ name }) => name);
    expect(Object.keys(example)).toEqual(expect.arrayContaining(required));
    expect(variables.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(example)));
    const own = ['PUBLIC_HOST', 'PROXY_CONFIGURATION', 'POSTGRES_PASSWORD', 'REDIS_PASSWORD', 'KEEP_DAYS'];
    for (const { name } of variables) {
      expect([...own, ...Object.keys(SETTINGS)], 'a setting, or one of its own').toContain(name);
    }
  });

  test('refuses to start without a secret', () => {
    for (const name of Object.keys(FILLED)) {
      expect(() => interpolate(text, { ...example, ...FILLED, [name]: '' })).toThrow(name);
    }
  });

  test('starts servers and workers after the migration, with limits', () => {
    for (const name of ['server-1', 'server-2', 'worker-1', 'worker-2']) {
      expect(services[name]!.depends_on, name).toMatchObject({
        migrate: { condition: 'service_completed_successfully' },
        redis: { condition: 'service_healthy' },
      });
      expect(services[name]!.deploy?.resources.limits.memory, name).toMatch(/^\d+[mg]$/);
    }
    expect(services['redis']!.command!.join(' ')).toMatch(/--maxmemory-policy noeviction .*--appendonly yes/);
    expect(services['redis']!.healthcheck).toBeDefined();
  });

  test('mounts files that are there, and runs commands that are there', () => {
    const mounted = Object.values(services)
      .flatMap(({ volumes = [] }) => volumes.map((volume) => volume.split(':')[0]!))
      .filter((path) => path.startsWith('./') && path !== './certificates');
    expect(mounted.length).toBeGreaterThan(2);
    for (const path of mounted) expect(existsSync(`${folder}${path}`), path).toBe(true);
    const scripts = Object.values(services).flatMap(({ command = [] }) =>
      command.filter((word) => /\.(ts|sh)$/.test(word)),
    );
    for (const path of scripts) expect(existsSync(`${folder}../${path}`), path).toBe(true);
  });

  test('puts its servers behind the proxy, and them alone', () => {
    const upstreams = [...read('nginx/parts/servers.conf').matchAll(/^server (\S+):3000 /gm)].map(
      ([, address]) => address,
    );
    expect(upstreams).toEqual([addressOf('server-1'), addressOf('server-2')]);
  });
});

describe('the proxy', () => {
  test.each(['sticky', 'websocket-only'])('%s.conf includes files that are there', (name) => {
    expect(existsSync(`${folder}nginx/${name}.conf`)).toBe(true);
    const files = [
      'mutual-tls.example.conf',
      `${name}.conf`,
      ...readdirSync(`${folder}nginx/parts`).map((part) => `parts/${part}`),
    ];
    const included = files.flatMap((file) =>
      [...read(`nginx/${file}`).matchAll(/include tidewaiter\/(\S+);/g)].map(([, part]) => part!),
    );
    expect(included.length).toBeGreaterThan(5);
    for (const part of included) expect(existsSync(`${folder}nginx/parts/${part}`), part).toBe(true);
  });
});

describe('the systemd units', () => {
  const units = readdirSync(`${folder}systemd`).filter((file) => /\.(service|timer)$/.test(file));

  test('have an environment that a server and a worker start with', () => {
    const env = parseEnv(read('systemd/tidewaiter.env'));
    for (const name of Object.keys(env)) expect(Object.keys(SETTINGS)).toContain(name);
    const filled = { ...env, AUTH_SECRET: FILLED.AUTH_SECRET };
    expect(readServerConfig({ ...filled, PORT: '3001' })).toMatchObject({
      port: 3001,
      trustedProxies: ['loopback'],
    });
    expect(readWorkerConfig({ ...filled, METRICS_PORT: '9101' })).toMatchObject({ metricsPort: 9101 });
  });

  test.each(units.filter((unit) => unit.endsWith('.service')))(
    '%s runs what is there, and is hardened',
    (unit) => {
      const text = read(`systemd/${unit}`);
      const [, command] = /^ExecStart=(.+)$/m.exec(text)!;
      const paths = command!
        .split(' ')
        .map((word) => word.replace('/opt/tidewaiter/', ''))
        .filter((word) => /\.(ts|sh)$/.test(word));
      expect(paths).toHaveLength(1);
      for (const path of paths) expect(existsSync(`${folder}../${path}`), path).toBe(true);
      for (const line of [
        'User=tidewaiter',
        'NoNewPrivileges=yes',
        'ProtectSystem=strict',
        'CapabilityBoundingSet=',
      ]) {
        expect(text.split('\n')).toContain(line);
      }
    },
  );

  test('name documents that are there', () => {
    for (const unit of units) {
      const [, document] = /^Documentation=file:\/opt\/tidewaiter\/(\S+)$/m.exec(read(`systemd/${unit}`))!;
      expect(existsSync(`${folder}../${document}`), document).toBe(true);
    }
  });
});

describe('the example for Prometheus', () => {
  test('asks every server and worker of compose.yaml', () => {
    const { scrape_configs: jobs } = parse(read('prometheus/prometheus.yaml')) as {
      scrape_configs: { static_configs: { targets: string[] }[] }[];
    };
    expect(jobs.flatMap((job) => job.static_configs[0]!.targets)).toEqual([
      'server-1:3000',
      'server-2:3000',
      'worker-1:9100',
      'worker-2:9100',
    ]);
  });

  test('alerts on metrics that docs/operations.md names', () => {
    const known = readFileSync(`${folder}../docs/operations.md`, 'utf8');
    const named = [...read('prometheus/alerts.yaml').matchAll(/tidewaiter_[a-z_]+/g)].map(([name]) =>
      name.replace(/_bucket$/, ''),
    );
    expect(named.length).toBeGreaterThan(5);
    for (const name of named) expect(known).toContain(`\`${name}\``);
  });
});
