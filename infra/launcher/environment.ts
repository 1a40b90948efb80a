import { createHmac, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Settings } from '../services/settings.ts';

export type Environment = Record<string, string>;

export interface Addresses {
  databaseUrl: string;
  redisUrl: string;
  sqsEndpoint: string;
  /** By logical name, as serverless.yml declares them. */
  queueUrls: Record<string, string>;
  lambdaPort: number;
  webPort: number;
  metricsPort: number;
}

export interface AwsIdentity {
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** Everything that our processes are told; functions, command line and tests read nothing else. */
export function instanceEnvironment(settings: Settings, addresses: Addresses, aws: AwsIdentity): Environment {
  const { databaseUrl, queueUrls } = addresses;
  const environment: Record<string, string | undefined> = {
    PORT: String(settings.port),
    HOST: settings.host,
    PUBLIC_URL: settings.publicUrl,
    DATA_DIR: settings.dataDir,
    FILES_DIR: join(settings.dataDir, 'files'),
    GATEWAY_WORKERS: String(settings.gatewayWorkers),
    METRICS_PORT: String(addresses.metricsPort),
    METRICS_URL: `http://127.0.0.1:${addresses.metricsPort}/metrics`,
    LOG_LEVEL: settings.logLevel,
    ...settings.rateLimits,
    TRUSTED_PROXIES: settings.trustedProxies,
    FRESHNESS_CHECKER: settings.freshnessChecker,
    SERVICES_PROJECT: settings.servicesProject,
    ...settings.limits,
    ...settings.sessionLimits,
    UPLOAD_SECRET: rolePassword(databaseUrl, 'uploads'),
    DATABASE_URL: databaseUrl,
    ...roleUrls(databaseUrl),
    REDIS_URL: addresses.redisUrl,
    SQS_ENDPOINT: addresses.sqsEndpoint,
    CACHE_INVALIDATION_QUEUE_URL: queueUrls['CacheInvalidationQueue'],
    CACHE_INVALIDATION_DEAD_LETTERS_URL: queueUrls['CacheInvalidationDeadLetters'],
    MEDIA_PROCESSING_QUEUE_URL: queueUrls['MediaProcessingQueue'],
    MEDIA_PROCESSING_DEAD_LETTERS_URL: queueUrls['MediaProcessingDeadLetters'],
    LAMBDA_ENDPOINT: `http://127.0.0.1:${addresses.lambdaPort}`,
    FUNCTION_PREFIX: 'colophon-local-',
    WEB_URL: `http://127.0.0.1:${addresses.webPort}`,
    API_URL: `http://${apiHost(settings.host)}:${settings.port}`,
    ...awsVariables(aws),
  };
  return defined(environment);
}

export type RoleUrls = Record<
  'DATABASE_READER_URL' | 'DATABASE_WRITER_URL' | 'DATABASE_RELAY_URL' | 'DATABASE_IDENTITY_URL',
  string
>;

/** Roles with fewer rights than the owner. Their passwords follow from the owner's, so that whoever knows the one address knows all. */
export function roleUrls(ownerUrl: string): RoleUrls {
  const as = (role: string): string => {
    const url = new URL(ownerUrl);
    url.username = role;
    url.password = rolePassword(ownerUrl, role);
    return url.href;
  };
  return {
    DATABASE_READER_URL: as('colophon_reader'),
    DATABASE_WRITER_URL: as('colophon_writer'),
    DATABASE_RELAY_URL: as('colophon_relay'),
    DATABASE_IDENTITY_URL: as('colophon_identity'),
  };
}

export function rolePassword(ownerUrl: string, role: string): string {
  return createHmac('sha256', decodeURIComponent(new URL(ownerUrl).password))
    .update(role)
    .digest('hex');
}

/**
 * What the web's calls carry, so that the gateway knows them: the gateway's and the web's alone. It is in no list of settings,
 * and the lambda-host and its functions are not told.
 */
export function internalSecret(environment: Environment): Environment {
  const { DATABASE_URL: ownerUrl } = environment;
  return ownerUrl ? { INTERNAL_SECRET: rolePassword(ownerUrl, 'internal calls') } : {};
}

/**
 * The lambda-host answers only who signs with this instance's key. It is made anew for each start, unless a queue of the
 * user's own wants the user's own key.
 */
export function awsIdentity(settings: Settings, given: Record<string, string | undefined>): AwsIdentity {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = given;
  if (settings.sqsEndpoint && accessKeyId && secretAccessKey) {
    const region = given['AWS_REGION'] ?? given['AWS_DEFAULT_REGION'] ?? 'us-east-1';
    return { region, accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
  }
  const random = randomBytes(40).toString('hex').toUpperCase();
  return { region: 'us-east-1', accessKeyId: `AKIA${random.slice(0, 16)}`, secretAccessKey: random.slice(16, 56) };
}

function awsVariables(aws: AwsIdentity): Record<string, string | undefined> {
  return {
    AWS_REGION: aws.region,
    AWS_ACCESS_KEY_ID: aws.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.secretAccessKey,
    AWS_SESSION_TOKEN: aws.sessionToken,
  };
}

/** The caller's environment with the instance's in front. What would lead the AWS SDK elsewhere is left out. */
export function childEnvironment(environment: Environment): Record<string, string> {
  const { AWS_PROFILE: _1, AWS_SESSION_TOKEN: _2, AWS_ENDPOINT_URL: _3, AWS_DEFAULT_REGION: _4, ...rest } = process.env;
  return defined({ NODE_ENV: 'production', ...rest, ...environment });
}

function apiHost(host: string | undefined): string {
  if (!host || host === '0.0.0.0' || host === '::' || host === 'localhost') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/** Those of the named variables that have a value. */
export function pick(values: Record<string, string | undefined>, names: string[]): Environment {
  return defined(Object.fromEntries(names.map((name) => [name, values[name]])));
}

function defined(values: Record<string, string | undefined>): Environment {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  );
}
