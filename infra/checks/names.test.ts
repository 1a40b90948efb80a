import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const files = globSync('{functions,infra,proto,web}/**/*', {
  cwd: join(import.meta.dirname, '..', '..'),
  exclude: (name) => ['node_modules', 'build', '.svelte-kit', 'gen', 'content'].includes(name),
});

/** Words that say nothing of what is inside, and soon hold everything. */
const empty = /(^|[-_.])(utils?|helpers?|commons?|managers?|data|infos?)([-_.]|$)|-service(\.|$)|[a-z]Service(\.|$)/;

const isEmpty = (file: string) => file.split('/').some((part) => empty.test(part));

test('no file and no folder has a name that says nothing', () => {
  expect(files.length).toBeGreaterThan(250);
  expect(files.filter(isEmpty)).toEqual([]);
});

test.each([
  'functions/utils/x.ts',
  'infra/checks/test-helpers.ts',
  'web/src/lib/common.ts',
  'functions/_redis/cache-manager.ts',
  'infra/info.ts',
  'infra/data/x.ts',
  'infra/post-service.ts',
  'infra/PostService.ts',
])('%s would be found', (file) => {
  expect(isEmpty(file)).toBe(true);
});

test.each([
  'infra/services/redis.ts',
  'infra/launcher/service-parts.ts',
  'functions/_postgres/transaction.ts',
  'infra/checks/database-under-test.ts',
])('%s says something', (file) => {
  expect(isEmpty(file)).toBe(false);
});
