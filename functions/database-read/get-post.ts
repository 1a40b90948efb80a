import { PostSchema } from '../../proto/gen/colophon/posts/v1/posts_pb.js';
import { slugMember, slugsMember } from '../_http/payload.ts';
import { answer, type Payload } from '../_lambda/answer.ts';
import { buildPost } from '../_postgres/posts/build-post.ts';
import { answerBuilt } from './_answer-built.ts';

/** Asked by cache-read-get-post on a miss: `{ project, path }`. */
export const handler = answer(async (asked: Payload) =>
  answerBuilt(PostSchema, await buildPost({ project: slugMember(asked, 'project'), path: slugsMember(asked, 'path') })),
);
