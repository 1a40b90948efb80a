import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readServerlessFile } from '../services/serverless-file.ts';
import { readFunctions } from './functions.ts';
import { loadHandlers, loadOnDemand } from './load-handlers.ts';
import { functionSources } from './sources.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'colophon-functions-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text = 'export const handler = async () => undefined;\n'): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function read(yaml: string) {
  write('serverless.yml', yaml);
  return readFunctions({
    file: readServerlessFile(join(folder, 'serverless.yml')),
    sources: functionSources(join(folder, 'functions')),
  });
}

test('serverless.yml says what runs, how long, and what calls it', () => {
  write('functions/cache-read/get-post.ts');
  write('functions/cache-sync/handler.ts');
  write('functions/identity/authorizer.ts');
  const functions = read(`
provider:
  timeout: 4
  httpApi: { authorizers: { caller: { type: request, functionName: identity-authorizer } } }
functions:
  cache-read-get-post:
    handler: dist/cache-read-get-post/handler.handler
    timeout: 3
    events:
      - httpApi: { method: get, path: '/posts/{path+}', authorizer: { name: caller } }
      - httpApi: 'HEAD /posts/{path+}'
      - httpApi: '*'
      - schedule: rate(5 minutes)
  cache-sync:
    memorySize: 256
    events:
      - sqs: { arn: !GetAtt CacheInvalidationQueue.Arn, batchSize: 7, functionResponseType: ReportBatchItemFailures }
  identity-authorizer: {}
`);
  expect(functions).toEqual([
    {
      name: 'cache-read-get-post',
      source: join(folder, 'functions/cache-read/get-post.ts'),
      timeoutSeconds: 3,
      memoryMegabytes: 1024,
      routes: [
        { routeKey: 'GET /posts/{path+}', authorizer: 'identity-authorizer' },
        { routeKey: 'HEAD /posts/{path+}' },
        { routeKey: '$default' },
      ],
      queues: [],
      schedules: ['rate(5 minutes)'],
    },
    {
      name: 'cache-sync',
      source: join(folder, 'functions/cache-sync/handler.ts'),
      timeoutSeconds: 4,
      memoryMegabytes: 256,
      routes: [],
      queues: [{ queue: 'CacheInvalidationQueue', batchSize: 7, reportsItemFailures: true, maximumConcurrency: 2 }],
      schedules: [],
    },
    expect.objectContaining({ name: 'identity-authorizer', source: join(folder, 'functions/identity/authorizer.ts') }),
  ]);
});

test('a rate that AWS does not have is one of this host’s alone', () => {
  write('functions/a/tick.ts');
  const [tick] = read(`
custom: { local: { schedules: { a-tick: rate(1 second) } } }
functions: { a-tick: { events: [{ schedule: rate(1 minute) }] } }
`);
  expect(tick).toMatchObject({ schedules: ['rate(1 minute)'], localRate: 'rate(1 second)' });
});

test('the net under the bell is there each second', () => {
  expect(readFunctions()).toContainEqual(
    expect.objectContaining({ name: 'outbox-relay', localRate: 'rate(1 second)' }),
  );
});

test.each([
  [
    'custom: { local: { schedules: { a-b: rate(1 second) } } }\nfunctions: { a-b: {} }',
    'custom.local.schedules in serverless.yml names a-b, which has no schedule.',
  ],
  [
    'custom: { local: { schedules: { a-c: rate(1 second) } } }\nfunctions: { a-b: {} }',
    'custom.local.schedules in serverless.yml names a-c, which has no schedule.',
  ],
  [
    'custom: { local: { schedules: { a-b: 1 } } }\nfunctions: { a-b: { events: [{ schedule: rate(1 minute) }] } }',
    'custom.local.schedules in serverless.yml needs a-b: rate(1 second).',
  ],
  [
    'functions: { a-b: { events: [{ schedule: rate(1 second) }] } }',
    'The schedule "rate(1 second)" of the function a-b is none of AWS’s: seconds stand in custom.local.schedules.',
  ],
])('a rate that would silently mean nothing is one sentence: %s', (yaml, sentence) => {
  write('functions/a/b.ts');
  expect(() => read(yaml)).toThrow(sentence);
});

test('the name of a function says which file holds it', () => {
  for (const path of [
    'a/handler.ts',
    'a/get-b.ts',
    'a/domain/put-c.ts',
    'a/_shared.ts',
    'a/get-b.test.ts',
    '_room/x.ts',
  ]) {
    write(`functions/${path}`);
  }
  expect([...functionSources(join(folder, 'functions')).keys()].sort()).toEqual(['a', 'a-get-b', 'a-put-c']);
});

test('two files that hold one function are named', () => {
  write('functions/a/one/get.ts');
  write('functions/a/two/get.ts');
  expect(() => functionSources(join(folder, 'functions'))).toThrow(
    /Two files hold the function a-get: .*one\/get\.ts and .*two\/get\.ts\./,
  );
});

test.each([
  ['functions: { a-missing: {} }', 'The function a-missing in serverless.yml has no source file in functions/.'],
  [
    'functions: { a-b: { events: [{ s3: bucket }] } }',
    'The function a-b in serverless.yml has an event that this host does not know: s3.',
  ],
  [
    "functions: { a-b: { events: [{ httpApi: { method: GET, path: '/', authorizer: { name: who } } }] } }",
    'The authorizer of the route GET / is not declared in serverless.yml.',
  ],
  [
    'functions: { a-b: { events: [{ sqs: { arn: nothing } }] } }',
    'The queue of the function a-b in serverless.yml needs arn: !GetAtt <queue>.Arn.',
  ],
])('a broken declaration is one sentence: %s', (yaml, sentence) => {
  write('functions/a/b.ts');
  expect(() => read(yaml)).toThrow(sentence);
});

test.each([
  ['export const other = 1;\n', /b\.ts does not export a function named handler\./],
  ["throw new Error('no such setting');\n", /The function a-b cannot be loaded from .*b\.ts: no such setting/],
])('a handler that cannot be loaded is one sentence', async (text, sentence) => {
  write('functions/a/b.ts', text);
  await expect(loadHandlers(read('functions: { a-b: {} }'))).rejects.toThrow(sentence);
});

test('a handler on demand that cannot be imported fails the call, and not the start', async () => {
  const onDemand = (text: string) => {
    write('functions/a/b.ts', text);
    const { handler } = loadOnDemand(read('functions: { a-b: {} }')[0]!);
    return async () => handler({} as never, {} as never);
  };
  const broken = onDemand("throw new Error('no such setting');\n");
  await expect(broken()).rejects.toThrow('The function a-b cannot be loaded');
});
