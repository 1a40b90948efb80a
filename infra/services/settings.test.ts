import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readSettings, SettingError } from './settings.ts';

test('without any setting, the defaults of the contract', () => {
  expect(readSettings({})).toMatchObject({
    port: 8080,
    host: undefined,
    publicUrl: 'http://localhost:8080',
    dataDir: resolve('.colophon'),
    services: 'embedded',
    servicesProject: 'colophon',
    freshnessChecker: 'on',
    logLevel: 'warn',
  });
});

test('the limits of files have defaults, and are taken as they are given', () => {
  expect(readSettings({ PDF_LIMIT_PAGES: '7' }).limits).toEqual({
    FILE_LIMIT_MB: '25',
    IMAGE_LIMIT_MEGAPIXELS: '100',
    PDF_LIMIT_PAGES: '7',
    MEDIA_TIMEOUT_SECONDS: '20',
  });
});

test('the public address follows the port, and is kept without its slash', () => {
  expect(readSettings({ PORT: '9000' }).publicUrl).toBe('http://localhost:9000');
  expect(readSettings({ PUBLIC_URL: 'https://blog.example/' }).publicUrl).toBe('https://blog.example');
});

test('an empty variable is one that was not given', () => {
  expect(readSettings({ DATABASE_URL: '', PORT: ' ' })).toMatchObject({ databaseUrl: undefined, port: 8080 });
});

test.each([
  ['PORT', '80a'],
  ['PORT', '0'],
  ['PORT', '70000'],
  ['METRICS_PORT', '-1'],
  ['GATEWAY_WORKERS', '0'],
  ['GATEWAY_WORKERS', '65'],
  ['GATEWAY_WORKERS', 'many'],
  ['HOST', 'not a host'],
  ['PUBLIC_URL', 'blog.example'],
  ['PUBLIC_URL', 'https://blog.example/below'],
  ['DATABASE_URL', 'mysql://user:password@host/db'],
  ['DATABASE_URL', 'postgres://user@host/db'],
  ['DATABASE_URL', 'postgres://user:password@host'],
  ['REDIS_URL', 'http://host'],
  ['SQS_ENDPOINT', 'localhost:9324'],
  ['FILE_LIMIT_MB', '0'],
  ['FILE_LIMIT_MB', '25 MB'],
  ['FILE_LIMIT_MB', '201'],
  ['IMAGE_LIMIT_MEGAPIXELS', '251'],
  ['PDF_LIMIT_PAGES', '-1'],
  ['MEDIA_TIMEOUT_SECONDS', '51'],
  ['SERVICES', 'kubernetes'],
  ['RATE_LIMIT_READS', '600'],
  ['RATE_LIMIT_WRITES', '0/min'],
  ['RATE_LIMIT_LOGIN', '10/day'],
  ['TRUSTED_PROXIES', '10.0.0.0/8, proxy.example'],
  ['TRUSTED_PROXIES', '10.0.0.0/33'],
  ['SERVICES_PROJECT', 'My project'],
  ['FRESHNESS_CHECKER', 'no'],
  ['LOG_LEVEL', 'loud'],
])('%s=%s is refused in one sentence that names it', (name, value) => {
  const read = () => readSettings({ [name]: value });
  expect(read).toThrow(SettingError);
  expect(read).toThrow(new RegExp(`^The setting ${name}=.* is broken: it must be [^\\n]+\\.$`));
});

test('a password never stands in the message', () => {
  expect(() => readSettings({ REDIS_URL: 'http://user:secret@host' })).toThrow(/^(?!.*secret)/);
});
