/** What a function needs from its environment. Read when it is used, so that a function asks only for what it needs. */
export type Setting =
  | 'DATABASE_READER_URL'
  | 'DATABASE_WRITER_URL'
  | 'DATABASE_RELAY_URL'
  | 'REDIS_URL'
  | 'CACHE_INVALIDATION_QUEUE_URL'
  | 'CACHE_INVALIDATION_DEAD_LETTERS_URL'
  | 'FILES_DIR';

/** The value of a setting without which nothing can be done; a missing one is named. */
export function setting(name: Setting): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`The setting ${name} is missing.`);
  return value;
}

/** Absent on AWS, where the SDK knows the address. */
export function optionalSetting(
  name: 'SQS_ENDPOINT' | 'LAMBDA_ENDPOINT' | 'FUNCTION_PREFIX' | 'FILE_LIMIT_MB' | 'LOG_LEVEL',
): string | undefined {
  return process.env[name] || undefined;
}
