import { create } from '@bufbuild/protobuf';
import { DeadLetter_Reason, DeadLetterListSchema } from '../../proto/gen/colophon/queue/v1/queue_pb.js';
import { reply } from '../_http/reply.ts';
import { requireAuthor } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { failuresOf } from '../_postgres/events/message-failures.ts';
import { peekDeadLetters } from '../_sqs/dead-letters.ts';
import { unavailableAsRefusal } from '../_sqs/refusing.ts';

const reasons = {
  malformed: DeadLetter_Reason.MALFORMED,
  unavailable: DeadLetter_Reason.UNAVAILABLE,
  fault: DeadLetter_Reason.FAULT,
};

/** Enough to see what it is: hundreds of whole messages would be more than one answer may hold. */
const mostShown = 4_000;

/** GET /api/v1/ops/queue/dead-letters */
export const handler = route(async (event) => {
  requireAuthor(event);
  const resting = await unavailableAsRefusal(
    Promise.all(
      (['invalidation', 'media'] as const).map(async (queue) => ({
        queue,
        letters: await peekDeadLetters(100, queue),
      })),
    ),
  );
  const letters = resting.flatMap(({ queue, letters }) =>
    letters.map(({ messageId, body }) => ({ messageId, body: body.slice(0, mostShown), queue })),
  );
  const failures = await failuresOf(letters.map(({ messageId }) => messageId));
  const items = letters.map(({ messageId, body, queue }) => {
    const failure = failures.get(messageId);
    return failure
      ? { ...failure, reason: reasons[failure.reason], body, queue }
      : {
          messageId,
          body,
          queue,
          reason: DeadLetter_Reason.TIMED_OUT,
          detail: 'No reason was recorded: the function timed out or its process ended.',
        };
  });
  return reply(200, DeadLetterListSchema, create(DeadLetterListSchema, { items }));
});
