import { CannotStart } from './cannot-start.ts';
import { isTree, resourcesOf } from './serverless-file.ts';
import type { Tree } from './serverless-file.ts';

/** A queue as the stack declares it. */
export interface QueueDefinition {
  logicalName: string;
  queueName: string;
  attributes: Record<string, string>;
  redrive: { deadLetters: string; maxReceiveCount: number } | undefined;
}

const copied = [
  'VisibilityTimeout',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'DelaySeconds',
  'MaximumMessageSize',
];

/** Dead-letter queues come first, since a queue names its own by address. */
export function queueDefinitions(file: Tree): QueueDefinition[] {
  const queues = Object.entries(resourcesOf(file)).filter(([, resource]) => resource['Type'] === 'AWS::SQS::Queue');
  if (queues.length === 0) throw new CannotStart('serverless.yml declares no queue (AWS::SQS::Queue).');
  const definitions = queues.map(([logicalName, resource]) => definition(logicalName, resource));
  return definitions.sort((one, other) => Number(one.redrive !== undefined) - Number(other.redrive !== undefined));
}

function definition(logicalName: string, resource: Tree): QueueDefinition {
  const properties = isTree(resource['Properties']) ? resource['Properties'] : {};
  const queueName = properties['QueueName'];
  if (typeof queueName !== 'string' || !/^[\w-]{1,80}$/.test(queueName)) {
    throw new CannotStart(
      `The queue ${logicalName} in serverless.yml needs a QueueName of letters, digits and hyphens.`,
    );
  }
  const set = copied.filter((name) => properties[name] !== undefined);
  return {
    logicalName,
    queueName,
    attributes: Object.fromEntries(set.map((name) => [name, String(properties[name])])),
    redrive: redrive(logicalName, properties['RedrivePolicy']),
  };
}

function redrive(logicalName: string, policy: unknown): QueueDefinition['redrive'] {
  if (policy === undefined) return undefined;
  const target =
    isTree(policy) && isTree(policy['deadLetterTargetArn']) ? policy['deadLetterTargetArn']['Fn::GetAtt'] : undefined;
  const maxReceiveCount = isTree(policy) ? Number(policy['maxReceiveCount']) : NaN;
  const deadLetters = Array.isArray(target) && target[1] === 'Arn' ? String(target[0]) : undefined;
  if (!deadLetters || !Number.isInteger(maxReceiveCount) || maxReceiveCount < 1) {
    throw new CannotStart(
      `The RedrivePolicy of ${logicalName} in serverless.yml needs deadLetterTargetArn: !GetAtt <queue>.Arn and maxReceiveCount.`,
    );
  }
  return { deadLetters, maxReceiveCount };
}
