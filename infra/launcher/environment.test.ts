import { expect, test } from 'vitest';
import { readSettings } from '../services/settings.ts';
import { awsIdentity, childEnvironment, instanceEnvironment, rolePassword, roleUrls } from './environment.ts';

const addresses = {
  databaseUrl: 'postgres://owner:s%2Fcret@db.example:5433/colophon?sslmode=require',
  redisUrl: 'redis://:p@127.0.0.1:1',
  sqsEndpoint: 'http://127.0.0.1:2',
  queueUrls: {
    CacheInvalidationQueue: 'http://127.0.0.1:2/0/q',
    CacheInvalidationDeadLetters: 'http://127.0.0.1:2/0/d',
    MediaProcessingQueue: 'http://127.0.0.1:2/0/m',
    MediaProcessingDeadLetters: 'http://127.0.0.1:2/0/md',
  },
  lambdaPort: 3,
  webPort: 4,
};

test('the roles use the same server as the owner, each with a password of its own', () => {
  const { DATABASE_READER_URL, DATABASE_WRITER_URL, DATABASE_RELAY_URL, DATABASE_IDENTITY_URL } = roleUrls(
    addresses.databaseUrl,
  );
  const reader = new URL(DATABASE_READER_URL);
  expect(reader.username).toBe('colophon_reader');
  expect(reader.password).toBe(rolePassword('postgres://owner:s%2Fcret@elsewhere/x', 'colophon_reader'));
  expect(DATABASE_READER_URL).toContain('@db.example:5433/colophon?sslmode=require');
  const others = [DATABASE_WRITER_URL, DATABASE_RELAY_URL, DATABASE_IDENTITY_URL].map((url) => new URL(url));
  expect(others.map(({ username }) => username)).toEqual(['colophon_writer', 'colophon_relay', 'colophon_identity']);
  expect(new Set([reader, ...others].map(({ password }) => password)).size).toBe(4);
});

test('every address is handed on, and nothing that is not set', () => {
  const settings = readSettings({ PORT: '9000', RATE_LIMIT_READS: '5/s', DATA_DIR: '/data' });
  const environment = instanceEnvironment(settings, addresses, { region: 'r', accessKeyId: 'a', secretAccessKey: 's' });
  expect(environment).toMatchObject({
    PORT: '9000',
    PUBLIC_URL: 'http://localhost:9000',
    FILES_DIR: '/data/files',
    RATE_LIMIT_READS: '5/s',
    CACHE_INVALIDATION_QUEUE_URL: 'http://127.0.0.1:2/0/q',
    CACHE_INVALIDATION_DEAD_LETTERS_URL: 'http://127.0.0.1:2/0/d',
    MEDIA_PROCESSING_QUEUE_URL: 'http://127.0.0.1:2/0/m',
    MEDIA_PROCESSING_DEAD_LETTERS_URL: 'http://127.0.0.1:2/0/md',
    UPLOAD_SECRET: rolePassword(addresses.databaseUrl, 'uploads'),
    FILE_LIMIT_MB: '25',
    SESSION_IDLE_DAYS: '7',
    SESSION_ABSOLUTE_DAYS: '30',
    LAMBDA_ENDPOINT: 'http://127.0.0.1:3',
    WEB_URL: 'http://127.0.0.1:4',
    API_URL: 'http://127.0.0.1:9000',
    AWS_ACCESS_KEY_ID: 'a',
  });
  for (const name of ['HOST', 'METRICS_PORT', 'RATE_LIMIT_WRITES', 'AWS_SESSION_TOKEN'])
    expect(environment).not.toHaveProperty(name);
});

test('keys are this instance’s own, unless a queue of the user’s wants the user’s', () => {
  const given = { AWS_ACCESS_KEY_ID: 'mine', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'eu-west-1' };
  const own = awsIdentity(readSettings({}), given);
  expect(own).toMatchObject({ region: 'us-east-1' });
  expect(own.accessKeyId).toMatch(/^AKIA[0-9A-F]{16}$/);
  expect(awsIdentity(readSettings({}), given).accessKeyId).not.toBe(own.accessKeyId);
  const theirs = awsIdentity(readSettings({ SQS_ENDPOINT: 'https://sqs.eu-west-1.amazonaws.com' }), given);
  expect(theirs).toEqual({ region: 'eu-west-1', accessKeyId: 'mine', secretAccessKey: 'secret' });
});

test('what would lead the AWS SDK elsewhere does not reach our processes', () => {
  process.env['AWS_PROFILE'] = 'work';
  expect(childEnvironment({ PORT: '1' })).toMatchObject({ PORT: '1' });
  expect(childEnvironment({ PORT: '1' })).not.toHaveProperty('AWS_PROFILE');
});
