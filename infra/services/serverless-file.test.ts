import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { queueDefinitions } from './queue-definitions.ts';
import { readServerlessFile, resourcesOf } from './serverless-file.ts';
import { scratchFolder } from './stand-ins.ts';

function files(serverless: string, resources = ''): string {
  const folder = scratchFolder();
  mkdirSync(join(folder, 'infra'));
  writeFileSync(join(folder, 'serverless.yml'), serverless);
  writeFileSync(join(folder, 'infra', 'resources.yml'), resources);
  return join(folder, 'serverless.yml');
}

test('our own file declares each queue with its dead letters as the flow wants them', () => {
  const definitions = queueDefinitions(readServerlessFile());
  const names = [
    'CacheInvalidationDeadLetters',
    'MediaProcessingDeadLetters',
    'CacheInvalidationQueue',
    'MediaProcessingQueue',
  ];
  expect(definitions.map(({ logicalName }) => logicalName)).toEqual(names);
  const [deadLetters, ofMedia, queue, media] = definitions;
  for (const rests of [deadLetters, ofMedia]) expect(rests!.redrive).toBeUndefined();
  expect(media!.redrive).toMatchObject({ deadLetters: 'MediaProcessingDeadLetters' });
  expect(queue).toMatchObject({
    logicalName: 'CacheInvalidationQueue',
    queueName: 'colophon-local-cache-invalidation',
    attributes: { VisibilityTimeout: '18' },
    redrive: { deadLetters: 'CacheInvalidationDeadLetters', maxReceiveCount: 5 },
  });
});

test('included files, the stage, references to itself and CloudFormation’s short forms are read', () => {
  const path = files(
    [
      'service: colophon',
      'custom: { prefix: "${self:service}-${sls:stage}" }',
      'resources:',
      '  - ${file(infra/resources.yml)}',
      '  - Resources: { Other: { Type: "AWS::SNS::Topic", Arn: !GetAtt Q.Arn, List: !If [a, !Ref B, { c: !Sub "x" }] } }',
    ].join('\n'),
    'Resources: { Q: { Type: "AWS::SQS::Queue", Properties: { QueueName: "${self:custom.prefix}-q" } } }',
  );
  expect(resourcesOf(readServerlessFile(path, 'here'))).toEqual({
    Q: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'colophon-here-q' } },
    Other: {
      Type: 'AWS::SNS::Topic',
      Arn: { 'Fn::GetAtt': ['Q', 'Arn'] },
      List: { 'Fn::If': ['a', { Ref: 'B' }, { c: { 'Fn::Sub': 'x' } }] },
    },
  });
});

test.each([
  ['resources: {}', /declares no queue/],
  ['resources: { Resources: { Q: { Type: "AWS::SQS::Queue" } } }', /The queue Q in serverless\.yml needs a QueueName/],
  [
    'resources: { Resources: { Q: { Type: "AWS::SQS::Queue", Properties: { QueueName: q, RedrivePolicy: { maxReceiveCount: 5 } } } } }',
    /The RedrivePolicy of Q in serverless\.yml needs deadLetterTargetArn/,
  ],
])('what is missing is named: %s', (text, message) => {
  expect(() => queueDefinitions(readServerlessFile(files(text)))).toThrow(message);
});

test('a file that is no YAML, or is not there, is named', () => {
  expect(() => readServerlessFile(files('a: [1'))).toThrow(/serverless\.yml is not valid YAML/);
  expect(() => readServerlessFile('/nowhere/serverless.yml')).toThrow(/The file \/nowhere\/serverless\.yml is missing/);
});
