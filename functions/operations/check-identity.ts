import { answer } from '../_lambda/answer.ts';
import { databaseIdentity } from '../_postgres/identity.ts';
import { adoptIdentity, brokenPolicy } from '../_redis/generation.ts';
import { unavailableAsRefusal } from '../_redis/refusing.ts';

/** Before the first request, by schedule, and when an event is of another database: what is cached belongs to this one. */
export const handler = answer(async () => {
  const identity = await databaseIdentity();
  const began = await unavailableAsRefusal(adoptIdentity(identity));
  return {
    value: { identity, newGeneration: began, brokenSetting: (await unavailableAsRefusal(brokenPolicy())) ?? '' },
  };
});
