import { asAuthor } from './as-author.ts';
import type { Environment } from './lambda.ts';

export const summary =
  'redrive [<message id> …]: moves dead letters back to their queue, all or those; stopped in the middle, it loses none';

/** Small steps, so that there is progress to show. */
const atOnce = 10;

interface Redriven {
  redriven: number;
  more: boolean;
  missing: string[];
}

export async function run(messageIds: string[], environment: Environment): Promise<number> {
  const redrive = (body: object) =>
    asAuthor<Redriven>(environment, 'operations-redrive-queue', 'POST', '/api/v1/ops/queue/redrive', body);
  if (messageIds.length > 0) {
    const { redriven, missing } = await redrive({ messageIds: [...new Set(messageIds)] });
    for (const id of missing) process.stderr.write(`${id} does not rest among the dead letters.\n`);
    return said(redriven) || (missing.length > 0 ? 1 : 0);
  }
  let total = 0;
  for (;;) {
    const { redriven, more } = await redrive({ most: atOnce });
    total += redriven;
    if (!more) return said(total);
    process.stdout.write(`${total} moved …\n`);
  }
}

function said(moved: number): number {
  process.stdout.write(moved === 0 ? 'There was nothing to redrive.\n' : `${moved} moved back to the queue.\n`);
  return 0;
}
