import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { inject } from 'vitest';
import { freshDatabase, freshRedis, useEnvironment } from '../checks/test-database.ts';
import { readFunctions } from '../lambda-host/functions.ts';
import { InProcessInvoker } from '../lambda-host/in-process-invoker.ts';
import { createInvokeApi } from '../lambda-host/invoke-api.ts';
import { loadHandlers } from '../lambda-host/load-handlers.ts';
import { createQueues } from '../services/create-queues.ts';
import { queueDefinitions } from '../services/queue-definitions.ts';
import { readServerlessFile } from '../services/serverless-file.ts';

export interface ServicesUnderTest {
  /** What instance.json would say of them. */
  environment: Record<string, string>;
  invoker: InProcessInvoker;
  stop(): Promise<void>;
}

/** Everything that functions need, and the functions themselves, which ask each other as they do elsewhere. */
export async function servicesUnderTest(): Promise<ServicesUnderTest> {
  const [database, redis, queueUrls] = await Promise.all([freshDatabase(), freshRedis(), ownQueues()]);
  const invoker = new InProcessInvoker(await loadHandlers(readFunctions()));
  const dataDir = await mkdtemp(join(inject('services').dir, 'data-'));
  const functionPrefix = 'colophon-local-';
  const api = createInvokeApi({ invoker, accessKeyId: 'checks', functionPrefix }).listen(0, '127.0.0.1');
  await once(api, 'listening');
  const environment = {
    DATABASE_READER_URL: database.readerUrl,
    DATABASE_WRITER_URL: database.writerUrl,
    DATABASE_RELAY_URL: database.relayUrl,
    DATABASE_IDENTITY_URL: database.identityUrl,
    REDIS_URL: redis.url,
    SQS_ENDPOINT: inject('services').queueEndpoint,
    CACHE_INVALIDATION_QUEUE_URL: queueUrls['CacheInvalidationQueue'] ?? '',
    CACHE_INVALIDATION_DEAD_LETTERS_URL: queueUrls['CacheInvalidationDeadLetters'] ?? '',
    MEDIA_PROCESSING_QUEUE_URL: queueUrls['MediaProcessingQueue'] ?? '',
    MEDIA_PROCESSING_DEAD_LETTERS_URL: queueUrls['MediaProcessingDeadLetters'] ?? '',
    FILES_DIR: join(dataDir, 'files'),
    PUBLIC_URL: 'http://localhost:8080',
    UPLOAD_SECRET: 'secret of the checks',
    LAMBDA_ENDPOINT: `http://127.0.0.1:${(api.address() as AddressInfo).port}`,
    FUNCTION_PREFIX: functionPrefix,
    AWS_ACCESS_KEY_ID: 'checks',
    AWS_SECRET_ACCESS_KEY: 'checks',
    LOG_LEVEL: 'warn',
  };
  useEnvironment({ ...environment, LOG_LEVEL: 'silent' });
  return {
    environment,
    invoker,
    async stop() {
      api.closeAllConnections();
      api.close();
      await Promise.all([database.drop(), redis.stop()]);
    },
  };
}

/** The server is shared by all test files. */
function ownQueues(): Promise<Record<string, string>> {
  const suffix = randomBytes(4).toString('hex');
  const definitions = queueDefinitions(readServerlessFile()).map((one) => ({
    ...one,
    queueName: `${one.queueName}-${suffix}`,
  }));
  const credentials = { accessKeyId: 'checks', secretAccessKey: 'checks' };
  return createQueues(inject('services').queueEndpoint, credentials, { definitions });
}
