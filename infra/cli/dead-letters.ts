import { asAuthor } from './as-author.ts';
import type { Environment } from './lambda.ts';

export const summary = 'lists the messages that failed for good, each with the reason';

interface DeadLetter {
  messageId: string;
  reason: string;
  detail: string;
  requestId: string;
  attempts: number;
  failedAt: string;
  body: string;
  queue: string;
}

export async function run(_args: string[], environment: Environment): Promise<number> {
  const path = '/api/v1/ops/queue/dead-letters';
  const { items } = await asAuthor<{ items: DeadLetter[] }>(environment, 'operations-list-dead-letters', 'GET', path);
  if (items.length === 0) process.stdout.write('There are no dead letters.\n');
  for (const letter of items) {
    const when = letter.failedAt ? `, last at ${letter.failedAt}` : '';
    const lines = [
      `${letter.messageId}  ${letter.reason}  ${letter.queue}`,
      `  ${letter.detail}`,
      `  received ${letter.attempts || 'several'} times${when}${letter.requestId ? `, request ${letter.requestId}` : ''}`,
      `  ${letter.body.length > 200 ? `${letter.body.slice(0, 200)}…` : letter.body}`,
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
  return 0;
}
