import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFunctions } from '../lambda-host/functions.ts';
import { functionsFolder } from '../lambda-host/sources.ts';
import { invokedByCode, invokedByRoles } from './invoked.ts';
import { type Package, readPackage, type Resource, tooLarge } from './package-limits.ts';
import { zipEntries } from './zip-entries.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'colophon-package-'));
const functions = readFunctions();
let packed: Package;

beforeAll(async () => {
  // Nobody's credentials: neither in the environment, nor in a home folder, nor from a machine on AWS.
  const given = Object.entries(process.env).filter(([name]) => !/^AWS_/.test(name));
  const environment = { ...Object.fromEntries(given), HOME: folder, AWS_EC2_METADATA_DISABLED: 'true' };
  const args = [join(root, 'infra', 'aws', 'package.ts'), '--stage', 'checks', '--package', join(folder, 'packed')];
  await promisify(execFile)(process.execPath, args, { cwd: root, env: environment, timeout: 300_000 });
  packed = readPackage(join(folder, 'packed'));
}, 310_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ofType = (type: string) => Object.values(packed.template.Resources).filter(({ Type }) => Type === type);
const properties = (type: string) => ofType(type).map(({ Properties }) => Properties);
const lambda = (name: string) =>
  properties('AWS::Lambda::Function').find(({ FunctionName }) => FunctionName === `colophon-checks-${name}`)!;

test('it keeps within what AWS takes', () => {
  expect(tooLarge(packed)).toEqual([]);
  expect(packed.resources).toBeGreaterThan(150);
  const names = properties('AWS::Lambda::Function').map(({ FunctionName }) => String(FunctionName));
  expect(names.sort()).toEqual(functions.map(({ name }) => `colophon-checks-${name}`).sort());
  expect(names.filter((name) => name.length > 64)).toEqual([]);
});

test('too much of anything is said', () => {
  const huge = {
    ...packed,
    resources: 451,
    templateBytes: 2 ** 20 + 1,
    integrations: 301,
    zips: [{ name: 'a.zip', bytes: 2 ** 23 }],
  };
  expect(tooLarge(huge)).toHaveLength(4);
});

test('a zip holds the bundle of its function and nothing else', () => {
  expect(packed.zips.map(({ name }) => name).sort()).toEqual(functions.map(({ name }) => `${name}.zip`).sort());
  for (const { name } of functions) {
    const entries = zipEntries(readFileSync(join(folder, 'packed', `${name}.zip`)));
    const own = entries.filter((entry) => !entry.startsWith(`dist/${name}/node_modules/`)).sort();
    const bundles = [`dist/${name}/handler.js`, `dist/${name}/package.json`];
    if (name === 'media-process') expect(own).toEqual([...bundles, `dist/${name}/pixel-process.js`]);
    else expect(entries.sort()).toEqual(bundles);
    expect(lambda(name)).toMatchObject({
      Handler: `dist/${name}/handler.handler`,
      Code: { S3Key: expect.stringMatching(`/${name}.zip$`) },
    });
  }
});

test('who unpacks pictures has the decoders for the machine on which it runs, and for no other', () => {
  const entries = zipEntries(readFileSync(join(folder, 'packed', 'media-process.zip')));
  const machineCode = entries.filter((entry) => /\.(node|so(\.[\d.]+)?)$/.test(entry));
  expect(machineCode.length).toBeGreaterThanOrEqual(3);
  expect(machineCode.filter((entry) => !/arm64/.test(entry))).toEqual([]);
  const modules = 'dist/media-process/node_modules';
  for (const entry of [`${modules}/sharp/package.json`, `${modules}/pdfjs-dist/legacy/build/pdf.worker.mjs`])
    expect(entries).toContain(entry);
});

test('no version of a function is kept, and each has a log that ends', () => {
  expect(ofType('AWS::Lambda::Version')).toEqual([]);
  for (const { name } of functions) {
    const { LogGroup } = lambda(name)['LoggingConfig'] as { LogGroup: { Ref: string } };
    const log = packed.template.Resources[LogGroup.Ref]!.Properties;
    expect([name, log]).toEqual([
      name,
      { LogGroupName: expect.stringMatching(/^\/colophon\/checks\/[a-z-]+$/), RetentionInDays: 30 },
    ]);
  }
});

test.each([
  ['CacheInvalidationQueue', 'CacheInvalidationDeadLetters', 'cache-sync', 5],
  ['MediaProcessingQueue', 'MediaProcessingDeadLetters', 'media-process', 3],
])('%s takes back single messages, late enough and often enough', (name, deadLetters, caller, maxReceiveCount) => {
  const queue = packed.template.Resources[name]!.Properties as { VisibilityTimeout: number };
  const { timeoutSeconds } = functions.find((one) => one.name === caller)!;
  expect(queue.VisibilityTimeout).toBeGreaterThanOrEqual(6 * timeoutSeconds);
  expect(queue).toMatchObject({
    RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [deadLetters, 'Arn'] }, maxReceiveCount },
  });
});

