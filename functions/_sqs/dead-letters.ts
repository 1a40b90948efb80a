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
import { originAttribute, redrivenAttribute } from './sent-again.ts';

export interface DeadLetterMessage {
  messageId: string;
  body: string;
  receipt: string;
  /** How often this news was redriven before; each time it is a new message to the queue. */
  redriven: number;
  /** The id that it had at first. */
  origin: string;
  /** When it was put on the queue; '' where the queue does not say. */
  sentAt: string;
}

/** Of these, those that are wanted. */
export type Chooser = (batch: DeadLetterMessage[]) => Promise<DeadLetterMessage[]>;

/** How long a message that is looked at or moved stays hidden from others; if the process dies, so long until it is back. */
const hideSeconds = 20;
/** Not 0: the local SQS server, when it keeps messages on disk, loses sight of one that is shown again at once. */
const reappearSeconds = 1;
const patientMs = 3 * reappearSeconds * 1_000;
/** There is no way to ask for one message: all are gone through, but not for so long that the first are back in sight. */
const searchMs = 12_000;
const mostReceived = 10;

/** The messages that rest in the dead-letter queue, at most `most` of them. They are received to be seen, and shown again. */
export async function peekDeadLetters(most: number, queue: QueueName = 'invalidation'): Promise<DeadLetterMessage[]> {
  const letters: DeadLetterMessage[] = [];
  const giveUpAt = Date.now() + patientMs;
  try {
    while (letters.length < most) {
      const batch = await receive(queue, Math.min(mostReceived, most - letters.length));
      letters.push(...batch);
      if (batch.length === 0 && !(await moreWillShow(queue, letters.length, giveUpAt))) break;
    }
  } finally {
    await showAgain(queue, letters);
  }
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
  const moved = await search(queue, {
    wanted: wanted ?? ((batch) => Promise.resolve(batch)),
    take: (letter) => sendBack(queue, letter),
    most,
    atOnce: (taken) => Math.min(mostReceived, most - taken),
    giveUpAt: wanted ? 0 : Date.now() + patientMs,
  });
  return moved.length;
}

/**
 * The same for those that somebody named.
 * @returns the ids of those that were found, and moved; of the others none rests here, or so many rest that the time was over
 */
export async function redriveThese(messageIds: string[], queue: QueueName): Promise<string[]> {
  const moved = await search(queue, {
    wanted: (batch) => Promise.resolve(batch.filter(({ messageId }) => messageIds.includes(messageId))),
    take: (letter) => sendBack(queue, letter),
    most: messageIds.length,
    endsAt: Date.now() + searchMs,
    giveUpAt: Date.now() + patientMs,
  });
  return moved.map(({ messageId }) => messageId);
}

/** Deletes one dead letter, if `mayGo` agrees when it has seen it. */
export async function discardDeadLetter(
  messageId: string,
  queue: QueueName,
  mayGo: (letter: DeadLetterMessage) => Promise<boolean>,
): Promise<'discarded' | 'kept' | 'missing'> {
  let isKept = false;
  const discarded = await search(queue, {
    wanted: async (batch) => {
      const found = batch.filter((letter) => letter.messageId === messageId);
      isKept ||= found[0] !== undefined && !(await mayGo(found[0]));
      return isKept ? [] : found;
    },
    take: async (letter) => {
      await remove(queue, letter);
      await step('dead-letter.discarded');
    },
    most: 1,
    endsAt: Date.now() + searchMs,
    giveUpAt: Date.now() + patientMs,
    isOver: () => isKept,
  });
  if (isKept) return 'kept';
  return discarded.length > 0 ? 'discarded' : 'missing';
}

interface Search {
  wanted: Chooser;
  take: (letter: DeadLetterMessage) => Promise<void>;
  most: number;
  /** How many to receive, when so many were taken. */
  atOnce?: (taken: number) => number;
  endsAt?: number;
  /** Until when to wait for letters that somebody else is looking at. */
  giveUpAt: number;
  isOver?: () => boolean;
}

