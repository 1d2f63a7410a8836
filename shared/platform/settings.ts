import { isIP } from 'node:net';
import { z } from 'zod';

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,12}$/, 'expected a whole number')
    .transform(Number)
    .refine((value) => value >= min && value <= max, `expected a whole number from ${min} to ${max}`);
const url = (...schemes: string[]) =>
  z
    .string()
    .refine(
      (text) => URL.canParse(text) && schemes.includes(new URL(text).protocol),
      `expected a URL that begins with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`,
    );
const origin = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^https?:\/\/[^/?#]+\/?$/.test(text),
    'expected an address without a path, such as https://tidewaiter.example',
  );
const yesOrNo = z.enum(['true', 'false'], 'expected true or false').transform((text) => text === 'true');
const secret = z
  .string()
  .refine(
    (text) => text.length >= 32,
    'expected at least 32 characters, such as `openssl rand -base64 33` makes',
  );

function isSubnet(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)]!;
  return (
    bits > 0 &&
    rest.length === 0 &&
    (prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits))
  );
}

/** Which processes read a variable. */
export type Process = 'server' | 'worker';

/** One variable of the environment: how its text is read, and what the reference says of it. */
interface Setting<Schema extends z.ZodType> {
  schema: Schema;
  processes: readonly Process[];
  /** What it means, in one sentence of plain Markdown. */
  about: string;
}

const both: readonly Process[] = ['server', 'worker'];
const server: readonly Process[] = ['server'];
const worker: readonly Process[] = ['worker'];
const setting = <Schema extends z.ZodType>(
  schema: Schema,
  processes: readonly Process[],
  about: string,
): Setting<Schema> => ({ schema, processes, about });

/** Every variable there is; `docs/environment.md` is made from it. */
export const SETTINGS = {
  DATABASE_URL: setting(url('postgres:', 'postgresql:'), both, 'Postgres ≥ 15, `postgres://…`.'),
  DATABASE_POOL: setting(
    wholeNumber(2, 200).default(10),
    both,
    'Connections of a process to Postgres, 2 to 200; a worker takes at least `2 × WORKER_CONCURRENCY + 2`.',
  ),
  REDIS_URL: setting(
    url('redis:', 'rediss:').optional(),
    both,
    'Redis, `redis://…` or `rediss://…`; without it BullMQ runs on Postgres. The same for all processes.',
  ),
  LOG_LEVEL: setting(
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
    both,
    '`trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`.',
  ),
  HOST: setting(z.string().min(1).default('127.0.0.1'), both, 'Address to listen on.'),
  PORT: setting(wholeNumber(0, 65_535).default(3000), server, 'Port of a server.'),
  METRICS_PORT: setting(
    wholeNumber(1, 65_535).optional(),
    worker,
    'Port of a worker’s `/healthz` and `/metrics`; none: not served.',
  ),
  PUBLIC_URL: setting(
    origin.optional(),
    both,
    'Address that people open, such as `https://tidewaiter.example`; mails link to it. Required of a server where `HOST` is not the loopback address; there it must begin with `https://`, unless `INSECURE_HTTP` is `true`. On loopback: `http://localhost:PORT`.',
  ),
  INSECURE_HTTP: setting(
    yesOrNo.default(false),
    server,
    '`true`: people may use a `PUBLIC_URL` without TLS beyond loopback; passwords and sessions can then be read on the way.',
  ),
  TRUSTED_PROXIES: setting(
    z.string().min(1).optional(),
    server,
    'Addresses or subnets of reverse proxies whose `X-Forwarded-For` is believed, with commas between, such as `loopback, 10.0.0.0/8`; none: the header is ignored.',
  ),
  AUTH_SECRET: setting(
    secret,
    server,
    'Secret that signs cookies and encrypts second factors, 32 characters or more; the same for all servers, and kept apart from the backups, which need it.',
  ),
  SECOND_FACTOR: setting(
    z.enum(['optional', 'administrators', 'everyone']).default('optional'),
    server,
    'Who must have a second factor (or sign in with a passkey) before any right counts: `optional`, `administrators` or `everyone`.',
  ),
  BREACH_CHECK_URL: setting(
    url('https:', 'http:').optional(),
    server,
    'Password range service in the form of Have I Been Pwned, such as `https://api.pwnedpasswords.com/range/`; new passwords found there are refused. None: common passwords are refused by the list that comes with Tidewaiter.',
  ),
  OIDC_ISSUER: setting(
    url('https:', 'http:').optional(),
    server,
    'Issuer of an OpenID Connect provider that people may sign in with; its discovery document must be at `/.well-known/openid-configuration` below it.',
  ),
  OIDC_CLIENT_ID: setting(z.string().min(1).optional(), server, 'Client id at that provider.'),
  OIDC_CLIENT_SECRET: setting(z.string().min(1).optional(), server, 'Client secret at that provider.'),
  OIDC_NAME: setting(
    z.string().min(1).default('Single sign-on'),
    server,
    'Name of that provider on the sign-in page.',
  ),
  DEMONSTRATION: setting(
    yesOrNo.default(false),
    server,
    '`true`: accounts with known passwords, one a role, shown on the sign-in page. Only on the loopback address, unless `DEMONSTRATION_ANYWHERE` is `true`.',
  ),
  DEMONSTRATION_ANYWHERE: setting(
    yesOrNo.default(false),
    server,
    '`true`: a demonstration may listen beyond loopback, for everyone who reaches it to sign in.',
  ),
  INTAKE_BACKLOG_LIMIT: setting(
    wholeNumber(1, 1_000_000_000).default(500_000),
    server,
    'Accepted and undecided declarations at which intake answers 429.',
  ),
  WORKER_CONCURRENCY: setting(
    wholeNumber(1, 64).default(4),
    worker,
    'Batches that one worker process has under way at once, 1 to 64.',
  ),
  WEBHOOK_PRIVATE_ADDRESSES: setting(
    z
      .string()
      .refine(
        (text) => text.split(',').every((part) => isSubnet(part.trim())),
        'expected addresses or subnets, with commas between',
      )
      .optional(),
    both,
    'Private addresses or subnets that webhooks may be sent to, with commas between, such as `10.1.2.0/24`; none: public addresses only.',
  ),
  SMTP_URL: setting(
    url('smtp:', 'smtps:').optional(),
    both,
    'Mail server that escalations are sent through, `smtp://…` (TLS where it is offered; `?requireTLS=true` insists on it) or `smtps://…`, with name and password where it asks for them. The same for all processes; none: no mail is sent.',
  ),
  SMTP_FROM: setting(
    z
      .string()
      .regex(
        /^(?:[^<>\r\n"@,]+ <[^\s<>@,]+@[^\s<>@,]+>|[^\s<>@,]+@[^\s<>@,]+)$/,
        'expected an address, or a name with an address in angle brackets',
      )
      .optional(),
    both,
    'Whom mails come from, such as `Tidewaiter <alarms@tidewaiter.example>`; required where `SMTP_URL` is set.',
  ),
  ARCHIVE_DIR: setting(
    z.string().startsWith('/', 'expected a path from the root on').optional(),
    both,
    'Folder of the columnar archive that back-tests read, the same files for all workers and servers; none: back-tests read the database alone, up to 200,000 declarations.',
  ),
} satisfies Record<string, Setting<z.ZodType>>;

export type SettingName = keyof typeof SETTINGS;

/** What the texts of the environment are read as. */
export type Settings = {
  [Name in SettingName]: z.output<(typeof SETTINGS)[Name]['schema']>;
};
