import { resolve } from 'node:path';
import { pick, roleUrls } from '../launcher/environment.ts';
import { runningInstance } from '../launcher/instance-file.ts';

export type Environment = Record<string, string>;

/** What a caller may set to turn a command to another place than the running instance. */
const overrides = [
  'DATABASE_URL',
  'DATABASE_READER_URL',
  'DATABASE_WRITER_URL',
  'DATABASE_RELAY_URL',
  'DATABASE_IDENTITY_URL',
  'REDIS_URL',
  'SQS_ENDPOINT',
  'CACHE_INVALIDATION_QUEUE_URL',
  'CACHE_INVALIDATION_DEAD_LETTERS_URL',
  'MEDIA_PROCESSING_QUEUE_URL',
  'MEDIA_PROCESSING_DEAD_LETTERS_URL',
  'LAMBDA_ENDPOINT',
  'FUNCTION_PREFIX',
  'PUBLIC_URL',
  'FILES_DIR',
];

/** Keys for AWS in the caller's environment are not meant for the instance, whose lambda-host takes its own alone. */
const withoutInstance = ['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

/** The environment of the instance that runs on DATA_DIR, with what the caller set in front of it. */
export function commandEnvironment(given: Record<string, string | undefined> = process.env): Environment {
  const instance = runningInstance(resolve(given['DATA_DIR'] || '.colophon'))?.environment;
  const names = instance ? overrides : [...overrides, ...withoutInstance];
  const chosen = pick(given, names);
  return { ...instance, ...(chosen['DATABASE_URL'] && roleUrls(chosen['DATABASE_URL'])), ...chosen };
}
