import { step } from '../_env/step.ts';
import { answer } from '../_lambda/answer.ts';
import { invalidate } from '../_redis/cache.ts';
import { unavailableAsRefusal } from '../_redis/refusing.ts';

export interface InvalidateRequest {
  tags: string[];
  /** Decimal: 64 bits do not fit JSON's numbers. */
  xid: string;
  /** The database history that the xid belongs to. */
  generation: string;
}

/** Asked by cache-sync: drops what was built from these tags and lacks this xid. */
export const handler = answer(async ({ tags, xid, generation }: InvalidateRequest) => {
  await step('cache-invalidate.begin');
  const done = await unavailableAsRefusal(invalidate({ tags, xid: BigInt(xid), identity: generation }));
  await step('cache-invalidate.done');
  return { value: done };
});
