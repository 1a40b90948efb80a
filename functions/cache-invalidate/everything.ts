import { answer } from '../_lambda/answer.ts';
import { beginGeneration } from '../_redis/generation.ts';
import { unavailableAsRefusal } from '../_redis/refusing.ts';

/** For operators: a new generation, in which nothing is cached yet. */
export const handler = answer(async () => {
  await unavailableAsRefusal(beginGeneration());
  return { value: {} };
});
