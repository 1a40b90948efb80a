import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { CannotStart } from './cannot-start.ts';
import { queueDefinitions } from './queue-definitions.ts';
import type { QueueDefinition } from './queue-definitions.ts';
import { readServerlessFile } from './serverless-file.ts';

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** Makes the queues that serverless.yml declares, or brings those that exist in line with it. Answers their URLs by logical name. */
export async function createQueues(
  endpoint: string,
  credentials: Credentials,
  { region = 'us-east-1', definitions = queueDefinitions(readServerlessFile()) } = {},
): Promise<Record<string, string>> {
  const client = new SQSClient({ endpoint, region, credentials, maxAttempts: 3 });
  const urls: Record<string, string> = {};
  try {
    for (const definition of definitions) {
      urls[definition.logicalName] = await createQueue(client, endpoint, definition, urls);
    }
    return urls;
  } catch (error) {
    if (error instanceof CannotStart) throw error;
    throw new CannotStart(
      `The queue server at SQS_ENDPOINT=${endpoint} did not make its queues: ${(error as Error).message || String(error)}`,
    );
  } finally {
    client.destroy();
  }
}

async function createQueue(
  client: SQSClient,
  endpoint: string,
  definition: QueueDefinition,
  urls: Record<string, string>,
): Promise<string> {
  const attributes = { ...definition.attributes };
  if (definition.redrive) {
    const deadLetters = urls[definition.redrive.deadLetters];
    if (!deadLetters)
      throw new CannotStart(
        `The queue ${definition.logicalName} names dead letters that serverless.yml does not declare.`,
      );
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: deadLetters, AttributeNames: ['QueueArn'] }),
    );
    attributes['RedrivePolicy'] = JSON.stringify({
      deadLetterTargetArn: Attributes?.['QueueArn'],
      maxReceiveCount: definition.redrive.maxReceiveCount,
    });
  }
  const { queueName: QueueName } = definition;
  try {
    const made = await client.send(new CreateQueueCommand({ QueueName, Attributes: attributes }));
    return reachable(made.QueueUrl, endpoint);
  } catch (error) {
    // It exists, made with what serverless.yml said earlier. Its messages stay.
    if (!/QueueNameExists|QueueAlreadyExists/.test((error as Error).name)) throw error;
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName }));
    const url = reachable(QueueUrl, endpoint);
    await client.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: attributes }));
    return url;
  }
}

/** A server that persists queues hands out the address it had when they were made; the SDK calls the address in the URL, so it must be today's. */
function reachable(url: string | undefined, endpoint: string): string {
  const { pathname } = new URL(url ?? '');
  return new URL(pathname, endpoint).href;
}
