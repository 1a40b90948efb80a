import { asAuthor } from './as-author.ts';
import type { Environment } from './lambda.ts';

export const summary = 'moves dead letters back to their queue; stopped in the middle, it loses none';

/** Small steps, so that there is progress to show. */
const atOnce = 10;

export async function run(_args: string[], environment: Environment): Promise<number> {
  let total = 0;
  for (;;) {
    const path = '/api/v1/ops/queue/redrive';
    const { redriven, more } = await asAuthor<{ redriven: number; more: boolean }>(
      environment,
      'operations-redrive-queue',
      'POST',
      path,
      { most: atOnce },
    );
    total += redriven;
    if (!more) break;
    process.stdout.write(`${total} moved …\n`);
  }
  process.stdout.write(total === 0 ? 'There was nothing to redrive.\n' : `${total} moved back to the queue.\n`);
  return 0;
}
