import { asAuthor } from './as-author.ts';
import type { Environment } from './lambda.ts';

export const summary = 'lists the messages that failed for good: what each means, and why it failed';

interface Try {
  messageId: string;
  detail: string;
  requestId: string;
  attempt: number;
  failedAt: string;
}

interface DeadLetter {
  messageId: string;
  reason: string;
  detail: string;
  requestId: string;
  attempts: number;
  firstFailedAt: string;
  failedAt: string;
  body: string;
  queue: string;
  sentence: string;
  redriven: number;
  tries: Try[];
  discardable: boolean;
}

export async function run(_args: string[], environment: Environment): Promise<number> {
  const path = '/api/v1/ops/queue/dead-letters';
  const { items } = await asAuthor<{ items: DeadLetter[] }>(environment, 'operations-list-dead-letters', 'GET', path);
  if (items.length === 0) process.stdout.write('There are no dead letters.\n');
  for (const letter of items) process.stdout.write(`${linesOf(letter).join('\n')}\n`);
  return 0;
}

function linesOf(letter: DeadLetter): string[] {
  const { messageId, reason, queue, sentence, detail, attempts, requestId, body, discardable } = letter;
  const first = letter.firstFailedAt && letter.firstFailedAt !== letter.failedAt;
  const when = `${first ? `, first failed at ${letter.firstFailedAt}` : ''}${letter.failedAt ? `, last at ${letter.failedAt}` : ''}`;
  const earlier = letter.tries.filter((each) => each.messageId !== messageId);
  return [
    `${messageId}  ${reason}  ${queue}`,
    `  ${sentence}`,
    `  ${detail}`,
    `  received ${attempts || 'several'} times${when}${requestId ? `, request ${requestId}` : ''}`,
    ...earlier.map((each) => `  before: ${each.failedAt}  ${each.detail}  request ${each.requestId}`),
    `  ${body.length > 200 ? `${body.slice(0, 200)}…` : body}`,
    ...(discardable ? [`  nothing waits for it: npm run colophon -- discard ${messageId}`] : []),
  ];
}
