import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { AppError } from '#lib/errors/app-error.ts';
import { parsePullLimit, PULL_LIMIT_FORM, type PullLimit } from './pull-limit.ts';
import { SIGN_IN_VARIABLES, signInComplaint, signInEnv, type SignInEnv } from './sign-in-env.ts';

/** What the environment says, with defaults filled in. Names of the variables: see the README's table. */
export type Env = {
  /** Public port of the gateway; 0 lets the system choose. */
  port: number;
  /** Address the gateway listens on. */
  host: string;
  /** Origins that people use (`https://registry.example.com`), without a trailing slash; empty: follow the request's Host. */
  publicUrls: string[];
  /** Absolute path of the folder of embedded state. */
  dataDir: string;
  databaseUrl: string | undefined;
  /** `http(s)://host[:port][/path]` or `unix:///path/to.sock`, without a trailing slash. */
  registryUrl: string | undefined;
  registryUsername: string | undefined;
  registryPassword: string | undefined;
  upstreamMode: 'exclusive' | 'shared';
  /** Absolute path of the registry's storage, where this process may collect garbage in it; unset: somebody else does, or nobody. */
  storage: string | undefined;
  /** What the registry's notifications have to bring along; unset: none are taken. */
  notificationsToken: string | undefined;
  /** What whoever reads `/metrics` has to bring along; unset: there are none to read. */
  metricsToken: string | undefined;
  adminPassword: string | undefined;
  secret: string | undefined;
  tlsCertFile: string | undefined;
  tlsKeyFile: string | undefined;
  /** CIDRs whose `X-Forwarded-*` are believed. */
  trustedProxies: string[];
  /** CIDRs within private networks, loopback or link-local, that what people configure (a provider of sign-in, a log host) may be in. */
  privateTargets: string[];
  /** Where the gateway reaches the pages: `unix:///path/to.sock` or `http://host:port`. */
  webUrl: string | undefined;
  /** Days that a deleted tag stays in the trash; may be a fraction. */
  trashDays: number;
  /** Processes that serve the public port; `auto` of the variable is one a core. */
  gatewayWorkers: number;
  /** Pulls that one address may make without signing in, and one user; unset: as many as they like. */
  pullLimits: { anonymous: PullLimit | undefined; user: PullLimit | undefined };
  /** Providers of sign-in that the operator describes. */
  signIn: SignInEnv;
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error';
};

/** Pure: reads `source`; an empty variable counts as unset. Throws AppError CONFIG_INVALID for the first invalid one. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = SCHEMA.safeParse(given);
  if (!result.success) throw new AppError('CONFIG_INVALID', sentence(result.error));
  const values = result.data;
  return {
    port: values.PORT,
    host: values.HOST,
    publicUrls: [...new Set([...values.PUBLIC_URL, ...values.PUBLIC_URLS])],
    dataDir: values.LIGHTER_DATA,
    databaseUrl: values.DATABASE_URL,
    registryUrl: values.REGISTRY_URL,
    registryUsername: values.REGISTRY_USERNAME,
    registryPassword: values.REGISTRY_PASSWORD,
    // Where no upstream is named, Lighter runs one that nothing else writes to.
    upstreamMode: values.UPSTREAM_MODE ?? (values.REGISTRY_URL ? 'shared' : 'exclusive'),
    storage: values.LIGHTER_STORAGE,
    notificationsToken: values.REGISTRY_NOTIFICATIONS_TOKEN,
    metricsToken: values.METRICS_TOKEN,
    adminPassword: values.LIGHTER_ADMIN_PASSWORD,
    secret: values.LIGHTER_SECRET,
    tlsCertFile: values.TLS_CERT_FILE,
    tlsKeyFile: values.TLS_KEY_FILE,
    trustedProxies: values.TRUSTED_PROXIES,
    privateTargets: values.LIGHTER_ALLOW_PRIVATE_TARGETS,
    webUrl: values.WEB_URL,
    trashDays: values.LIGHTER_TRASH_DAYS,
    gatewayWorkers: values.GATEWAY_WORKERS,
    pullLimits: { anonymous: values.PULL_LIMIT_ANONYMOUS, user: values.PULL_LIMIT_USER },
    signIn: readable(() => signInEnv(values)),
    logLevel: values.LOG_LEVEL,
  };
}

/** HS256 and AES-256 keys are derived from it: 32 characters are the least that can hold 128 bits of anyone's typing. */
const SECRET_MIN_LENGTH = 32;
const PASSWORD_MIN_LENGTH = 8;
const TRASH_MAX_DAYS = 3650;
/** Each holds connections to Postgres; beyond, more machines serve better. */
const MAX_WORKERS = 16;
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;

