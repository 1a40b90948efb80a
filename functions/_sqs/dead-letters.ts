import { setTimeout as pause } from 'node:timers/promises';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
} from '@aws-sdk/client-sqs';
import { log } from '../_env/log.ts';
import { step } from '../_env/step.ts';
import { batchesOf } from './batches.ts';
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
/** More than the attributes of one that is sent again. */
const attributeBytes = 512;

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
 * Moves up to `most` dead letters back to the queue that they came from, as many as can be in twelve seconds: sent first, then
 * deleted, ten at a time. Killed in between, messages are in both, and handled twice, which is harmless; none is lost.
 * @param wanted chooses, batch by batch; those that are not wanted are shown again at the end. Who chooses does not wait
 * for letters that somebody else is looking at.
 * @returns how many messages were moved
 */
export async function redrive(most: number, wanted?: Chooser, queue: QueueName = 'invalidation'): Promise<number> {
  const moved = await search(queue, {
    wanted: wanted ?? ((batch) => Promise.resolve(batch)),
    take: (letters) => sendBack(queue, letters),
    most,
    endsAt: Date.now() + searchMs,
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
    take: (letters) => sendBack(queue, letters),
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
    take: async (letters) => {
      await remove(queue, letters);
      await step('dead-letter.discarded');
      return letters;
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
  /** @returns those that were taken */
  take: (letters: DeadLetterMessage[]) => Promise<DeadLetterMessage[]>;
  most: number;
  /** How many to receive, when so many were taken. */
  atOnce?: (taken: number) => number;
  endsAt: number;
  /** Until when to wait for letters that somebody else is looking at. */
  giveUpAt: number;
  isOver?: () => boolean;
}

/** Goes through the dead letters and takes those that are wanted; the others are shown again, whatever goes wrong. */
async function search(
  queue: QueueName,
  { wanted, take, most, atOnce = () => mostReceived, endsAt, giveUpAt, isOver = () => false }: Search,
): Promise<DeadLetterMessage[]> {
  const taken: DeadLetterMessage[] = [];
  let held: DeadLetterMessage[] = [];
  try {
    while (taken.length < most && !isOver() && Date.now() < endsAt) {
      const batch = await receive(queue, atOnce(taken.length));
      if (batch.length === 0 && !(await moreWillShow(queue, held.length, giveUpAt))) break;
      held.push(...batch);
      const chosen = await wanted(batch);
      if (chosen.length === 0) continue;
      const gone = await take(chosen);
      taken.push(...gone);
      held = held.filter((letter) => !gone.includes(letter));
    }
  } finally {
    await showAgain(queue, held);
  }
  return taken;
}

async function sendBack(queue: QueueName, letters: DeadLetterMessage[]): Promise<DeadLetterMessage[]> {
  const moved: DeadLetterMessage[] = [];
  await step('redrive.received');
  for (const batch of batchesOf(letters, ({ body }) => Buffer.byteLength(body) + attributeBytes)) {
    const { Successful = [], Failed = [] } = await sqs().send(sendAgain(queue, batch), patience());
    await step('redrive.sent');
    if (Failed.length > 0) log.warn({ queue, failed: Failed }, 'the queue did not take back all letters');
    const sent = Successful.map(({ Id }) => batch[Number(Id)]!);
    if (sent.length > 0) await remove(queue, sent);
    await step('redrive.deleted');
    moved.push(...sent);
  }
  return moved;
}

/** One that stays all the same is seen again, and handled twice. */
async function remove(queue: QueueName, letters: DeadLetterMessage[]): Promise<void> {
  const Entries = letters.map(({ receipt }, index) => ({ Id: String(index), ReceiptHandle: receipt }));
  await sqs().send(new DeleteMessageBatchCommand({ QueueUrl: queues[queue].deadLetters(), Entries }), patience());
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

function sendAgain(queue: QueueName, letters: DeadLetterMessage[]): SendMessageBatchCommand {
  const Entries = letters.map(({ body, redriven, origin }, index) => ({
    Id: String(index),
    MessageBody: body,
    MessageAttributes: {
      [redrivenAttribute]: { DataType: 'Number', StringValue: String(redriven + 1) },
      [originAttribute]: { DataType: 'String', StringValue: origin },
    },
  }));
  return new SendMessageBatchCommand({ QueueUrl: queues[queue].url(), Entries });
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
