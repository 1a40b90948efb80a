import { answer } from '../_lambda/answer.ts';
import { failuresOf } from '../_postgres/events/message-failures.ts';
import { brokenPolicy } from '../_redis/generation.ts';
import { unavailableAsRefusal as cacheUnavailable } from '../_redis/refusing.ts';
import { type Chooser, redrive } from '../_sqs/dead-letters.ts';
import { depths } from '../_sqs/depths.ts';
import { unavailableAsRefusal } from '../_sqs/refusing.ts';

/** A message of which nobody knows why it failed may be one that ends whoever handles it: it is not tried for ever. */
const mostWithoutReason = 5;

/** To look at letters hides them from the author for a moment: those that are known to wait are looked at this rarely. */
const lookAgainMs = 10_000;
let waiting = 0;
let lookedAt = 0;

/**
 * What cannot be read, and what is an error of ours, waits for the author. What a part was too far away for comes back
 * however often: a limit would leave it to the author after a long fault, and without one it costs little, since five
 * receives lie between two redrives, and only while the cache answers.
 */
const becauseAPartWasAway: Chooser = async (batch) => {
  const failures = await failuresOf(batch.map(({ messageId }) => messageId));
  return batch.filter(({ messageId, redriven }) => {
    const reason = failures.get(messageId)?.reason;
    return reason === 'unavailable' || (reason === undefined && redriven < mostWithoutReason);
  });
};

/** By schedule: what failed only because the cache was away goes back to the queue once the cache answers again. */
export const handler = answer(async () => {
  const { deadLetters } = await unavailableAsRefusal(depths());
  const known = deadLetters === waiting && Date.now() - lookedAt < lookAgainMs;
  if (deadLetters === 0) waiting = 0;
  if (deadLetters === 0 || known) return { value: { redriven: 0 } };
  await cacheUnavailable(brokenPolicy());
  const redriven = await unavailableAsRefusal(redrive(500, becauseAPartWasAway));
  waiting = deadLetters - redriven;
  lookedAt = Date.now();
  return { value: { redriven } };
});
