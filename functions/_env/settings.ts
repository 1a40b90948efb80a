/** What a function needs from its environment. Read when it is used, so that a function asks only for what it needs. */
export type Setting =
  | 'DATABASE_READER_URL'
  | 'DATABASE_WRITER_URL'
  | 'DATABASE_RELAY_URL'
  | 'DATABASE_IDENTITY_URL'
  | 'REDIS_URL'
  | 'CACHE_INVALIDATION_QUEUE_URL'
  | 'CACHE_INVALIDATION_DEAD_LETTERS_URL'
  | 'MEDIA_PROCESSING_QUEUE_URL'
  | 'MEDIA_PROCESSING_DEAD_LETTERS_URL'
  | 'PUBLIC_URL'
  | 'UPLOAD_SECRET'
  | 'FILES_DIR';

/** The value of a setting without which nothing can be done; a missing one is named. */
export function setting(name: Setting): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`The setting ${name} is missing.`);
  return value;
}

export type OptionalSetting =
  | 'SQS_ENDPOINT'
  | 'LAMBDA_ENDPOINT'
  | 'FUNCTION_PREFIX'
  | 'FILES_BUCKET'
  | 'FILE_LIMIT_MB'
  | 'IMAGE_LIMIT_MEGAPIXELS'
  | 'PDF_LIMIT_PAGES'
  | 'MEDIA_TIMEOUT_SECONDS'
  | 'SESSION_IDLE_DAYS'
  | 'SESSION_ABSOLUTE_DAYS'
  | 'DATABASE_POOL_SIZE'
  | 'GOES_ON_AFTER_ANSWER'
  | 'FRESHNESS_CHECKER'
  | 'AWS_EXECUTION_ENV'
  | 'LOG_LEVEL';

/** Absent on AWS, where the SDK knows the address, or where a default will do. */
export function optionalSetting(name: OptionalSetting): string | undefined {
  return process.env[name] || undefined;
}