const FILE = z
  .string()
  .transform((v) => path.resolve(v))
  .optional();

/** Beside package.json. Not `new URL('../../data', import.meta.url)`, which Next's bundler takes for a file to bundle. */
const DEFAULT_DATA = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../data');

const SCHEMA = z
  .object({
    PORT: z
      .string()
      .default('8080')
      .refine(
        (v) => /^\d{1,5}$/.test(v) && Number(v) <= 65535,
        'PORT must be a number from 1 to 65535 (0: any free port)',
      )
      .transform(Number),
    HOST: z
      .string()
      .default('127.0.0.1')
      .refine(isHost, 'HOST must be an IP address or a host name to listen on, such as 127.0.0.1 or 0.0.0.0'),
    PUBLIC_URL: origins('PUBLIC_URL', 'an address such as https://registry.example.com, without a path'),
    PUBLIC_URLS: origins(
      'PUBLIC_URLS',
      'addresses such as https://registry.example.com, separated by commas',
    ),
    LIGHTER_DATA: z
      .string()
      .default(DEFAULT_DATA)
      .refine((v) => !v.includes('\0') && !v.includes('\n'), 'LIGHTER_DATA must be the path of a folder')
      .transform((v) => path.resolve(v)),
    DATABASE_URL: z
      .string()
      .refine(
        (v) => hasProtocol(v, ['postgres:', 'postgresql:']),
        'DATABASE_URL must be an address such as postgres://user:password@host:5432/lighter',
      )
      .optional(),
    REGISTRY_URL: upstreamUrl('REGISTRY_URL', 'http://registry:5000'),
    REGISTRY_USERNAME: z.string().optional(),
    REGISTRY_PASSWORD: z.string().optional(),
    UPSTREAM_MODE: z.enum(['exclusive', 'shared'], 'UPSTREAM_MODE must be exclusive or shared').optional(),
    LIGHTER_STORAGE: FILE,
    REGISTRY_NOTIFICATIONS_TOKEN: token('REGISTRY_NOTIFICATIONS_TOKEN'),
    METRICS_TOKEN: token('METRICS_TOKEN'),
    LIGHTER_ADMIN_PASSWORD: z
      .string()
      .min(PASSWORD_MIN_LENGTH, `LIGHTER_ADMIN_PASSWORD must have at least ${PASSWORD_MIN_LENGTH} characters`)
      .optional(),
    LIGHTER_SECRET: z
      .string()
      .min(SECRET_MIN_LENGTH, `LIGHTER_SECRET must have at least ${SECRET_MIN_LENGTH} characters`)
      .optional(),
    TLS_CERT_FILE: FILE,
    TLS_KEY_FILE: FILE,
    TRUSTED_PROXIES: cidrs('TRUSTED_PROXIES'),
    LIGHTER_ALLOW_PRIVATE_TARGETS: cidrs('LIGHTER_ALLOW_PRIVATE_TARGETS'),
    WEB_URL: upstreamUrl('WEB_URL', 'http://127.0.0.1:3000'),
    LIGHTER_TRASH_DAYS: z
      .string()
      .default('7')
      .refine(
        (v) => /^\d+(\.\d+)?$/.test(v) && Number(v) <= TRASH_MAX_DAYS,
        `LIGHTER_TRASH_DAYS must be a number of days from 0 to ${TRASH_MAX_DAYS}`,
      )
      .transform(Number),
    GATEWAY_WORKERS: z
      .string()
      .default('1')
      .refine(
        (v) => v === 'auto' || (/^\d{1,2}$/.test(v) && Number(v) >= 1 && Number(v) <= MAX_WORKERS),
        `GATEWAY_WORKERS must be a number from 1 to ${MAX_WORKERS}, or auto`,
      )
      .transform((v) => (v === 'auto' ? Math.min(availableParallelism(), MAX_WORKERS) : Number(v))),
    PULL_LIMIT_ANONYMOUS: pullLimit('PULL_LIMIT_ANONYMOUS'),
    PULL_LIMIT_USER: pullLimit('PULL_LIMIT_USER'),
    ...SIGN_IN_VARIABLES,
    LOG_LEVEL: z.enum(LOG_LEVELS, `LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  })
  .refine(
    (v) => !v.REGISTRY_PASSWORD || v.REGISTRY_USERNAME,
    'REGISTRY_PASSWORD must come with REGISTRY_USERNAME',
  )
  .refine(
    (v) => !v.REGISTRY_USERNAME || v.REGISTRY_PASSWORD,
    'REGISTRY_USERNAME must come with REGISTRY_PASSWORD',
  )
  .refine((v) => !v.TLS_CERT_FILE || v.TLS_KEY_FILE, 'TLS_CERT_FILE must come with TLS_KEY_FILE')
  .refine((v) => !v.TLS_KEY_FILE || v.TLS_CERT_FILE, 'TLS_KEY_FILE must come with TLS_CERT_FILE')
  .superRefine((v, context) => {
    const complaint = signInComplaint(v);
    if (complaint) context.addIssue(complaint);
  });

function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new AppError('CONFIG_INVALID', 'LIGHTER_LDAP_CA_FILE must be a file that Lighter can read.', {
      cause,
    });
  }
}

function sentence(error: z.ZodError): string {
  return `${error.issues[0]?.message ?? 'The environment is invalid'}.`;
}

/** What a program sends as `Authorization: Bearer <token>`: no name to guess with it, so it is long. */
function token(name: string) {
  return z
    .string()
    .regex(
      /^[A-Za-z0-9._~+/=-]+$/,
      `${name} must have only letters, digits and . _ ~ + / = - (it travels in a header)`,
    )
    .min(SECRET_MIN_LENGTH, `${name} must have at least ${SECRET_MIN_LENGTH} characters`)
    .optional();
}

function pullLimit(name: string) {
  return z
    .string()
    .transform((v, context) => {
      const limit = parsePullLimit(v);
      if (limit) return limit;
      context.addIssue(`${name} must be ${PULL_LIMIT_FORM}`);
      return z.NEVER;
    })
    .optional();
}

function origins(name: string, allowed: string) {
  return z
    .string()
    .default('')
    .transform(list)
    .refine((v) => v.every(isOrigin), `${name} must be ${allowed}`)
    .transform((v) => v.map((url) => new URL(url).origin));
}

function cidrs(name: string) {
  return z
    .string()
    .default('')
    .transform(list)
    .refine(
      (v) => v.every(isCidr),
      `${name} must be addresses or CIDRs such as 10.0.0.0/8, separated by commas`,
    );
}

function upstreamUrl(name: string, example: string) {
  return z
    .string()
    .refine(
      isUpstreamUrl,
      `${name} must be an address such as ${example} or unix:///run/lighter.sock, without a name and password`,
    )
    .transform((v) => v.replace(/\/+$/, ''))
    .optional();
}

function list(value: string): string[] {
  return value.split(/[\s,]+/).filter((item) => item !== '');
}

function isHost(value: string): boolean {
  return isIP(value) !== 0 || /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i.test(value);
}

function hasProtocol(value: string, protocols: string[]): boolean {
  return URL.canParse(value) && protocols.includes(new URL(value).protocol);
}

function isOrigin(value: string): boolean {
  if (!hasProtocol(value, ['http:', 'https:'])) return false;
  const url = new URL(value);
  return url.pathname === '/' && !url.search && !url.hash && !url.username && !url.password;
}

function isUpstreamUrl(value: string): boolean {
  if (!hasProtocol(value, ['http:', 'https:', 'unix:'])) return false;
  const url = new URL(value);
  if (url.username || url.password || url.search || url.hash) return false;
  return url.protocol === 'unix:' ? url.host === '' && url.pathname.length > 1 : url.host !== '';
}

function isCidr(value: string): boolean {
  const [address = '', bits, more] = value.split('/');
  const version = isIP(address);
  if (version === 0 || more !== undefined) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}
