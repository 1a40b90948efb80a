import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { entriesOf, type Networks, readNetworks } from './addresses.ts';
import { CannotStart } from './cannot-start.ts';

/** A setting that cannot be used: the sentence names the variable. */
export class SettingError extends CannotStart {
  override name = 'SettingError';
  readonly variable: string;

  constructor(variable: string, value: string, wanted: string) {
    super(`The setting ${variable}=${concealed(value)} is broken: it must be ${wanted}.`);
    this.variable = variable;
  }
}

export interface Settings {
  port: number;
  host: string | undefined;
  publicUrl: string;
  dataDir: string;
  databaseUrl: string | undefined;
  redisUrl: string | undefined;
  sqsEndpoint: string | undefined;
  services: 'embedded' | 'docker';
  metricsPort: number | undefined;
  /** Processes that serve readers; with one there is none to watch over it but the launcher. */
  gatewayWorkers: number;
  rateLimits: Record<RateLimit, string | undefined>;
  /** Proxies whose word on their callers is believed: addresses and ranges. */
  trustedProxies: string | undefined;
  /** Of files that are taken in, each in the unit that its name says. */
  limits: Record<FileLimit, string>;
  /** How long a session of the author lasts. */
  sessionLimits: Record<SessionLimit, string>;
  /** Whether what is cached is compared with the database all the time, and healed. */
  freshnessChecker: 'on' | 'off';
  /** The project whose posts explain the services: a slug. */
  servicesProject: string;
  logLevel: string;
}

/** The largest is what this machine could be asked to hold at once, or to wait for. */
const fileLimits = {
  FILE_LIMIT_MB: { standard: 25, most: 200 },
  IMAGE_LIMIT_MEGAPIXELS: { standard: 100, most: 250 },
  PDF_LIMIT_PAGES: { standard: 500, most: 10_000 },
  MEDIA_TIMEOUT_SECONDS: { standard: 20, most: 50 },
} as const;

type FileLimit = keyof typeof fileLimits;

/** Unused, and altogether. */
const sessionLimits = {
  SESSION_IDLE_DAYS: { standard: 7, most: 365 },
  SESSION_ABSOLUTE_DAYS: { standard: 30, most: 365 },
} as const;

type SessionLimit = keyof typeof sessionLimits;

type RateLimit = 'RATE_LIMIT_READS' | 'RATE_LIMIT_WRITES' | 'RATE_LIMIT_LOGIN';
type Environment = Record<string, string | undefined>;

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** Reads everything that a user may set, once and before anything is started. An empty variable counts as not given. */
export function readSettings(environment: Environment): Settings {
  const given = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const port = wholePort(given, 'PORT') ?? 8080;
  return {
    port,
    host: matching(given, 'HOST', /^[A-Za-z0-9.:%_-]+$/, 'an address or a host name'),
    publicUrl: origin(given, 'PUBLIC_URL') ?? `http://localhost:${port}`,
    dataDir: resolve(given('DATA_DIR') ?? '.colophon'),
    databaseUrl: databaseUrl(given, 'DATABASE_URL'),
    redisUrl: url(given, 'REDIS_URL', ['redis:', 'rediss:'], 'redis://:password@host:port'),
    sqsEndpoint: url(given, 'SQS_ENDPOINT', ['http:', 'https:'], 'http://host:port'),
    services: oneOf(given, 'SERVICES', ['embedded', 'docker']) ?? 'embedded',
    metricsPort: wholePort(given, 'METRICS_PORT'),
    gatewayWorkers: gatewayWorkers(environment),
    rateLimits: {
      RATE_LIMIT_READS: rate(given, 'RATE_LIMIT_READS'),
      RATE_LIMIT_WRITES: rate(given, 'RATE_LIMIT_WRITES'),
      RATE_LIMIT_LOGIN: rate(given, 'RATE_LIMIT_LOGIN'),
    },
    trustedProxies: networks(given, 'TRUSTED_PROXIES'),
    limits: bounded(given, fileLimits),
    sessionLimits: bounded(given, sessionLimits),
    freshnessChecker: oneOf(given, 'FRESHNESS_CHECKER', ['on', 'off']) ?? 'on',
    servicesProject:
      matching(given, 'SERVICES_PROJECT', /^[a-z0-9]+([_-][a-z0-9]+)*$/, 'the slug of a project') ?? 'colophon',
    logLevel: oneOf(given, 'LOG_LEVEL', logLevels) ?? 'warn',
  };
}

