import { asAuthor } from './as-author.ts';
import type { Environment } from './lambda.ts';

export const summary = 'discard <message id> …: throws away dead letters for which nothing waits';

export async function run(messageIds: string[], environment: Environment): Promise<number> {
  if (messageIds.length === 0) {
    process.stderr.write('discard needs the id of a message, as dead-letters prints it.\n');
    return 1;
  }
  let code = 0;
  for (const id of messageIds) {
    const path = `/api/v1/ops/queue/dead-letters/${encodeURIComponent(id)}`;
    await asAuthor(environment, 'operations-discard-dead-letter', 'DELETE', path, undefined, { id }).then(
      () => process.stdout.write(`${id} is thrown away.\n`),
      (error: Error) => {
        code = 1;
        process.stderr.write(`${id} stays: ${error.message}\n`);
      },
    );
  }
  return code;
}
