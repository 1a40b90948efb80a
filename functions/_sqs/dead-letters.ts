import { setTimeout as pause } from 'node:timers/promises';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { step } from '../_env/step.ts';
import { patience, sqs } from './client.ts';
import { depths } from './depths.ts';
import { type QueueName, queues } from './queues.ts';

export interface DeadLetterMessage {
  messageId: string;
  body: string;
  receipt: string;
  /** How often this news was redriven before; each time it is a new message to the queue. */
  redriven: number;
}

/** How long a message that is looked at or moved stays hidden from others; if the process dies, so long until it is back. */
const hideSeconds = 20;
/** Not 0: the local SQS server, when it keeps messages on disk, loses sight of one that is shown again at once. */
const reappearSeconds = 1;
const patientMs = 3 * reappearSeconds * 1_000;
/** On a message that somebody sent again, how often. */
export const redrivenAttribute = 'redriven';

/** The messages that rest in the dead-letter queue, at most `most` of them. They are received to be seen, and shown again. */
export async function peekDeadLetters(most: number, queue: QueueName = 'invalidation'): Promise<DeadLetterMessage[]> {
  const letters: DeadLetterMessage[] = [];
  const giveUpAt = Date.now() + patientMs;
  while (letters.length < most) {
    const batch = await receive(queue, Math.min(10, most - letters.length));
    letters.push(...batch);
    if (batch.length === 0 && !(await moreWillShow(queue, letters.length, giveUpAt))) break;
  }
  await showAgain(queue, letters);
  return letters;
}

/**
 * Moves up to `most` dead letters back to the queue that they came from: sent first, then deleted. Killed in between, a
 * message is in both, and handled twice, which is harmless; none is lost.
 * @param wanted chooses, batch by batch; those that are not wanted are shown again at the end. Who chooses does not wait
 * for letters that somebody else is looking at.
 * @returns how many messages were moved
 */
export async function redrive(most: number, wanted?: Chooser, queue: QueueName = 'invalidation'): Promise<number> {
  let moved = 0;
  const left: DeadLetterMessage[] = [];
  const giveUpAt = wanted ? 0 : Date.now() + patientMs;
  while (moved < most) {
    const batch = await receive(queue, Math.min(10, most - moved));
    if (batch.length === 0 && !(await moreWillShow(queue, 0, giveUpAt))) break;
    const chosen = wanted ? await wanted(batch) : batch;
    left.push(...batch.filter((message) => !chosen.includes(message)));
    for (const message of chosen) {
      await step('redrive.received');
      await sqs().send(sendAgain(queue, message), patience());
      await step('redrive.sent');
      await sqs().send(
        new DeleteMessageCommand({ QueueUrl: queues[queue].deadLetters(), ReceiptHandle: message.receipt }),
        patience(),
      );
      await step('redrive.deleted');
      moved++;
    }
  }
  await showAgain(queue, left);
  return moved;
}

/** Somebody else may just have looked at letters, which hides them for a moment: worth waiting for, within limits. */
async function moreWillShow(queue: QueueName, known: number, giveUpAt: number): Promise<boolean> {
  if (Date.now() >= giveUpAt || (await depths(queue)).deadLetters <= known) return false;
  await pause(100);
  return true;
}

export type Chooser = (batch: DeadLetterMessage[]) => Promise<DeadLetterMessage[]>;

async function showAgain(queue: QueueName, letters: DeadLetterMessage[]): Promise<void> {
  for (let start = 0; start < letters.length; start += 10) {
    const Entries = letters
      .slice(start, start + 10)
      .map(({ receipt }, index) => ({ Id: String(index), ReceiptHandle: receipt, VisibilityTimeout: reappearSeconds }));
    await sqs().send(
      new ChangeMessageVisibilityBatchCommand({ QueueUrl: queues[queue].deadLetters(), Entries }),
      patience(),
    );
  }
}

function sendAgain(queue: QueueName, { body, redriven }: DeadLetterMessage): SendMessageCommand {
  const MessageAttributes = { [redrivenAttribute]: { DataType: 'Number', StringValue: String(redriven + 1) } };
  return new SendMessageCommand({ QueueUrl: queues[queue].url(), MessageBody: body, MessageAttributes });
}

async function receive(queue: QueueName, most: number): Promise<DeadLetterMessage[]> {
  const { Messages = [] } = await sqs().send(
    new ReceiveMessageCommand({
      QueueUrl: queues[queue].deadLetters(),
      MaxNumberOfMessages: most,
      VisibilityTimeout: hideSeconds,
      WaitTimeSeconds: 0,
      MessageAttributeNames: [redrivenAttribute],
    }),
    patience(),
  );
  return Messages.map(({ MessageId, Body, ReceiptHandle, MessageAttributes }: Message) => ({
    messageId: MessageId ?? '',
    body: Body ?? '',
    receipt: ReceiptHandle ?? '',
    redriven: Number(MessageAttributes?.[redrivenAttribute]?.StringValue ?? 0),
  }));
}
