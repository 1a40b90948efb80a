import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';
import { importProblem, rowOf, table } from './import-table.ts';

const root = join(import.meta.dirname, '..', '..');
const eslint = new ESLint({ cwd: root });

/** What the linter says of this text, if it stood in this file. The file is a real one, for rules that know types. */
async function said(file: string, text: string): Promise<string[]> {
  expect(existsSync(join(root, file)), `${file} is there`).toBe(true);
  const [result] = await eslint.lintText(text, { filePath: join(root, file) });
  return result!.messages.map(({ ruleId, message }) => `${ruleId}: ${message}`);
}

/** One for each row: a real file of it, and an import that the row forbids. */
const planted: [row: string, file: string, specifier: string][] = [
  ['functions/**/*.test.ts', 'functions/_postgres/events/outbox.test.ts', '../../../infra/launcher/start.ts'],
  ['functions/cache-sync', 'functions/cache-sync/handler.ts', '../_redis/cache.ts'],
  ['functions/cache-sync', 'functions/cache-sync/handler.ts', '../_http/route.ts'],
  ['functions/cache-*', 'functions/cache-read/get-post.ts', '../_postgres/pool.ts'],
  ['functions/cache-*', 'functions/cache-invalidate/handler.ts', '../_sqs/client.ts'],
  ['functions/database-*', 'functions/database-read/get-post.ts', '../_redis/cache.ts'],
  ['functions/database-*', 'functions/database-write/posts/update-post.ts', '../../_sqs/client.ts'],
  ['functions/identity', 'functions/identity/authorizer.ts', '../_redis/client.ts'],
  ['functions/outbox-relay', 'functions/outbox-relay/handler.ts', '../_lambda/ask.ts'],
  ['functions/media', 'functions/media/create-media.ts', '../_redis/cache.ts'],
  ['functions/media', 'functions/media/register.ts', '../database-write/posts/create-post.ts'],
  ['functions/operations', 'functions/operations/healthz.ts', '../_files/store-file.ts'],
  ['functions/_env', 'functions/_env/settings.ts', '../_http/refusal.ts'],
  ['functions/_keys', 'functions/_keys/tags.ts', '../_env/settings.ts'],
  ['functions/_markdown', 'functions/_markdown/render.ts', '../_env/settings.ts'],
  ['functions/_http', 'functions/_http/route.ts', '../_postgres/pool.ts'],
  ['functions/_postgres', 'functions/_postgres/pool.ts', '../_http/reply.ts'],
  ['functions/_redis', 'functions/_redis/client.ts', '../_postgres/pool.ts'],
  ['functions/_sqs', 'functions/_sqs/client.ts', '../_lambda/client.ts'],
  ['functions/_lambda', 'functions/_lambda/client.ts', '../_sqs/client.ts'],
  ['functions/_files', 'functions/_files/store-file.ts', '../_postgres/pool.ts'],
  ['functions/_passwords', 'functions/_passwords/hash.ts', '../_postgres/pool.ts'],
  ['functions/_webauthn', 'functions/_webauthn/ceremonies.ts', '../_postgres/pool.ts'],
  ['functions/_pixels', 'functions/_pixels/examine.ts', '../_files/storage.ts'],
  ['web', 'web/src/lib/hrefs.ts', '../../../functions/_http/route.ts'],
  ['web', 'web/src/lib/components/Masthead.svelte', '../../../../infra/gateway/server.ts'],
  ['infra/gateway', 'infra/gateway/server.ts', '../../functions/_redis/cache.ts'],
  ['infra/gateway', 'infra/gateway/uploads.ts', '../../functions/_files/storage.ts'],
  ['infra', 'infra/lambda-host/host.ts', '../../functions/_redis/cache.ts'],
  ['infra', 'infra/launcher/start.ts', '../../web/src/lib/hrefs.ts'],
  ['infra/cli/import', 'infra/cli/import/local-files.ts', '../../../functions/_postgres/pool.ts'],
  ['infra/cli', 'infra/cli/lambda.ts', '../../functions/_lambda/ask.ts'],
];

/** Rows of which nothing is here yet, or that nothing leads out of. */
const withoutPlant = [
  'functions',
  'proto',
  'infra/**/*.test.ts',
  'infra/**/*-under-test.ts',
  'infra/checks',
  'infra/prove',
];

