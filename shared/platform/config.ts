import { isIP } from 'node:net';
import { z } from 'zod';
import type { MailSettings } from './mail/send.ts';
import { type Process, SETTINGS, type SettingName, type Settings } from './settings.ts';

/** Settings of every process. */
export interface Config {
  databaseUrl: string;
  databasePool: number;
  /** Absent: BullMQ runs on Postgres. */
  redisUrl: string | undefined;
  host: string;
  logLevel: string;
  /** Private addresses or subnets that webhooks may be sent to. */
  webhookPrivateAddresses: string[];
  /** Folder of the columnar archive; absent: there is none. */
  archiveDir: string | undefined;
  /** Address that people open, without a slash at the end; absent at a server: `http://localhost` with its port. */
  publicUrl: string | undefined;
  /** Absent: no mail is sent. */
  mail: MailSettings | undefined;
}

/** Settings of a server. */
export interface ServerConfig extends Config {
  port: number;
  /** Proxies whose X-Forwarded-For is believed. */
  trustedProxies: string[];
  authSecret: string;
  secondFactor: Settings['SECOND_FACTOR'];
  breachCheckUrl: string | undefined;
  oidc: { issuer: string; clientId: string; clientSecret: string; name: string } | undefined;
  demonstration: boolean;
  /** Accepted and undecided declarations above which intake answers 429. */
  backlogLimit: number;
}

/** Settings of a worker. */
export interface WorkerConfig extends Config {
  /** Port, on `host`, of `/metrics` and `/healthz`; absent: none. */
  metricsPort: number | undefined;
  /** Batches one process assesses at a time. */
  workerConcurrency: number;
}

/** The environment is not usable; the message names each variable and its fault, never its value. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

type Environment = Record<string, string | undefined>;

/** Reads and checks what a server needs; nothing else in it reads the environment. */
export function readServerConfig(env: Environment = process.env): ServerConfig {
  const s = readSettings(env, 'server');
  const faults = [...listeningFaults(s), ...oidcFaults(s), ...mailFaults(s)];
  if (faults.length > 0) throw configError(faults);
  return {
    ...shared(s),
    port: s.PORT,
    trustedProxies: listOf(s.TRUSTED_PROXIES),
    authSecret: s.AUTH_SECRET,
    secondFactor: s.SECOND_FACTOR,
    breachCheckUrl: s.BREACH_CHECK_URL,
    oidc:
      s.OIDC_ISSUER === undefined
        ? undefined
        : {
            issuer: s.OIDC_ISSUER.replace(/\/$/, ''),
            clientId: s.OIDC_CLIENT_ID!,
            clientSecret: s.OIDC_CLIENT_SECRET!,
            name: s.OIDC_NAME,
          },
    demonstration: s.DEMONSTRATION,
    backlogLimit: s.INTAKE_BACKLOG_LIMIT,
  };
}

/** Reads and checks what a worker needs; nothing else in it reads the environment. */
export function readWorkerConfig(env: Environment = process.env): WorkerConfig {
  const s = readSettings(env, 'worker');
  const faults = mailFaults(s);
  if (faults.length > 0) throw configError(faults);
  return { ...shared(s), metricsPort: s.METRICS_PORT, workerConcurrency: s.WORKER_CONCURRENCY };
}

/** True for names and addresses that reach this machine alone. */
export function isLoopback(host: string): boolean {
  if (isIP(host) === 4) return host.startsWith('127.');
  return host === 'localhost' || host === '::1';
}

function shared(s: Settings): Config {
  return {
    databaseUrl: s.DATABASE_URL,
    databasePool: s.DATABASE_POOL,
    redisUrl: s.REDIS_URL,
    host: s.HOST,
    logLevel: s.LOG_LEVEL,
    webhookPrivateAddresses: listOf(s.WEBHOOK_PRIVATE_ADDRESSES),
    archiveDir: s.ARCHIVE_DIR,
    publicUrl: s.PUBLIC_URL === undefined ? undefined : new URL(s.PUBLIC_URL).origin,
    mail: s.SMTP_URL === undefined ? undefined : { url: s.SMTP_URL, from: s.SMTP_FROM! },
  };
}

/** Settings of other processes are neither read nor checked: they stay undefined. */
function readSettings(env: Environment, process: Process): Settings {
  const names = (Object.keys(SETTINGS) as SettingName[]).filter((name) =>
    SETTINGS[name].processes.includes(process),
  );
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = z
    .object(Object.fromEntries(names.map((name) => [name, SETTINGS[name].schema])))
    .safeParse(given);
  if (result.success) return result.data as Settings;
  throw configError(
    result.error.issues.map((issue) => {
      const name = issue.path.join('.');
      const reason = given[name] === undefined ? 'is required' : issue.message.replace(/, received .*/, '');
      return `${name}: ${reason}`;
    }),
  );
}

function listeningFaults(s: Settings): string[] {
  if (isLoopback(s.HOST)) return [];
  const faults: string[] = [];
  if (s.PUBLIC_URL === undefined)
    faults.push('PUBLIC_URL: is required where HOST is not the loopback address');
  else if (s.PUBLIC_URL.startsWith('http:') && !s.INSECURE_HTTP) {
    faults.push('PUBLIC_URL: must begin with https:// beyond loopback, unless INSECURE_HTTP is true');
  }
  if (s.DEMONSTRATION && !s.DEMONSTRATION_ANYWHERE) {
    faults.push(
      'DEMONSTRATION: its passwords are known to everyone, so HOST must be the loopback address, unless DEMONSTRATION_ANYWHERE is true',
    );
  }
  return faults;
}

function oidcFaults(s: Settings): string[] {
  if (s.OIDC_ISSUER === undefined) return [];
  return (['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'] as const)
    .filter((name) => s[name] === undefined)
    .map((name) => `${name}: is required where OIDC_ISSUER is set`);
}

function mailFaults(s: Settings): string[] {
  return s.SMTP_URL !== undefined && s.SMTP_FROM === undefined
    ? ['SMTP_FROM: is required where SMTP_URL is set']
    : [];
}

function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function configError(faults: string[]): ConfigError {
  return new ConfigError(
    `The environment cannot be used:\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
  );
}