/** Goes through the dead letters and takes those that are wanted; the others are shown again, whatever goes wrong. */
async function search(
  queue: QueueName,
  { wanted, take, most, atOnce = () => mostReceived, endsAt = Infinity, giveUpAt, isOver = () => false }: Search,
): Promise<DeadLetterMessage[]> {
  const taken: DeadLetterMessage[] = [];
  let held: DeadLetterMessage[] = [];
  try {
    while (taken.length < most && !isOver() && Date.now() < endsAt) {
      const batch = await receive(queue, atOnce(taken.length));
      if (batch.length === 0 && !(await moreWillShow(queue, held.length, giveUpAt))) break;
      held.push(...batch);
      for (const letter of await wanted(batch)) {
        await take(letter);
        taken.push(letter);
        held = held.filter((other) => other !== letter);
      }
    }
  } finally {
    await showAgain(queue, held);
  }
  return taken;
}

async function sendBack(queue: QueueName, letter: DeadLetterMessage): Promise<void> {
  await step('redrive.received');
  await sqs().send(sendAgain(queue, letter), patience());
  await step('redrive.sent');
  await remove(queue, letter);
  await step('redrive.deleted');
}

async function remove(queue: QueueName, { receipt }: DeadLetterMessage): Promise<void> {
  const command = new DeleteMessageCommand({ QueueUrl: queues[queue].deadLetters(), ReceiptHandle: receipt });
  await sqs().send(command, patience());
}

/** Somebody else may just have looked at letters, which hides them for a moment: worth waiting for, within limits. */
async function moreWillShow(queue: QueueName, known: number, giveUpAt: number): Promise<boolean> {
  if (Date.now() >= giveUpAt || (await depths(queue)).deadLetters <= known) return false;
  await pause(100);
  return true;
}

async function showAgain(queue: QueueName, letters: DeadLetterMessage[]): Promise<void> {
  for (let start = 0; start < letters.length; start += mostReceived) {
    const Entries = letters
      .slice(start, start + mostReceived)
      .map(({ receipt }, index) => ({ Id: String(index), ReceiptHandle: receipt, VisibilityTimeout: reappearSeconds }));
    await sqs().send(
      new ChangeMessageVisibilityBatchCommand({ QueueUrl: queues[queue].deadLetters(), Entries }),
      patience(),
    );
  }
}

function sendAgain(queue: QueueName, { body, redriven, origin }: DeadLetterMessage): SendMessageCommand {
  const MessageAttributes = {
    [redrivenAttribute]: { DataType: 'Number', StringValue: String(redriven + 1) },
    [originAttribute]: { DataType: 'String', StringValue: origin },
  };
  return new SendMessageCommand({ QueueUrl: queues[queue].url(), MessageBody: body, MessageAttributes });
}

async function receive(queue: QueueName, most: number): Promise<DeadLetterMessage[]> {
  const { Messages = [] } = await sqs().send(
    new ReceiveMessageCommand({
      QueueUrl: queues[queue].deadLetters(),
      MaxNumberOfMessages: most,
      VisibilityTimeout: hideSeconds,
      WaitTimeSeconds: 0,
      MessageAttributeNames: [redrivenAttribute, originAttribute],
      MessageSystemAttributeNames: ['SentTimestamp'],
    }),
    patience(),
  );
  return Messages.map(({ MessageId = '', Body = '', ReceiptHandle = '', MessageAttributes, Attributes }: Message) => ({
    messageId: MessageId,
    body: Body,
    receipt: ReceiptHandle,
    redriven: Number(MessageAttributes?.[redrivenAttribute]?.StringValue ?? 0),
    origin: MessageAttributes?.[originAttribute]?.StringValue ?? MessageId,
    sentAt: Attributes?.SentTimestamp ? new Date(Number(Attributes.SentTimestamp)).toISOString() : '',
  }));
}