describe('the import table', { timeout: 60_000 }, () => {
  test.each(planted)('%s: %s may not import %s', async (from, file, specifier) => {
    expect(rowOf(file)?.from).toBe(from);
    const text = file.endsWith('.svelte')
      ? `<script lang="ts">\nimport '${specifier}';\n</script>\n`
      : `import '${specifier}';\n`;
    expect(await said(file, text)).toContainEqual(expect.stringMatching(/^house\/imports: .* may import /));
  });

  test('each row has its planted violation', () => {
    const rows = table.map(({ from }) => from);
    expect(new Set([...planted.map(([from]) => from), ...withoutPlant])).toEqual(new Set(rows));
  });

  test.each([
    ['static', `import '../_postgres/pool.ts';`],
    ['of a type', `import type { Role } from '../_postgres/pool.ts';\nexport type A = Role;`],
    ['in a type', `export type A = import('../_postgres/pool.ts').Role;`],
    ['dynamic', `export const pool = await import('../_postgres/pool.ts');`],
    ['handed on', `export { pool } from '../_postgres/pool.ts';`],
    ['handed on whole', `export * from '../_postgres/pool.ts';`],
    ['of an SDK', `import 'ioredis';`],
  ])('an import that is %s is seen', async (_, text) => {
    expect(await said('functions/cache-read/get-post.ts', `${text}\n`)).toContainEqual(
      expect.stringMatching(/^house\/imports: /),
    );
  });

  test.each([
    ['functions/cache-read/get-post.ts', './get-site.ts'],
    ['functions/cache-sync/_each-record.ts', './handler.ts'],
  ])('a door never imports a door: %s, %s', async (file, specifier) => {
    expect(await said(file, `import '${specifier}';\n`)).toContainEqual(
      expect.stringMatching(/^house\/imports: A door never imports a door/),
    );
  });
});

describe('what else the linter holds functions to', { timeout: 60_000 }, () => {
  test.each([
    ['functions/cache-read/get-post.ts', `console.log('here');`, /^no-console: /],
    ['functions/_redis/client.ts', `console.error('here');`, /^no-console: /],
    [
      'functions/_redis/client.ts',
      `export const url = process.env['REDIS_URL'];`,
      /^no-restricted-syntax: Settings are read/,
    ],
    [
      'functions/cache-read/get-post.ts',
      `export const { HOME } = process.env;`,
      /^no-restricted-syntax: Settings are read/,
    ],
    [
      'functions/cache-read/get-post.ts',
      `import { env } from 'node:process';\nexport const home = env['HOME'];`,
      /^no-restricted-syntax: Settings are read/,
    ],
    [
      'functions/cache-read/get-post.ts',
      `try { JSON.parse(''); } finally { JSON.parse(''); }`,
      /^no-restricted-syntax: A door has no try/,
    ],
    [
      'functions/cache-read/get-post.ts',
      `import { log } from '../_env/log.ts';\nlog.info('here');`,
      /^no-restricted-syntax: A door has no log/,
    ],
    [
      'functions/cache-read/get-post.ts',
      `void (async () => 1)();\n(async () => 1)();`,
      /^@typescript-eslint\/no-floating-promises: /,
    ],
  ])('%s: %s', async (file, text, rule) => {
    expect(await said(file, `${text}\n`)).toContainEqual(expect.stringMatching(rule));
  });
});

test('what the table allows, it allows', () => {
  const allowed = [
    ['functions/cache-read/get-post.ts', './_read-through.ts'],
    ['functions/cache-read/get-post.ts', '../_redis/cache.ts'],
    ['functions/cache-sync/handler.ts', '../_http/refusal.ts'],
    ['functions/_postgres/posts/posts.ts', '../../_http/refusal.ts'],
    ['functions/_redis/cache.test.ts', '../../infra/checks/test-database.ts'],
    ['functions/_redis/client.ts', 'ioredis'],
    ['functions/_http/reply.ts', '@bufbuild/protobuf'],
    ['web/src/lib/server/body.ts', '../../../../functions/_markdown/render.ts'],
    ['infra/gateway/doors.ts', '../../functions/_env/log.ts'],
    ['infra/gateway/doors.ts', '../../functions/cache-read/get-post.ts'],
    ['infra/cli/import/local-files.ts', '../../../functions/_files/store-file.ts'],
  ] as const;
  expect(allowed.map(([file, specifier]) => importProblem(file, specifier))).toEqual(allowed.map(() => undefined));
});

/** A linter that silently reads nothing is seen to pass: this is what it must have in view. */
test('the linter reads every file of ours', async () => {
  const files = globSync(
    ['functions/**/*.ts', 'infra/**/*.{ts,js}', 'web/src/**/*.{ts,svelte}', 'web/*.ts', '*.{ts,js}'],
    {
      cwd: root,
      exclude: (name) => ['node_modules', 'build', '.svelte-kit'].includes(name),
    },
  );
  expect(files.length).toBeGreaterThan(250);
  const unread: string[] = [];
  for (const file of files) {
    const config = (await eslint.calculateConfigForFile(join(root, file))) as
      { rules?: Record<string, unknown> } | undefined;
    if (!config?.rules?.['house/imports']) unread.push(file);
  }
  expect(unread).toEqual([]);
});