test.each(['CacheInvalidationDeadLetters', 'MediaProcessingDeadLetters'])(
  '%s raises an alarm with its first message',
  (queue) => {
    const watching = properties('AWS::CloudWatch::Alarm').filter(({ Dimensions }) =>
      JSON.stringify(Dimensions).includes(JSON.stringify({ 'Fn::GetAtt': [queue, 'QueueName'] })),
    );
    expect(watching).toEqual([
      expect.objectContaining({
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateNumberOfMessagesVisible',
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 0,
      }),
    ]);
  },
);

test('what a function could not do comes back alone', () => {
  const mappings = properties('AWS::Lambda::EventSourceMapping');
  expect(mappings).toHaveLength(functions.flatMap(({ queues }) => queues).length);
  for (const mapping of mappings) expect(mapping['FunctionResponseTypes']).toEqual(['ReportBatchItemFailures']);
});

test('the API has the routes of serverless.yml, and the default', () => {
  const routes = functions.flatMap((one) => one.routes);
  const packedRoutes = properties('AWS::ApiGatewayV2::Route');
  expect(packedRoutes.map(({ RouteKey }) => RouteKey).sort()).toEqual(routes.map(({ routeKey }) => routeKey).sort());
  const guarded = packedRoutes.filter(({ AuthorizationType }) => AuthorizationType === 'CUSTOM');
  expect(guarded).toHaveLength(routes.filter(({ authorizer }) => authorizer).length);
  expect(properties('AWS::ApiGatewayV2::Authorizer')).toEqual([
    expect.objectContaining({
      EnableSimpleResponses: true,
      AuthorizerPayloadFormatVersion: '2.0',
      AuthorizerResultTtlInSeconds: 0,
    }),
  ]);
  expect(JSON.stringify(packed.template)).not.toContain('null');
});

test('the API invokes its functions by a role of its own, and no other service may use it', () => {
  const role = { 'Fn::GetAtt': ['GatewayRole', 'Arn'] };
  for (const { CredentialsArn } of properties('AWS::ApiGatewayV2::Integration')) expect(CredentialsArn).toEqual(role);
  for (const { AuthorizerCredentialsArn } of properties('AWS::ApiGatewayV2::Authorizer'))
    expect(AuthorizerCredentialsArn).toEqual(role);
  const principals = properties('AWS::Lambda::Permission').map(({ Principal }) => Principal);
  expect(new Set(principals)).toEqual(new Set(['events.amazonaws.com']));
  expect(packed.template.Resources['GatewayRole']!.Properties['AssumeRolePolicyDocument']).toMatchObject({
    Statement: [{ Principal: { Service: 'apigateway.amazonaws.com' } }],
  });
});

test('what is scheduled is scheduled', () => {
  const rates = properties('AWS::Events::Rule').map(({ ScheduleExpression }) => ScheduleExpression);
  expect(rates.sort()).toEqual(functions.flatMap(({ schedules }) => schedules).sort());
});