const mostWorkers = 64;

/** GATEWAY_WORKERS as a number: `max` is one for each core. */
export function gatewayWorkers(environment: Environment): number {
  const value = environment['GATEWAY_WORKERS']?.trim() || '1';
  if (value === 'max') return Math.min(availableParallelism(), mostWorkers);
  const workers = /^[1-9]\d?$/.test(value) ? Number(value) : Infinity;
  if (workers > mostWorkers)
    throw new SettingError('GATEWAY_WORKERS', value, `a whole number from 1 to ${mostWorkers}, or max`);
  return workers;
}

type Given = (name: string) => string | undefined;

function wholePort(given: Given, name: string): number | undefined {
  const value = matching(given, name, /^\d{1,5}$/, 'a port number from 1 to 65535');
  if (value === undefined) return undefined;
  const port = Number(value);
  if (port < 1 || port > 65535) throw new SettingError(name, value, 'a port number from 1 to 65535');
  return port;
}

function whole(given: Given, name: string, most: number): string | undefined {
  const wanted = `a whole number from 1 to ${most}`;
  const value = matching(given, name, /^[1-9]\d{0,8}$/, wanted);
  if (value !== undefined && Number(value) > most) throw new SettingError(name, value, wanted);
  return value;
}

/** Whole numbers, each with what it is where nothing is said, and the most that it may be. */
function bounded<Name extends string>(
  given: Given,
  limits: Record<Name, { standard: number; most: number }>,
): Record<Name, string> {
  const entries = Object.entries<{ standard: number; most: number }>(limits);
  const values = entries.map(([name, { standard, most }]) => [name, whole(given, name, most) ?? String(standard)]);
  return Object.fromEntries(values) as Record<Name, string>;
}

function rate(given: Given, name: RateLimit): string | undefined {
  return matching(given, name, /^[1-9]\d{0,8}\/(s|min|h)$/, 'like 600/min: a number, a slash, and s, min or h');
}

function networks(given: Given, name: 'TRUSTED_PROXIES'): string | undefined {
  const value = given(name);
  trustedProxies(value);
  return value;
}

/** @throws SettingError for what is neither an address nor a range */
export function trustedProxies(value: string | undefined): Networks | undefined {
  if (!value) return undefined;
  try {
    return readNetworks(entriesOf(value));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const wanted = `addresses and ranges with commas between them, like 10.0.0.0/8,2001:db8::1, which ${error.message} is not`;
    throw new SettingError('TRUSTED_PROXIES', value, wanted);
  }
}

function matching(given: Given, name: string, pattern: RegExp, wanted: string): string | undefined {
  const value = given(name);
  if (value !== undefined && !pattern.test(value)) throw new SettingError(name, value, wanted);
  return value;
}

function oneOf<T extends string>(given: Given, name: string, allowed: readonly T[]): T | undefined {
  const value = given(name);
  if (value === undefined) return undefined;
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new SettingError(name, value, `one of ${allowed.join(', ')}`);
  return found;
}

function url(given: Given, name: string, protocols: string[], example: string): string | undefined {
  const value = given(name);
  if (value === undefined) return undefined;
  const parsed = URL.parse(value);
  if (!parsed?.hostname || !protocols.includes(parsed.protocol)) {
    throw new SettingError(name, value, `an address like ${example}`);
  }
  return value;
}

function origin(given: Given, name: string): string | undefined {
  const value = url(given, name, ['http:', 'https:'], 'https://blog.example');
  if (value === undefined) return undefined;
  const { origin, pathname, search, hash } = new URL(value);
  if (pathname !== '/' || search || hash) throw new SettingError(name, value, 'an address without a path');
  return origin;
}

/** User and password are required: the passwords of our roles are derived from the owner's. */
function databaseUrl(given: Given, name: string): string | undefined {
  const example = 'postgres://user:password@host:port/database';
  const value = url(given, name, ['postgres:', 'postgresql:'], example);
  if (value === undefined) return undefined;
  const { username, password, pathname } = new URL(value);
  if (!username || !password || pathname.length < 2) throw new SettingError(name, value, `an address like ${example}`);
  return value;
}

/** A message may land in a log, so a password in an address never does. */
function concealed(value: string): string {
  return value.replace(/(\/\/[^/@]*:)[^/]*@/, '$1…@');
}
