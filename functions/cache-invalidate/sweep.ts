import { answer } from '../_lambda/answer.ts';
import { unavailableAsRefusal } from '../_redis/refusing.ts';
import { sweep } from '../_redis/sweep.ts';

/** By schedule: removes from the cache's indexes what nothing needs any more. */
export const handler = answer(async () => ({ value: await unavailableAsRefusal(sweep()) }));