test('a function is told what its stage may know, and no address of this machine', () => {
  const told = (name: string) => Object.keys((lambda(name)['Environment'] as { Variables: object }).Variables).sort();
  expect(told('cache-read-get-post')).toEqual(['FUNCTION_PREFIX', 'REDIS_URL']);
  expect(told('database-read-get-post')).toEqual(['DATABASE_READER_URL', 'FUNCTION_PREFIX']);
  expect(told('outbox-relay')).toEqual(['CACHE_INVALIDATION_QUEUE_URL', 'DATABASE_RELAY_URL', 'FUNCTION_PREFIX']);
  const identity = [
    'DATABASE_IDENTITY_URL',
    'FUNCTION_PREFIX',
    'PUBLIC_URL',
    'SESSION_ABSOLUTE_DAYS',
    'SESSION_IDLE_DAYS',
  ];
  expect(told('identity-authorizer')).toEqual(identity);
  expect(told('cache-sync')).toEqual(['CACHE_INVALIDATION_QUEUE_URL', 'FUNCTION_PREFIX']);
  expect(JSON.stringify(packed.template)).not.toMatch(/127\.0\.0\.1|localhost/);
});

test('who reaches Postgres or Redis is in their network, and nobody else', () => {
  for (const { name } of functions) {
    const { Environment, VpcConfig } = lambda(name) as { Environment: { Variables: object }; VpcConfig?: object };
    const reaches = Object.keys(Environment.Variables).some((variable) => /^(DATABASE|REDIS)_/.test(variable));
    expect([name, VpcConfig !== undefined]).toEqual([name, reaches]);
  }
  expect(Object.keys(packed.template.Parameters).sort()).toEqual(['SecurityGroups', 'Subnets']);
});

test('each stage has a role of its own, and what needs nothing has one that may write its log and nothing else', () => {
  for (const { name } of functions) {
    const words = stageOf(name)
      .split('-')
      .map((word) => word[0]!.toUpperCase() + word.slice(1));
    const role = needsNothing(name) ? 'BareRole' : `${words.join('')}Role`;
    expect([name, lambda(name)['Role']]).toEqual([name, { 'Fn::GetAtt': [role, 'Arn'] }]);
  }
  // With the bare one, and the gateway's.
  expect(ofType('AWS::IAM::Role')).toHaveLength(new Set(functions.map(({ name }) => stageOf(name))).size + 2);
  const [policy] = packed.template.Resources['BareRole']!.Properties['Policies'] as Policy[];
  expect(policy!.PolicyDocument.Statement.map(({ Effect, Action }) => [Effect, Action])).toEqual([
    ['Allow', ['logs:CreateLogStream', 'logs:PutLogEvents']],
  ]);
  expect(functions.filter(({ name }) => needsNothing(name)).map(({ name }) => name)).toEqual([
    'operations-get-openapi',
    'operations-get-docs',
    'operations-healthz',
    'operations-not-found',
  ]);
});

test('a role may invoke whom its stage asks, and nobody else', () => {
  const roles = functions
    .filter(({ name }) => !needsNothing(name))
    .map(({ name }): [string, Resource] => {
      const [role] = (lambda(name)['Role'] as { 'Fn::GetAtt': [string] })['Fn::GetAtt'];
      return [stageOf(name), packed.template.Resources[role]!];
    });
  expect(invokedByRoles(new Map(roles), 'colophon-checks-')).toEqual(invokedByCode());
  expect(Object.values(invokedByCode()).flat().length).toBeGreaterThan(10);
});

interface Policy {
  PolicyDocument: { Statement: { Effect: string; Action: string[] }[] };
}

/** Told of no address, and called by no queue: it answers out of itself. */
function needsNothing(name: string): boolean {
  const { Variables } = lambda(name)['Environment'] as { Variables: object };
  return Object.keys(Variables).every((variable) => variable === 'FUNCTION_PREFIX');
}

function stageOf(name: string): string {
  const { source } = functions.find((one) => one.name === name)!;
  return relative(functionsFolder, source).split(sep)[0]!;
}
