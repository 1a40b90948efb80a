import { answer } from '../_lambda/answer.ts';
import { failuresOf } from '../_postgres/events/message-failures.ts';
import { beginGeneration, brokenPolicy } from '../_redis/generation.ts';
import { unavailableAsRefusal as cacheUnavailable } from '../_redis/refusing.ts';
import { type Chooser, type DeadLetterMessage, redrive } from '../_sqs/dead-letters.ts';
import { depths } from '../_sqs/depths.ts';
import type { QueueName } from '../_sqs/queues.ts';
import { unavailableAsRefusal } from '../_sqs/refusing.ts';

/**
 * A message of which nobody knows why it failed may be one that ends whoever handles it: after so many times it comes back
 * ever more rarely.
 */
const oftenWithoutReason = 5;
const mostMinutesBetween = 60;

/**
 * More than so many take longer to send again and to handle than what they name may be stale. So the cache begins anew: then
 * nothing in it lacks what they tell of, and they may take their time.
 */
export const many = 200;

/** To look at letters hides them from the author for a moment: those that are known to wait are looked at this rarely. */
const lookAgainMs = 10_000;
const known: Record<QueueName, { waiting: number; lookedAt: number }> = {
  invalidation: { waiting: 0, lookedAt: 0 },
  media: { waiting: 0, lookedAt: 0 },
};

/**
 * What cannot be read, and what is an error of ours, waits for the author. What a part was too far away for comes back
 * however often: a limit would leave it to the author after a long fault, and without one it costs little, since five
 * receives lie between two redrives, and only while the cache answers.
 */
const becauseAPartWasAway: Chooser = async (batch) => {
  const failures = await failuresOf(batch.map(({ messageId }) => messageId));
  return batch.filter((letter) => {
    const reason = failures.get(letter.messageId)?.reason;
    return reason === 'unavailable' || (reason === undefined && isDue(letter));
  });
};

/** After the fifth time a minute after it was sent, then two, four, and so on. */
function isDue({ redriven, sentAt }: DeadLetterMessage): boolean {
  if (redriven < oftenWithoutReason) return true;
  const minutes = Math.min(2 ** (redriven - oftenWithoutReason), mostMinutesBetween);
  return Date.now() >= Date.parse(sentAt) + minutes * 60_000;
}

/** By schedule: what failed only because a part was away goes back to its queue once that answers again. */
export const handler = answer(async () => {
  const invalidations = await redriveFrom('invalidation', {
    mustAnswer: () => cacheUnavailable(brokenPolicy()),
    ifMany: () => cacheUnavailable(beginGeneration()),
  });
  // Media needs the database, which has just said why each of them failed.
  return { value: { redriven: invalidations + (await redriveFrom('media')) } };
});

interface Around {
  mustAnswer: () => Promise<unknown>;
  ifMany: () => Promise<unknown>;
}

async function redriveFrom(queue: QueueName, around?: Around): Promise<number> {
  const { deadLetters } = await unavailableAsRefusal(depths(queue));
  const seen = known[queue];
  const isKnown = deadLetters === seen.waiting && Date.now() - seen.lookedAt < lookAgainMs;
  if (deadLetters === 0) seen.waiting = 0;
  if (deadLetters === 0 || isKnown) return 0;
  await around?.mustAnswer();
  let redriven = await unavailableAsRefusal(redrive(many, becauseAPartWasAway, queue));
  if (redriven === many) {
    await around?.ifMany();
    redriven += await unavailableAsRefusal(redrive(Infinity, becauseAPartWasAway, queue));
  }
  known[queue] = { waiting: deadLetters - redriven, lookedAt: Date.now() };
  return redriven;
}
