import { TagListSchema } from '../../proto/gen/colophon/posts/v1/lists_pb.js';
import { answer } from '../_lambda/answer.ts';
import { buildTags } from '../_postgres/posts/build-tags.ts';
import { answerBuilt } from './_answer-built.ts';

/** Asked by cache-read-list-tags on a miss. */
export const handler = answer(async () => answerBuilt(TagListSchema, await buildTags()));
