import { create } from '@bufbuild/protobuf';
import { DeadLetterListSchema } from '../../proto/gen/colophon/queue/v1/queue_pb.js';
import { reply } from '../_http/reply.ts';
import { requireAuthor } from '../_http/request.ts';
import { route } from '../_http/route.ts';
import { peekDeadLetters } from '../_sqs/dead-letters.ts';
import { queueNames } from '../_sqs/queues.ts';
import { unavailableAsRefusal } from '../_sqs/refusing.ts';
import { describeLetters } from './_describe-letters.ts';

const mostOfEach = 100;

/** GET /api/v1/ops/queue/dead-letters */
export const handler = route(async (event) => {
  requireAuthor(event);
  const resting = await unavailableAsRefusal(
    Promise.all(
      queueNames.map(async (queue) =>
        (await peekDeadLetters(mostOfEach, queue)).map((letter) => ({ ...letter, queue })),
      ),
    ),
  );
  const items = await describeLetters(resting.flat());
  return reply(200, DeadLetterListSchema, create(DeadLetterListSchema, { items }));
});
